// @ts-check
/** Which card comes next to another, or to one that has left: pure. */

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

/**
 * The card beside one, in the next column that has any: of the same lane, in the same row or the last one, else of the
 * lane that is nearest. All cards are of one height, so that nothing must be measured or drawn for it.
 * @param {number} number @param {number[][][]} columns of lanes of cards @param {number} by
 */
export function besideOf(number, columns, by) {
  const lived = columns.filter((lanes) => lanes.some((cards) => cards.length > 0));
  const at = lived.findIndex((lanes) => lanes.some((cards) => cards.includes(number)));
  const lane = lived[at]?.findIndex((cards) => cards.includes(number)) ?? 0;
  const row = lived[at]?.[lane]?.indexOf(number) ?? 0;
  const there = lived[at + by];
  if (at < 0 || !there) return null;
  const [nearest] = there
    .map((cards, index) => ({ cards, off: index - lane }))
    .filter(({ cards }) => cards.length > 0)
    .toSorted((a, b) => Math.abs(a.off) - Math.abs(b.off));
  if (!nearest) return null;
  const { cards, off } = nearest;
  return (off === 0 ? (cards[row] ?? cards.at(-1)) : off < 0 ? cards.at(-1) : cards[0]) ?? null;
}
