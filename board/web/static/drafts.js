// @ts-check
/** Unsent words, kept until they are sent: per ticket and per kind, and per recording. */

import { newKey } from "./api.js";
import { recall, remember } from "./storage.js";

/** @import { ComposerMode, Correction, Draft, FileFace } from "./types" */

/** @param {number} ticket @param {ComposerMode} mode @returns {Draft} */
export function loadDraft(ticket, mode) {
  return { ...emptyDraft(), ...recall(name(ticket, mode), {}) };
}

/** @param {number} ticket @param {ComposerMode} mode @param {Draft} draft */
export function keepDraft(ticket, mode, draft) {
  remember(name(ticket, mode), draft.text || draft.files.length > 0 ? draft : null);
}

/** @returns {Draft} */
export function emptyDraft() {
  return { text: "", entities: [], files: [], key: newKey() };
}

/** @param {number} ticket @param {ComposerMode} mode */
function name(ticket, mode) {
  return `draft.${ticket}.${mode}`;
}

/** @param {FileFace["id"]} file @returns {Correction | null} */
export function loadCorrection(file) {
  return recall(`correction.${file}`, null);
}

/** @param {FileFace["id"]} file @param {Correction | null} correction null forgets */
export function keepCorrection(file, correction) {
  const isBegun = correction !== null && correction.text !== correction.replaces;
  remember(`correction.${file}`, isBegun ? correction : null);
}
