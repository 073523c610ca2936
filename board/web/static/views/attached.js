// @ts-check
/** What goes along with the words being written, and what is still on its way up. */

import { cancelUpload, comingTo, detach } from "../actions/composer.js";
import { html } from "../html.js";
import { sizeText } from "../look.js";
import { composerMode, draft } from "../state.js";
import { words } from "../words.js";
import { Icon } from "./icons.js";
import { AttachedVoice } from "./recorder.js";

/** A recording on its way shows itself. @param {{ number: number }} props */
export function Attached({ number }) {
  const { files } = draft.value;
  const coming = comingTo(number, composerMode.value).filter(({ isVoice }) => !isVoice);
  if (files.length === 0 && coming.length === 0) return null;
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
                    <bdi>${file.name}</bdi>
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
      ${coming.map(
        ({ key, name }) => html`
          <li key=${key} class="attached-busy">
            <span>${words.composer.uploading(name)}</span>
            <button
              type="button"
              class="tool tool-small"
              aria-label=${words.composer.cancelUpload(name)}
              title=${words.composer.cancelUpload(name)}
              onClick=${() => cancelUpload(key)}
            >
              <${Icon} name="close" />
            </button>
          </li>
        `,
      )}
    </ul>
  `;
}
