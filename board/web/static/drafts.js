// @ts-check
/** Unsent words as this browser keeps them: per ticket and per kind, and per recording. */

import { newKey } from "./api.js";
import { inOrder } from "./attachments.js";
import { oneAfterOther } from "./formatting.js";
import { namesOf, recall, remember } from "./storage.js";

/** @import { ComposerMode, Correction, Draft, FileFace } from "./types" */
/** @typedef {{ ticket: number, mode: ComposerMode }} Place where words are being written */

/** @type {ComposerMode[]} */
export const MODES = ["reply", "note"];

/** @param {number} ticket @param {ComposerMode} mode @returns {Draft} */
export function loadDraft(ticket, mode) {
  return { ...emptyDraft(), ...recall(name(ticket, mode), {}) };
}

/** What the desk still has of words that are gone here is remembered until it has heard. @param {number} ticket @param {ComposerMode} mode @param {Draft} draft */
export function keepDraft(ticket, mode, draft) {
  const isBegun = hasBegun(draft);
  remember(name(ticket, mode), isBegun || (!draft.isKept && draft.version > 0) ? draft : null);
  if (isBegun) remember(`draft.${ticket}.mode`, mode);
}

/** @param {Draft} draft */
export function hasBegun({ text, files, quoted, quick }) {
  return text !== "" || files.length > 0 || quoted !== null || (quick?.files.length ?? 0) > 0;
}

/** What comes back stands before what was written since; nothing of either is lost. @param {Draft} back @param {Draft} since @returns {Draft} */
export function together(back, since) {
  const { text, entities } = oneAfterOther(back, since, "\n");
  return {
    ...since,
    text,
    entities,
    files: inOrder([...back.files, ...since.files]),
    quoted: since.quoted ?? back.quoted,
    quick: back.quick ?? since.quick,
    version: Math.max(back.version, since.version),
    key: newKey(),
  };
}

/** What the unsent words of a ticket are meant to be; of two, the one last written. @param {number} ticket @returns {ComposerMode} */
export function draftMode(ticket) {
  const last = recall(`draft.${ticket}.mode`, /** @type {ComposerMode} */ ("reply"));
  return [last, ...MODES].find((mode) => hasBegun(loadDraft(ticket, mode))) ?? "reply";
}

/** All that this browser keeps. @returns {Place[]} */
export function draftsHere() {
  return namesOf("draft.").flatMap((each) => placeOf(each) ?? []);
}

/** Whose words a name in the storage stands for. @param {string} kept @returns {Place | null} */
export function placeOf(kept) {
  const [, ticket, mode] = /^draft\.(\d+)\.(reply|note)$/.exec(kept) ?? [];
  return ticket ? { ticket: Number(ticket), mode: /** @type {ComposerMode} */ (mode) } : null;
}

/** @returns {Draft} */
export function emptyDraft() {
  return { text: "", entities: [], files: [], key: newKey(), quoted: null, quick: null, version: 0, isKept: false };
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
