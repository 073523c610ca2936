// @ts-check
/** Unsent words, kept per ticket and per kind until they are sent. */

import { newKey } from "./api.js";
import { recall, remember } from "./storage.js";

/** @import { ComposerMode, Draft } from "./types" */

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
