// @ts-check
/** Which card comes next to one that has left: pure. */

/**
 * Of the cards before: the next of its column that is still there, else the one above, else any. A card that came only
 * now, and one that never stood there, have no neighbours.
 * @param {number} gone @param {number[][]} before columns of cards, as they stood @param {number[][]} now
 */
export function neighbourOf(gone, before, now) {
  const here = new Set(now.flat());
  const column = before.find((numbers) => numbers.includes(gone)) ?? [];
  const at = column.indexOf(gone);
  const isHere = (/** @type {number} */ number) => here.has(number);
  return column.slice(at + 1).find(isHere) ?? column.slice(0, Math.max(at, 0)).findLast(isHere) ?? now.flat()[0] ?? null;
}
