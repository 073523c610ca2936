// @ts-check
/** How this browser warns of deadlines: by a sound, and by its own notices once somebody has asked for them. */

import { chime } from "../chime.js";
import { html } from "../html.js";
import { chooseAnnouncing, isAnnouncing } from "../preferences.js";
import { say } from "../say.js";
import { overlay } from "../state.js";
import { askForNotices, chooseNotices, chooseSound, notices, sound } from "../warning_choices.js";
import { Sheet, Tick } from "./sheet.js";

export function WarningsSheet() {
  return html`
    <${Sheet} label=${say("warnings.title")} title=${say("warnings.title")} onClose=${() => (overlay.value = null)}>
      <div class="warnings">
        <p class="quiet">${say("warnings.about")}</p>
        <div class="warnings-line">
          <${Tick} checked=${sound.value} onChoose=${chooseSound} text=${say("warnings.sound")} about=${say("warnings.sound.about")} />
          <button type="button" class="button button-small" onClick=${() => chime("missed")}>${say("warnings.try")}</button>
        </div>
        <div class="warnings-line"><${Notices} /></div>
        <div class="warnings-line">
          <${Tick}
            checked=${isAnnouncing.value}
            onChoose=${chooseAnnouncing}
            text=${say("warnings.announce")}
            about=${say("warnings.announce.about")}
          />
        </div>
        <p class="quiet">${say("warnings.here")}</p>
      </div>
    <//>
  `;
}

/** Asked for by a button, and never by the page. */
function Notices() {
  switch (notices.value) {
    case "on":
    case "off":
      return html`
        <${Tick}
          checked=${notices.value === "on"}
          onChoose=${chooseNotices}
          text=${say("warnings.notices")}
          about=${say("warnings.notices.about")}
        />
      `;
    case "ask":
      return html`
        <span>${say("warnings.notices")}<span class="quiet">${say("warnings.notices.about")}</span></span>
        <button type="button" class="button button-small" onClick=${() => void askForNotices()}>
          ${say("warnings.notices.allow")}
        </button>
      `;
    case "refused":
      return html`
        <span>${say("warnings.notices")}<span class="quiet">${say("warnings.notices.refused")}</span></span>
      `;
    case "none":
      return html`
        <span>${say("warnings.notices")}<span class="quiet">${say("warnings.notices.none")}</span></span>
      `;
  }
}
