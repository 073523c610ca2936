// @ts-check
/** Notices, and the chip that counts what waits while the board is held still. */

import { dismissNotice } from "../actions/notices.js";
import { html } from "../html.js";
import { say } from "../say.js";
import { announcement, applyWaiting, toasts, waitingChanges } from "../state.js";
import { Icon } from "./icons.js";
import { SecondsLeft } from "./taking_back.js";

export function Toasts() {
  return html`
    <section class="toasts" aria-label=${say("toast.region")} aria-live="polite">
      ${toasts.value.map(
        (toast) => html`
          <div class="toast" key=${toast.id} data-tone=${toast.tone}>
            ${
              toast.tone === "alert" &&
              html`
                <${Icon} name="warning" />
              `
            }
            <span>${toast.text}${toast.until && html`${" "}<${SecondsLeft} until=${toast.until} />`}</span>
            ${
              toast.action &&
              html`
                <button
                  type="button"
                  class="toast-action"
                  onClick=${() => {
                    dismissNotice(toast.id);
                    toast.action?.run();
                  }}
                >
                  ${toast.action.label}
                </button>
              `
            }
            <button
              type="button"
              class="tool tool-small"
              aria-label=${say("toast.dismiss")}
              onClick=${() => dismissNotice(toast.id)}
            >
              <${Icon} name="close" />
            </button>
          </div>
        `,
      )}
    </section>
  `;
}

export function WaitingChip() {
  const count = waitingChanges.value;
  return html`
    <div class="waiting-place" role="status">
      ${
        count > 0 &&
        html`
          <button type="button" class="waiting-chip" onClick=${applyWaiting}>
            ${say("board.waiting", { n: count })}
            <span class="waiting-apply">${say("board.apply")}</span>
          </button>
        `
      }
    </div>
  `;
}

/** What a screen reader hears of arrivals. */
export function Announcer() {
  return html`
    <div class="for-ears" role="log" aria-live="polite">${announcement.value}</div>
  `;
}
