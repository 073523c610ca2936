// @ts-check
/** Copies of what is stored about a person: asked for, being made, and there for a day to be fetched. */

import { useState } from "preact/hooks";
import { notice } from "../../actions/notices.js";
import { html } from "../../html.js";
import { momentText, sizeText } from "../../look.js";
import { say } from "../../say.js";
import { desk } from "../../state.js";
import { Icon } from "../../views/icons.js";
import { act } from "../acting.js";
import { Choice, Switch } from "../parts/fields.js";
import { languageName } from "../parts/languages.js";
import { ConfirmSheet, openSheet } from "../parts/sheets.js";

/** @import { Copy, FoundPerson } from "../../types" */

/** @param {{ person: FoundPerson }} props */
export function CopyButton({ person }) {
  const ask = () =>
    openSheet(
      () => html`
        <${Asked} person=${person} />
      `,
    );
  return html`
    <button type="button" class="button button-small" onClick=${ask}>${say("copies.make")}</button>
  `;
}

/** @param {{ person: FoundPerson }} props */
function Asked({ person }) {
  const [language, setLanguage] = useState(person.language);
  const [notes, setNotes] = useState(false);
  async function make() {
    await act("POST", `/people/${person.id}/copies`, { language, notes });
    notice(say("copies.asked"));
  }
  return html`
    <${ConfirmSheet} title=${say("copies.ask", { name: person.name })} action=${say("copies.make_now")} onConfirm=${make}>
      <p class="sheet-note">${say("copies.ask.about")}</p>
      <${Choice}
        label=${say("copies.language")}
        options=${(desk.value?.languages ?? [language]).map((value) => ({ value, label: languageName(value) }))}
        value=${language}
        onChange=${setLanguage}
      />
      <${Switch} label=${say("copies.notes")} hint=${say("copies.notes.hint")} value=${notes} onChange=${setNotes} />
    <//>
  `;
}

/** @param {{ copies: Copy[] }} props */
export function Copies({ copies }) {
  if (copies.length === 0) return null;
  return html`
    <h3 class="copies-title">${say("copies.title")}</h3>
    <ul class="rows" aria-label=${say("copies.title")}>
      ${copies.map(
        (copy) => html`
          <li key=${copy.id} class="row person-row">
            <span>
              <strong><bdi>${copy.name}</bdi></strong>
              <span class="quiet account-figures">
                <span>${languageName(copy.language)}</span>
                ${copy.notes && html`<span>${say("copies.with_notes")}</span>`}
                <span>${askedText(copy)}</span>
                ${copy.goes_at && html`<span>${say("copies.goes", { at: momentText(copy.goes_at, Date.now()) })}</span>`}
              </span>
            </span>
            <span class="row-buttons" role="status"><${HowItIs} copy=${copy} /></span>
          </li>
        `,
      )}
    </ul>
  `;
}

/** @param {{ copy: Copy }} props */
function HowItIs({ copy }) {
  if (copy.state !== "ready") return html`<span class="quiet">${say(`copies.${copy.state}`)}</span>`;
  return html`
    <a class="button button-small" href=${`/api/v1/people/${copy.person}/copies/${copy.id}/file`} download=${copy.file}>
      <${Icon} name="download" />
      ${say("copies.download", { size: sizeText(copy.size ?? 0) })}
    </a>
  `;
}

/** @param {Copy} copy */
function askedText({ by, asked_at }) {
  const at = momentText(asked_at, Date.now());
  return by ? say("copies.by", { who: by, at }) : at;
}
