// @ts-check
/** The small dialogs: closing words, and the keys. */

import { useState } from "preact/hooks";
import { typeDraft } from "../actions/composer.js";
import { goNext, resolve } from "../actions/tickets.js";
import { html } from "../html.js";
import { go } from "../navigation.js";
import { say } from "../say.js";
import { composerMode, draft, overlay, route } from "../state.js";
import { Icon } from "./icons.js";
import { Sheet } from "./sheet.js";

/** @import { PlainKey } from "../say.js" */

function close() {
  overlay.value = null;
}

/** Resolving, with the words the customer reads last; an unsent reply is offered as them. @param {{ number: number }} props */
export function ResolveSheet({ number }) {
  const offered = route.peek().ticket === number && composerMode.peek() === "reply" ? draft.peek().text : "";
  const [text, setText] = useState(offered);
  /** @param {boolean} andNext */
  async function resolveNow(andNext) {
    close();
    if (!(await resolve(number, text))) return;
    if (offered && text.trim()) typeDraft("");
    if (andNext) goNext(number);
    else if (route.peek().ticket === number) go({ ticket: null });
  }
  return html`
    <${Sheet} label=${say("resolve.title", { number })} title=${say("resolve.title", { number })} onClose=${close}>
      <form
        class="resolve-form"
        onSubmit=${(/** @type {Event} */ event) => {
          event.preventDefault();
          void resolveNow(false);
        }}
      >
        <label>
          ${say("resolve.closing")}
          <textarea
            data-autofocus
            name="closing"
            rows="4"
            value=${text}
            placeholder=${say("resolve.hint")}
            onInput=${(/** @type {InputEvent} */ event) => setText(/** @type {HTMLTextAreaElement} */ (event.target).value)}
            onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void resolveNow(event.shiftKey);
            }}
          ></textarea>
        </label>
        <div class="sheet-end">
          <button type="button" class="button button-quiet" onClick=${close}>${say("resolve.cancel")}</button>
          <button type="button" class="button" onClick=${() => void resolveNow(true)}>${say("resolve.go_next")}</button>
          <button type="submit" class="button button-send">
            <${Icon} name="check" />
            ${say("resolve.go")}
          </button>
        </div>
      </form>
    <//>
  `;
}

/** @type {{ name: PlainKey, keys: [string, PlainKey][] }[]} */
const KEY_GROUPS = [
  {
    name: "keys.on_board",
    keys: [
      ["n", "keys.next"],
      ["← ↑ ↓ →  j k", "keys.between"],
      ["Enter", "keys.open"],
      ["Shift + ← ↑ ↓ →", "keys.shift"],
      ["m", "keys.move"],
      ["1 … 9", "keys.boards"],
    ],
  },
  {
    name: "keys.on_ticket",
    keys: [
      ["r", "keys.reply"],
      ["c", "keys.note"],
      ["v", "keys.voice"],
      ["g", "keys.greet"],
      ["e", "keys.resolve"],
      ["t", "keys.take"],
      ["l", "keys.labels"],
      ["u", "keys.take_suggestion"],
      ["x", "keys.dismiss_suggestion"],
      ["z", "keys.snooze"],
      ["d", "keys.delay"],
      ["Ctrl + Enter", "keys.send"],
      ["Ctrl + B I U", "keys.format"],
      ["Ctrl + Shift + X M P", "keys.format_more"],
      ["j k", "keys.neighbour"],
      ["Esc", "keys.close"],
    ],
  },
  {
    name: "keys.anywhere",
    keys: [
      ["/", "keys.search"],
      ["?", "keys.keys"],
    ],
  },
];

export function KeysSheet() {
  return html`
    <${Sheet} label=${say("keys.title")} title=${say("keys.title")} onClose=${close} wide=${true}>
      <div class="keys">
        ${KEY_GROUPS.map(
          ({ name, keys }) => html`
            <section key=${name}>
              <h3>${say(name)}</h3>
              <dl>
                ${keys.map(
                  ([pressed, meaning]) => html`
                    <div key=${pressed}>
                      <dt><kbd>${pressed}</kbd></dt>
                      <dd>${say(meaning)}</dd>
                    </div>
                  `,
                )}
              </dl>
            </section>
          `,
        )}
      </div>
    <//>
  `;
}
