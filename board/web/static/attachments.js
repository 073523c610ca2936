// @ts-check
/** Attached files stand in the order in which they were attached, whichever arrived first. */

/** @typedef {{ place?: number }} Placed */

/** The place after all others. @param {...Placed[]} lists */
export function nextPlace(...lists) {
  return Math.max(-1, ...lists.flat().map(placeOf)) + 1;
}

/** @template {Placed} T @param {T[]} files @param {T} file @returns {T[]} */
export function withFile(files, file) {
  return inOrder([...files, file]);
}

/** @template {Placed} T @param {T[]} files @returns {T[]} */
export function inOrder(files) {
  return files.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** Those of a draft that is older than places stand first. @param {Placed} file */
function placeOf({ place }) {
  return place ?? -1;
}
