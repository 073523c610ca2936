// @ts-check
/** A menu that chooses a time: a few usual ones, or any. */

import { useState } from "preact/hooks";
import { deskNow } from "../clock.js";
import { html } from "../html.js";
import { momentText } from "../look.js";
import { say } from "../say.js";
import { fieldTime } from "../snooze.js";
import { overlay } from "../state.js";
import { Popup } from "./menus.js";

/** @typedef {{ until: string, text: string, at: string | null }} TimeChoice */

/**
 * `before` stands above the choices; `onChoose` gets what was chosen of them, or a time.
 * @param {{ x: number, y: number, title: string, note: string, choices: TimeChoice[], first: number, go: string,
 *   before?: unknown, onChoose: (until: string) => void }} props
 */
export function TimeMenu({ x, y, title, note, choices, first, go, before, onChoose }) {
  const [time, setTime] = useState(() => fieldTime(first));
  const nowMs = deskNow();
  const choose = (/** @type {string} */ until) => {
    overlay.value = null;
    onChoose(until);
  };
  return html`
    <${Popup} x=${x} y=${y} role="dialog" label=${title}>
      <div class="menu-title">${title}</div>
      <p class="menu-note">${note}</p>
      <div class="menu-group" role="group" aria-label=${title}>
        ${before}
        ${choices.map(
          ({ until, text, at }, index) => html`
            <button
              type="button"
              key=${until}
              data-until=${until}
              data-autofocus=${!before && index === 0 ? true : undefined}
              onClick=${() => choose(until)}
            >
              ${text}${at && html`<span class="menu-aside">${momentText(at, nowMs)}</span>`}
            </button>
          `,
        )}
      </div>
      <form
        class="menu-group menu-time"
        onSubmit=${(/** @type {Event} */ event) => {
          event.preventDefault();
          const at = Date.parse(time);
          if (at > deskNow()) choose(new Date(at).toISOString());
        }}
      >
        <label>
          ${say("snooze.until")}
          <input
            type="datetime-local"
            required
            value=${time}
            min=${fieldTime(nowMs)}
            onInput=${(/** @type {InputEvent} */ event) => setTime(/** @type {HTMLInputElement} */ (event.target).value)}
          />
        </label>
        <button type="submit" class="button button-small">${go}</button>
      </form>
    <//>
  `;
}
