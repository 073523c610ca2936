// @ts-check
/** The small dialogs: closing words, and the keys. */

import { useState } from "preact/hooks";
import { typeDraft } from "../actions/composer.js";
import { goNext, resolve } from "../actions/tickets.js";
import { COMMANDS } from "../commands.js";
import { focusCard, nextTo } from "../focus.js";
import { html } from "../html.js";
import { go } from "../navigation.js";
import { isMac, textOfPress } from "../pressed.js";
import { say } from "../say.js";
import { composerMode, currentCard, desk, draft, overlay, route, ticketOf } from "../state.js";
import { Icon } from "./icons.js";
import { Sheet } from "./sheet.js";

/** @import { Command, Group } from "../commands.js" */
/** @import { PlainKey } from "../say.js" */

function close() {
  overlay.value = null;
}

/** Resolving, with the words the customer reads last; an unsent reply is offered as them. @param {{ number: number, andNext: boolean }} props */
export function ResolveSheet({ number, andNext }) {
  const offered = route.peek().ticket === number && composerMode.peek() === "reply" ? draft.peek().text : "";
  const [text, setText] = useState(offered);
  const [cause, setCause] = useState(/** @type {number | null} */ (null));
  /** @param {boolean} goesOn */
  async function resolveNow(goesOn) {
    const next = nextTo(number);
    close();
    if (!(await resolve(number, text, cause))) return;
    if (offered && text.trim()) typeDraft("");
    if (goesOn) return goNext(number);
    if (route.peek().ticket === number) {
      currentCard.value = next;
      go({ ticket: null });
    } else if (route.peek().ticket === null && currentCard.peek() === number) focusCard(next);
  }
  return html`
    <${Sheet} label=${say("resolve.title", { number })} title=${say("resolve.title", { number })} onClose=${close}>
      <form
        class="resolve-form"
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => chooseByDigit(event, number, setCause)}
        onSubmit=${(/** @type {Event} */ event) => {
          event.preventDefault();
          void resolveNow(andNext);
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
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void resolveNow(andNext || event.shiftKey);
            }}
          ></textarea>
        </label>
        <${Causes} number=${number} chosen=${cause} onChoose=${setCause} />
        <div class="sheet-end">
          <button type="button" class="button button-quiet" onClick=${close}>${say("resolve.cancel")}</button>
          <button type="button" class="button" onClick=${() => void resolveNow(!andNext)}>
            ${say(andNext ? "resolve.go" : "resolve.go_next")}
          </button>
          <button type="submit" class="button button-send">
            <${Icon} name="check" />
            ${say(andNext ? "resolve.go_next" : "resolve.go")}
          </button>
        </div>
      </form>
    <//>
  `;
}

/** What may have been behind it; Alt and a digit, or the digit alone outside of the words. @param {{ number: number, chosen: number | null, onChoose: (cause: number | null) => void }} props */
function Causes({ number, chosen, onChoose }) {
  const offered = causesOf(number);
  if (offered.length === 0) return null;
  return html`
    <div class="sheet-causes" role="group" aria-label=${say("resolve.cause")}>
      <span class="quiet">${say("resolve.cause")}</span>
      ${offered.map(
        (cause, index) => html`
          <button
            type="button"
            class="button button-small"
            key=${cause.id}
            aria-pressed=${cause.id === chosen}
            aria-keyshortcuts=${index < 9 ? `Alt+${index + 1}` : undefined}
            onClick=${() => onChoose(cause.id === chosen ? null : cause.id)}
          >
            ${index < 9 && html`<kbd aria-hidden="true">${index + 1}</kbd>`} ${cause.name}
          </button>
        `,
      )}
    </div>
  `;
}

/** Of the owner's list those that fit its topic. @param {number} number */
function causesOf(number) {
  const topic = ticketOf(number)?.topic ?? "";
  return (desk.value?.causes ?? []).filter(({ topics }) => topics.length === 0 || topics.includes(topic));
}

/** @param {KeyboardEvent} event @param {number} number @param {(cause: number) => void} choose */
function chooseByDigit(event, number, choose) {
  const isWriting = event.target instanceof HTMLTextAreaElement && event.target.value !== "";
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  const cause = digit ? causesOf(number)[Number(digit) - 1] : undefined;
  if (!cause || event.ctrlKey || event.metaKey || event.shiftKey || (isWriting && !event.altKey)) return;
  event.preventDefault();
  choose(cause.id);
}

/** @type {Record<Group, PlainKey>} */
const GROUP_NAMES = {
  board: "keys.on_board",
  many: "keys.on_many",
  writing: "keys.writing",
  anywhere: "keys.anywhere",
  ticket: "keys.on_ticket",
};
const GROUPS = /** @type {Group[]} */ (Object.keys(GROUP_NAMES));

export function KeysSheet() {
  return html`
    <${Sheet} label=${say("keys.title")} title=${say("keys.title")} onClose=${close} wide=${true}>
      <div class="keys">
        ${GROUPS.map(
          (group) => html`
            <section key=${group}>
              <h3>${say(GROUP_NAMES[group])}</h3>
              <dl>
                ${COMMANDS.filter((command) => command.group === group && (command.keys ?? command.shown)).map(
                  (command) => html`
                    <div key=${command.name}>
                      <dt><kbd>${keysText(command)}</kbd></dt>
                      <dd>${say(command.name)}</dd>
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

/** @param {Command} command */
function keysText({ keys = [], shown }) {
  return shown ?? keys.map((key) => textOfPress(key, isMac())).join("  ");
}
