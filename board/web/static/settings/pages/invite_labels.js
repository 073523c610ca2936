// @ts-check
/** Labels to print: on the screen as on the paper, 21 on a sheet of A4. */

import { useEffect } from "preact/hooks";
import { html } from "../../html.js";
import { say } from "../../say.js";
import { labels, readLabels, revokeBatch } from "../actions/invites.js";
import { QrCode } from "../parts/qr.js";
import { ConfirmSheet, openSheet } from "../parts/sheets.js";
import { ThingHead } from "../parts/states.js";

/** @import { InviteLabel } from "../../types" */

/** @param {{ batch: string, ids: string, mayRevoke: boolean }} props of a batch, or the ones named */
export function Labels({ batch, ids, mayRevoke }) {
  const asked = batch ? `batch=${encodeURIComponent(batch)}` : `ids=${encodeURIComponent(ids)}`;
  useEffect(() => void readLabels(asked), [asked]);
  const { items, isWhole, refusal } = labels.value;
  return html`
    <div class="not-printed">
      <${ThingHead} title=${say("invites.labels")} about=${say("invites.labels.about")} />
      ${refusal && html`<p class="field-refusal" role="alert">${refusal}</p>`}
      ${!refusal && isWhole && items.length === 0 && html`<p class="settings-note">${say("invites.labels.none")}</p>`}
      ${
        items.length > 0 &&
        html`
          <div class="list-head">
            <p role="status">${say(isWhole ? "invites.labels.ready" : "invites.labels.reading", { n: items.length })}</p>
            ${
              batch &&
              mayRevoke &&
              html`
                <button type="button" class="button-danger-quiet" onClick=${() => openSheet(() => html`<${Revoking} batch=${batch} />`)}>
                  ${say("invites.labels.revoke")}
                </button>
              `
            }
            <button type="button" class="button button-send" disabled=${!isWhole} onClick=${() => print()}>${say("invites.labels.print")}</button>
          </div>
        `
      }
    </div>
    <ul class="invite-labels">${items.map((label) => html`<${Label} key=${label.id} label=${label} />`)}</ul>
  `;
}

/** @param {{ label: InviteLabel }} props */
function Label({ label }) {
  const { account, account_name: name } = label;
  return html`
    <li class="invite-label">
      <${QrCode} qr=${label} label=${say("invites.qr")} />
      <div>
        <p>${label.line}</p>
        ${account && html`<strong>${account}</strong>`} ${name && name !== account && html`<span>${name}</span>`}
      </div>
    </li>
  `;
}

/** @param {{ batch: string }} props */
function Revoking({ batch }) {
  return html`
    <${ConfirmSheet}
      title=${say("invites.labels.revoke.title")}
      action=${say("invites.revoke")}
      tone="danger"
      onConfirm=${() => revokeBatch(batch)}
    >
      <p class="sheet-note">${say("invites.revoke.about")}</p>
    <//>
  `;
}
