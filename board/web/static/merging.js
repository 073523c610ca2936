// @ts-check
/** Two keepers of the same unsent words, this browser and the desk: whose stand; pure. */

/** @import { ComposerMode, Draft, DraftOfDesk } from "./types" */
/** @typedef {{ ticket: number, mode: ComposerMode, draft: Draft }} Kept */
/**
 * @typedef {object} Merged
 * @property {DraftOfDesk[]} take newer at the desk
 * @property {Kept[]} forget sent or dropped elsewhere
 * @property {Kept[]} send written here, and unknown to the desk
 */

/** What was written here and has not reached the desk is the later; of all else the desk knows best. @param {Kept[]} here @param {DraftOfDesk[]} there @returns {Merged} */
export function merge(here, there) {
  const unsent = here.filter(({ draft }) => !draft.isKept);
  const isOf = (/** @type {Kept | DraftOfDesk} */ one) => (/** @type {Kept | DraftOfDesk} */ other) =>
    one.ticket === other.ticket && one.mode === other.mode;
  return {
    take: there.filter((told) => {
      const mine = here.find(isOf(told));
      return !mine || (mine.draft.isKept && mine.draft.version !== told.version);
    }),
    forget: here.filter((mine) => mine.draft.isKept && !there.some(isOf(mine))),
    send: unsent,
  };
}

/** @param {DraftOfDesk} told @param {string} key @returns {Draft} */
export function asHere({ text, entities, files, reply_to: quoted, quick, version }, key) {
  return { text, entities, files, quoted, quick, version, key, isKept: true };
}
