// @ts-check
/** How many open tickets keep what was promised before, and a way to promise them anew on purpose. */

import { notice } from "../../actions/notices.js";
import { html } from "../../html.js";
import { say } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { act } from "../acting.js";
import { ConfirmSheet, openSheet } from "./sheets.js";

/** @typedef {{ calendar: number } | { board: string, lane: string }} Scope */

/** @param {{ kept: number, scope: Scope, mayEdit: boolean }} props */
export function Kept({ kept, scope, mayEdit }) {
  if (kept === 0) return null;
  return html`
    <div class="kept">
      <p>
        <${Icon} name="queued" />
        ${say("kept.tickets", { n: kept })}
      </p>
      ${
        mayEdit &&
        html`
          <button type="button" class="button button-small" onClick=${() => openSheet(() => html`<${Anew} kept=${kept} scope=${scope} />`)}>
            ${say("kept.anew")}
          </button>
        `
      }
    </div>
  `;
}

/** @param {{ kept: number, scope: Scope }} props */
function Anew({ kept, scope }) {
  return html`
    <${ConfirmSheet}
      title=${say("kept.anew.title", { n: kept })}
      action=${say("kept.anew")}
      onConfirm=${async () => {
        const { tickets } = await act("POST", "/settings/promises/renew", scope);
        notice(say("kept.renewed", { n: tickets }));
      }}
    >
      <ul class="effects">
        <li>${say("kept.anew.count")}</li>
        <li>${say("kept.anew.told")}</li>
        <li>${say("kept.anew.missed")}</li>
      </ul>
    <//>
  `;
}
