// @ts-check
/** Pictures at full size. */

import { html } from "../html.js";
import { say } from "../say.js";
import { overlay } from "../state.js";
import { Icon } from "./icons.js";
import { keepTabInside, useDialogFocus } from "./sheet.js";

/** @import { FileFace } from "../types" */

/** @param {{ files: FileFace[], index: number }} props */
export function Viewer({ files, index }) {
  const dialog = useDialogFocus();
  const file = files[index];
  if (!file) return null;
  const show = (/** @type {number} */ next) => {
    if (files[next]) overlay.value = { kind: "viewer", files, index: next };
  };
  const close = () => (overlay.value = null);
  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    if (event.key === "ArrowLeft") show(index - 1);
    if (event.key === "ArrowRight") show(index + 1);
    keepTabInside(event);
  }
  return html`
    <div
      class="viewer"
      role="dialog"
      aria-modal="true"
      aria-label=${say("files.viewer")}
      tabindex="-1"
      ref=${dialog}
      onKeyDown=${onKeyDown}
    >
      <button
        type="button"
        class="viewer-ground"
        tabindex="-1"
        aria-label=${say("files.close")}
        onClick=${close}
      ></button>
      <img src=${file.url} alt=${file.name || say("files.photo")} />
      <div class="viewer-bar">
        ${
          files.length > 1 &&
          html`
            <button
              type="button"
              class="tool"
              aria-label=${say("files.previous")}
              disabled=${index === 0}
              onClick=${() => show(index - 1)}
            >
              <${Icon} name="left" />
            </button>
            <span>${say("files.at", { at: index + 1, length: files.length })}</span>
            <button
              type="button"
              class="tool"
              aria-label=${say("files.next")}
              disabled=${index === files.length - 1}
              onClick=${() => show(index + 1)}
            >
              <${Icon} name="right" />
            </button>
          `
        }
        <a class="tool" href=${`${file.url}?download=1`} download=${file.name} aria-label=${say("files.download")}>
          <${Icon} name="download" />
        </a>
        <button type="button" class="tool" aria-label=${say("files.close")} onClick=${close}>
          <${Icon} name="close" />
        </button>
      </div>
    </div>
  `;
}
