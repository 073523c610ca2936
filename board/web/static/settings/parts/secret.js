// @ts-check
/** What is shown once: a link, a code or a token, to be copied. */

import { useRef } from "preact/hooks";
import { notice } from "../../actions/notices.js";
import { html } from "../../html.js";
import { say } from "../../say.js";
import { Field } from "./fields.js";

/** @param {{ label: string, value: string, hint?: string }} props */
export function Secret({ label, value, hint }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  return html`
    <${Field} label=${label} hint=${hint}>
      ${(/** @type {Record<string, unknown>} */ control) => html`
        <span class="field-unit">
          <input
            ...${control}
            class="secret"
            ref=${field}
            readonly
            value=${value}
            onFocus=${(/** @type {FocusEvent} */ event) => /** @type {HTMLInputElement} */ (event.target).select()}
          />
          <button type="button" class="button button-small" onClick=${() => void copyOf(field.current)}>${say("agents.copy")}</button>
        </span>
      `}
    <//>
  `;
}

/** Without TLS browsers lend no clipboard: then the field's own text is copied. @param {HTMLInputElement | null} field */
export async function copyOf(field) {
  if (!field) return;
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select();
    if (!document.execCommand("copy")) return;
  }
  notice(say("agents.copied"));
}
