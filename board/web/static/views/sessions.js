// @ts-check
/** Where this agent is signed in, and the way to end it. */

import { endOtherSessions, endSession } from "../actions/self.js";
import { html } from "../html.js";
import { momentText } from "../look.js";
import { say } from "../say.js";
import { overlay, sessions } from "../state.js";
import { Sheet } from "./sheet.js";

/** @import { Session } from "../types" */

export function SessionsSheet() {
  const others = sessions.value.filter((session) => !session.is_here);
  return html`
    <${Sheet} label=${say("sessions.title")} title=${say("sessions.title")} onClose=${() => (overlay.value = null)}>
      <ul class="sessions">
        ${sessions.value.map(
          (session) => html`
            <${SessionLine} key=${session.id} session=${session} />
          `,
        )}
      </ul>
      ${
        others.length > 0 &&
        html`
          <div class="sheet-end">
            <button type="button" class="button" onClick=${() => void endOtherSessions()}>
              ${say("sessions.end_others")}
            </button>
          </div>
        `
      }
    <//>
  `;
}

/** @param {{ session: Session }} props */
function SessionLine({ session }) {
  const device = session.device || say("sessions.unknown");
  return html`
    <li>
      <div>
        <strong><bdi>${device}</bdi></strong>
        <span class="quiet"><bdi>${session.address}</bdi> ${lastUse(session)}</span>
      </div>
      ${
        !session.is_here &&
        html`
          <button
            type="button"
            class="button button-small"
            aria-label=${say("sessions.end_one", { device })}
            onClick=${() => void endSession(session.id)}
          >
            ${say("sessions.end")}
          </button>
        `
      }
    </li>
  `;
}

/** In real time, also in practice. @param {Session} session */
function lastUse({ is_here, used_at }) {
  if (is_here) return say("sessions.here");
  return used_at ? say("sessions.used", { time: momentText(used_at, Date.now()) }) : say("sessions.unused");
}
