// @ts-check
/** The agent's shift: whether new tickets come to them, who else is there, and handing all over at its end. */

import { useState } from "preact/hooks";
import { handOver, takeTickets } from "../actions/shift.js";
import { html } from "../html.js";
import { say } from "../say.js";
import { overlay, shift } from "../state.js";
import { Sheet, Tick } from "./sheet.js";

/** @import { Shift } from "../types" */

export function ShiftSheet() {
  const told = shift.value;
  if (!told) return null;
  return html`
    <${Sheet} label=${say("shift.title")} title=${say("shift.title")} onClose=${() => (overlay.value = null)}>
      <${Tick}
        checked=${told.takes_tickets}
        onChoose=${(/** @type {boolean} */ isOn) => void takeTickets(isOn)}
        text=${say("shift.at_work")}
        about=${say("shift.at_work.about")}
      />
      <${HandOver} told=${told} />
    <//>
  `;
}

/** @param {{ told: Shift }} props */
function HandOver({ told }) {
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  if (told.open === 0)
    return html`
      <p class="quiet">${say("shift.none_open")}</p>
    `;
  const anybody = told.colleagues.some((colleague) => colleague.at_work);
  const isPossible = to !== "" || anybody;
  return html`
    <form
      class="shift-over"
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        void handOver(to || null, note);
      }}
    >
      <h3>${say("shift.hand_over", { n: told.open })}</h3>
      <label>
        ${say("shift.to")}
        <select value=${to} onChange=${(/** @type {Event} */ event) => setTo(/** @type {HTMLSelectElement} */ (event.target).value)}>
          <option value="" disabled=${!anybody}>${say("shift.to.free")}</option>
          ${told.colleagues.map(
            ({ name, at_work, open }) => html`
              <option key=${name} value=${name}>
                ${say(at_work ? "shift.colleague" : "shift.colleague.away", { name, n: open })}
              </option>
            `,
          )}
        </select>
      </label>
      <label>
        ${say("shift.note")}
        <textarea
          rows="3"
          value=${note}
          placeholder=${say("shift.note.hint")}
          onInput=${(/** @type {InputEvent} */ event) => setNote(/** @type {HTMLTextAreaElement} */ (event.target).value)}
        ></textarea>
      </label>
      <div class="sheet-end">
        <button type="submit" class="button button-send" disabled=${!isPossible}>${say("shift.hand_over.now")}</button>
      </div>
    </form>
  `;
}
