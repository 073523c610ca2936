// @ts-check
/** The company's texts as the desk fills them while they are written, and the picture beside them. */

import { signal } from "@preact/signals";
import { notice } from "../../actions/notices.js";
import { Refusal, upload, write } from "../../api.js";
import { say } from "../../say.js";
import { act } from "../acting.js";

/** @import { Signal } from "@preact/signals" */
/** @import { HintPicture } from "../../types" */

const TYPING_MS = 250;

/** @type {Signal<Record<string, string>>} by the text's key and the language */
export const previews = signal({});

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** What a customer of that language would read; an empty text shows what they read without it. @param {string} key @param {string} language @param {string} text */
export function previewSoon(key, language, text) {
  clearTimeout(timer);
  timer = setTimeout(() => void preview(key, language, text), TYPING_MS);
}

/** @param {string} key @param {string} language @param {string} text */
async function preview(key, language, text) {
  try {
    const filled = await write(`/settings/texts/${key}/preview`, { language, text });
    previews.value = { ...previews.value, [`${key} ${language}`]: filled.text };
  } catch (failure) {
    // What is wrong with the text is said when it is saved.
    if (!(failure instanceof Refusal)) throw failure;
    previews.value = { ...previews.value, [`${key} ${language}`]: text };
  }
}

/** In the place of the one that was seen. @param {File} file @param {HintPicture} seen */
export async function sendPicture(file, { version }) {
  const { id } = await upload(file, { isVoice: false, signal: new AbortController().signal });
  await act("PUT", "/settings/picture", { file: id, version });
  notice(say("texts.picture.set"));
}

/** Another picture has another address, so that browsers ask for it. @param {HintPicture} picture */
export function pictureAddress(picture) {
  return `/api/v1/settings/picture/file?version=${picture.version}`;
}
