// @ts-check
/** What is shown once: a link, a code or a token, to be copied. */

import { notice } from "../../actions/notices.js";
import { html } from "../../html.js";
import { say } from "../../say.js";
import { Field } from "./fields.js";

/** @param {{ label: string, value: string, hint?: string }} props */
export function Secret({ label, value, hint }) {
  return html`
    <${Field} label=${label} hint=${hint}>
      ${(/** @type {Record<string, unknown>} */ control) => html`
        <span class="field-unit">
          <input
            ...${control}
            class="secret"
            readonly
            value=${value}
            onFocus=${(/** @type {FocusEvent} */ event) => /** @type {HTMLInputElement} */ (event.target).select()}
          />
          <button type="button" class="button button-small" onClick=${() => void copy(value)}>${say("agents.copy")}</button>
        </span>
      `}
    <//>
  `;
}

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard?.writeText(text);
  notice(say("agents.copied"));
}
