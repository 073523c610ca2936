// @ts-check
/** What is asked before something is done that others feel, and before unsaved changes are left. */

import { useState } from "preact/hooks";
import { Refusal } from "../../api.js";
import { html } from "../../html.js";
import { say } from "../../say.js";
import { overlay } from "../../state.js";
import { Sheet } from "../../views/sheet.js";

/** Opens a sheet over the page; it is drawn anew as its own state changes. @param {() => unknown} draw */
export function openSheet(draw) {
  overlay.value = { kind: "sheet", draw };
}

export function closeSheet() {
  overlay.value = null;
}

/**
 * "What happens to …?": the children say it, and hold whatever is to be chosen. A refusal is said in the sheet, which
 * stays; done, it closes.
 * @param {{ title: string, action: string, tone?: "danger" | "plain", isReady?: boolean, onConfirm: () => Promise<unknown>,
 *   children?: unknown }} props
 */
export function ConfirmSheet({ title, action, tone = "plain", isReady = true, onConfirm, children }) {
  const [refusal, setRefusal] = useState("");
  const [isBusy, setBusy] = useState(false);
  async function confirm() {
    setBusy(true);
    try {
      await onConfirm();
      closeSheet();
    } catch (failure) {
      if (!(failure instanceof Refusal)) throw failure;
      setRefusal(failure.message);
      setBusy(false);
    }
  }
  return html`
    <${Sheet} label=${title} title=${title} onClose=${closeSheet}>
      <form
        class="form"
        onSubmit=${(/** @type {Event} */ event) => {
          event.preventDefault();
          if (isReady && !isBusy) void confirm();
        }}
      >
        ${children}
        <p class="field-refusal" role="alert">${refusal}</p>
        <div class="sheet-end">
          <button type="button" class="button button-quiet" onClick=${closeSheet}>${say("settings.cancel")}</button>
          <button type="submit" class=${tone === "danger" ? "button button-danger" : "button button-send"} disabled=${!isReady || isBusy}>
            ${action}
          </button>
        </div>
      </form>
    <//>
  `;
}

/** @param {{ leave: () => void }} props */
export function LeavingSheet({ leave }) {
  return html`
    <${Sheet} label=${say("settings.leave.title")} title=${say("settings.leave.title")} onClose=${closeSheet}>
      <p class="sheet-note">${say("settings.leave.about")}</p>
      <div class="sheet-end">
        <button type="button" class="button" data-autofocus onClick=${closeSheet}>${say("settings.leave.stay")}</button>
        <button
          type="button"
          class="button button-danger"
          onClick=${() => {
            closeSheet();
            leave();
          }}
        >
          ${say("settings.leave.go")}
        </button>
      </div>
    <//>
  `;
}
