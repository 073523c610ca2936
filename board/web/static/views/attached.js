// @ts-check
/** What goes along with the words being written, and what is still on its way up. */

import { cancelUpload, comingTo, detach } from "../actions/composer.js";
import { inOrder } from "../attachments.js";
import { html } from "../html.js";
import { sizeText } from "../look.js";
import { say } from "../say.js";
import { composerMode, draft } from "../state.js";
import { Icon } from "./icons.js";
import { AttachedVoice } from "./recorder.js";

/** @import { Attachment, Coming } from "../types" */

/** A recording on its way shows itself. @param {{ number: number }} props */
export function Attached({ number }) {
  const { files } = draft.value;
  const coming = comingTo(number, composerMode.value).filter(({ isVoice }) => !isVoice);
  if (files.length === 0 && coming.length === 0) return null;
  /** @type {(Attachment | Coming)[]} */
  const all = inOrder([...files, ...coming]);
  return html`
    <ul class="attached">
      ${all.map((each) =>
        "line" in each
          ? html`
              <${OnItsWay} key=${each.key} coming=${each} />
            `
          : html`
              <${Here} key=${each.id} file=${each} index=${files.indexOf(each)} />
            `,
      )}
    </ul>
  `;
}

/** @param {{ file: Attachment, index: number }} props */
function Here({ file, index }) {
  const isVoice = file.kind === "voice";
  return html`
    <li data-kind=${file.kind}>
      ${
        isVoice
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
        aria-label=${say("composer.remove", { name: isVoice ? say("voice.name") : file.name })}
        onClick=${() => detach(index)}
      >
        <${Icon} name="close" />
      </button>
    </li>
  `;
}

/** @param {{ coming: Coming }} props */
function OnItsWay({ coming: { key, name } }) {
  return html`
    <li class="attached-busy">
      <span>${say("composer.uploading", { name })}</span>
      <button
        type="button"
        class="tool tool-small"
        aria-label=${say("composer.cancel_upload", { name })}
        title=${say("composer.cancel_upload", { name })}
        onClick=${() => cancelUpload(key)}
      >
        <${Icon} name="close" />
      </button>
    </li>
  `;
}
