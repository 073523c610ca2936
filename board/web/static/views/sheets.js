// @ts-check
/** The small dialogs: closing words, and the keys. */

import { useState } from "preact/hooks";
import { typeDraft } from "../actions/composer.js";
import { goNext, resolve } from "../actions/tickets.js";
import { html } from "../html.js";
import { go } from "../navigation.js";
import { composerMode, draft, overlay, route } from "../state.js";
import { words } from "../words.js";
import { Icon } from "./icons.js";
import { Sheet } from "./sheet.js";

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
    <${Sheet} label=${words.resolve.title(number)} title=${words.resolve.title(number)} onClose=${close}>
      <form
        class="resolve-form"
        onSubmit=${(/** @type {Event} */ event) => {
          event.preventDefault();
          void resolveNow(false);
        }}
      >
        <label>
          ${words.resolve.closing}
          <textarea
            data-autofocus
            name="closing"
            rows="4"
            value=${text}
            placeholder=${words.resolve.hint}
            onInput=${(/** @type {InputEvent} */ event) => setText(/** @type {HTMLTextAreaElement} */ (event.target).value)}
            onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void resolveNow(event.shiftKey);
            }}
          ></textarea>
        </label>
        <div class="sheet-end">
          <button type="button" class="button button-quiet" onClick=${close}>${words.resolve.cancel}</button>
          <button type="button" class="button" onClick=${() => void resolveNow(true)}>${words.resolve.goNext}</button>
          <button type="submit" class="button button-send">
            <${Icon} name="check" />
            ${words.resolve.go}
          </button>
        </div>
      </form>
    <//>
  `;
}

export function KeysSheet() {
  return html`
    <${Sheet} label=${words.keys.title} title=${words.keys.title} onClose=${close} wide=${true}>
      <div class="keys">
        ${words.keys.groups.map(
          (group) => html`
            <section key=${group.name}>
              <h3>${group.name}</h3>
              <dl>
                ${group.keys.map(
                  ([keys, meaning]) => html`
                    <div key=${keys}>
                      <dt><kbd>${keys}</kbd></dt>
                      <dd>${meaning}</dd>
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
