// @ts-check
/** What goes along with the words being written, and what is still on its way up. */

import { detach } from "../actions/composer.js";
import { html } from "../html.js";
import { sizeText } from "../look.js";
import { draft, uploading } from "../state.js";
import { words } from "../words.js";
import { Icon } from "./icons.js";
import { AttachedVoice } from "./recorder.js";

export function Attached() {
  const { files } = draft.value;
  if (files.length === 0 && uploading.value.length === 0) return null;
  return html`
    <ul class="attached">
      ${files.map(
        (file, index) => html`
          <li key=${file.id} data-kind=${file.kind}>
            ${
              file.kind === "voice"
                ? html`
                    <${AttachedVoice} upload=${file} />
                  `
                : html`
                    <${Icon} name="file" />
                    <span>${file.name}</span>
                    <span class="document-size">${sizeText(file.size)}</span>
                  `
            }
            <button
              type="button"
              class="tool tool-small"
              aria-label=${words.composer.remove(file.kind === "voice" ? words.voice.name : file.name)}
              onClick=${() => detach(index)}
            >
              <${Icon} name="close" />
            </button>
          </li>
        `,
      )}
      ${uploading.value.map(
        (mark) => html`
          <li key=${mark} class="attached-busy">${words.composer.uploading(mark.slice(0, mark.lastIndexOf(" ")))}</li>
        `,
      )}
    </ul>
  `;
}
