// @ts-check
/** Nobody there for a while: a sheet to say so in one tap, and a line over every board until then. */

import { useState } from "preact/hooks";
import { comeBack, goAway } from "../actions/away.js";
import { deskNow, second, today } from "../clock.js";
import { html } from "../html.js";
import { momentText } from "../look.js";
import { say } from "../say.js";
import { hourFrom, morningAfter } from "../snooze.js";
import { desk, mayWork, overlay } from "../state.js";
import { Icon } from "./icons.js";
import { Sheet } from "./sheet.js";
import { TimeAhead } from "./time_ahead.js";

const LONGEST_WHY = 200;
const HOURS = [1, 2, 4];

export function AwaySheet() {
  const [why, setWhy] = useState("");
  const nowMs = deskNow();
  const choices = [
    ...HOURS.map((n) => ({ text: say("away.hours", { n }), at: hourFrom(nowMs + (n - 1) * 3_600_000) })),
    { text: say("snooze.morning"), at: morningAfter(nowMs) },
  ];
  return html`
    <${Sheet} label=${say("away.title")} title=${say("away.title")} onClose=${() => (overlay.value = null)}>
      <p class="quiet">${say("away.about")}</p>
      <label class="away-why">
        ${say("away.why")}
        <input
          type="text"
          value=${why}
          maxlength=${LONGEST_WHY}
          placeholder=${say("away.why.hint")}
          onInput=${(/** @type {InputEvent} */ event) => setWhy(/** @type {HTMLInputElement} */ (event.target).value)}
        />
      </label>
      <div class="away-choices" role="group" aria-label=${say("snooze.until")}>
        ${choices.map(
          ({ text, at }) => html`
            <button type="button" class="button" key=${at} onClick=${() => void goAway(at, why)}>
              ${text} <span class="quiet">${momentText(at, nowMs)}</span>
            </button>
          `,
        )}
      </div>
      <${TimeAhead}
        look="away-time"
        first=${morningAfter(nowMs)}
        onChoose=${(/** @type {string} */ until) => void goAway(until, why)}
      >
        <button type="submit" class="button button-send">${say("away.go")}</button>
      <//>
    <//>
  `;
}

export function AwayLine() {
  const away = desk.value?.away;
  second.value; // at its end the line goes by itself
  if (!away || Date.parse(away.until) <= deskNow()) return null;
  return html`
    <p class="desk-notice desk-away" role="status">
      <${Icon} name="moon" />
      <span class="one-line">
        <strong>${say("away.now", { time: momentText(away.until, today.value) })}</strong>
        ${away.why && ` ${away.why}`}
      </span>
      ${
        mayWork.value &&
        html`
          <button type="button" class="link" onClick=${() => void comeBack()}>${say("away.end")}</button>
        `
      }
    </p>
  `;
}
