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
  const isBegun = draft.text !== "" || draft.files.length > 0 || draft.quoted !== null;
  remember(name(ticket, mode), isBegun ? draft : null);
  if (isBegun) remember(`draft.${ticket}.mode`, mode);
}

/** What the unsent words of a ticket are meant to be; of two, the one last written. @param {number} ticket @returns {ComposerMode} */
export function draftMode(ticket) {
  const last = recall(`draft.${ticket}.mode`, /** @type {ComposerMode} */ ("reply"));
  /** @type {ComposerMode[]} */
  const modes = [last, "reply", "note"];
  return modes.find((mode) => recall(name(ticket, mode), null) !== null) ?? "reply";
}

/** @returns {Draft} */
export function emptyDraft() {
  return { text: "", entities: [], files: [], key: newKey(), quoted: null };
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
