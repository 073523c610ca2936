// @ts-check
/** A menu that chooses a time: a few usual ones, or any. */

import { deskNow } from "../clock.js";
import { html } from "../html.js";
import { momentText } from "../look.js";
import { overlay } from "../state.js";
import { Popup } from "./menus.js";
import { TimeAhead } from "./time_ahead.js";

/** @typedef {{ until: string, text: string, at: string | null }} TimeChoice */

/**
 * `before` stands above the choices; `noTime`: none but these; `onChoose` gets what was chosen of them, or a time.
 * @param {{ x: number, y: number, title: string, note: string, choices: TimeChoice[], first: string, go: string,
 *   before?: unknown, at?: string | undefined, noTime?: boolean, onChoose: (until: string) => void }} props
 */
export function TimeMenu({ x, y, title, note, choices, first, go, before, at, noTime = false, onChoose }) {
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
      ${
        !noTime &&
        html`
          <${TimeAhead}
            look="menu-group menu-time"
            first=${first}
            label=${at}
            onChoose=${(/** @type {string} */ until) => Date.parse(until) > deskNow() && choose(until)}
          >
            <button type="submit" class="button button-small">${go}</button>
          <//>
        `
      }
    <//>
  `;
}
