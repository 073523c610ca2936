// @ts-check
/** A picture: chosen or dropped, shown at once, sent to the desk, which may refuse it. */

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "../../html.js";
import { say } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { Wrong } from "./fields.js";

/**
 * `send` brings the file to the desk and throws its refusal; `shown` is the address of what is there now.
 * @param {{ label: string, hint?: string, shown: string, isOwn: boolean, refused?: string | null, readonly?: boolean,
 *   send: (file: File) => Promise<unknown>, onReset: () => Promise<unknown> }} props
 */
export function PictureField({ label, hint, shown, isOwn, refused, readonly = false, send, onReset }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [preview, setPreview] = useState("");
  const [why, setWhy] = useState("");
  const [isOver, setOver] = useState(false);
  useEffect(() => () => URL.revokeObjectURL(preview), [preview]);

  /** @param {File | undefined} file */
  async function take(file) {
    if (!file) return;
    setWhy("");
    setPreview(URL.createObjectURL(file));
    try {
      await send(file);
    } catch (failure) {
      setWhy(failure instanceof Error ? failure.message : String(failure));
    } finally {
      setPreview("");
      if (input.current) input.current.value = "";
    }
  }

  return html`
    <div
      class="field picture"
      data-over=${isOver ? "yes" : undefined}
      onDragOver=${(/** @type {DragEvent} */ event) => {
        if (readonly) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave=${() => setOver(false)}
      onDrop=${(/** @type {DragEvent} */ event) => {
        if (readonly) return;
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer?.files[0]);
      }}
    >
      <div class="field-head"><span class="field-name">${label}</span></div>
      <div class="picture-row">
        <img src=${preview || shown} alt=${say(isOwn ? "picture.own" : "picture.default")} />
        ${
          !readonly &&
          html`
            <div class="picture-tools">
              <input
                hidden
                type="file"
                accept="image/png,image/jpeg"
                aria-label=${label}
                ref=${input}
                onChange=${(/** @type {Event} */ event) => void take(/** @type {HTMLInputElement} */ (event.target).files?.[0])}
              />
              <button type="button" class="button" onClick=${() => input.current?.click()}>
                <${Icon} name="photo" />
                ${say("picture.choose")}
              </button>
              ${isOwn && html`<button type="button" class="button button-quiet" onClick=${() => void onReset()}>${say("picture.reset")}</button>`}
            </div>
          `
        }
      </div>
      ${hint && html`<p class="field-hint">${hint}</p>`}
      <${Wrong} id="picture-refusal" text=${why || (refused ? say("picture.refused", { why: refused }) : "")} />
    </div>
  `;
}
