// @ts-check
/** Handing a ticket over: to a colleague, to another board, with the line that they read first. */

import { useState } from "preact/hooks";
import { handOver } from "../actions/tickets.js";
import { html } from "../html.js";
import { say } from "../say.js";
import { desk, overlay, ticketOf } from "../state.js";
import { Sheet } from "./sheet.js";

const LONGEST = 1000;

function close() {
  overlay.value = null;
}

/** @param {number} number */
export function askHandOver(number) {
  overlay.value = { kind: "sheet", draw: () => html`<${HandOverSheet} number=${number} />` };
}

/** @param {{ number: number }} props */
function HandOverSheet({ number }) {
  const ticket = ticketOf(number);
  const [agent, setAgent] = useState(ticket?.agent ?? "");
  const [board, setBoard] = useState(ticket?.board ?? "");
  const [summary, setSummary] = useState("");
  function handOverNow() {
    close();
    void handOver(number, { agent: agent || null, board, summary });
  }
  const agents = (desk.value?.agents ?? []).map((name) => ({ value: name, label: name }));
  const boards = (desk.value?.boards ?? []).map(({ key, name }) => ({ value: key, label: name }));
  return html`
    <${Sheet} label=${say("hand_on.title", { number })} title=${say("hand_on.title", { number })} onClose=${close}>
      <form
        class="resolve-form"
        onSubmit=${(/** @type {Event} */ event) => {
          event.preventDefault();
          handOverNow();
        }}
      >
        <${Select} label=${say("hand_on.agent")} value=${agent} onChoose=${setAgent} options=${[{ value: "", label: say("hand_on.nobody") }, ...agents]} />
        <${Select} label=${say("menu.board")} value=${board} onChoose=${setBoard} options=${boards} />
        <label>
          ${say("hand_on.summary")}
          <textarea
            rows="3"
            maxlength=${LONGEST}
            value=${summary}
            placeholder=${say("hand_on.hint")}
            onInput=${(/** @type {InputEvent} */ event) => setSummary(/** @type {HTMLTextAreaElement} */ (event.target).value)}
            onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) handOverNow();
            }}
          ></textarea>
        </label>
        <div class="sheet-end">
          <button type="button" class="button button-quiet" onClick=${close}>${say("resolve.cancel")}</button>
          <button type="submit" class="button button-send">${say("hand_on.go")}</button>
        </div>
      </form>
    <//>
  `;
}

/** @param {{ label: string, value: string, onChoose: (value: string) => void, options: { value: string, label: string }[] }} props */
function Select({ label, value, onChoose, options }) {
  return html`
    <label>
      ${label}
      <select value=${value} onChange=${(/** @type {Event} */ event) => onChoose(/** @type {HTMLSelectElement} */ (event.target).value)}>
        ${options.map((each) => html`<option key=${each.value} value=${each.value}>${each.label}</option>`)}
      </select>
    </label>
  `;
}
