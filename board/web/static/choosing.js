// @ts-check
/** Which numbers are chosen after a step: the arithmetic of selecting many. Pure. */

/** @typedef {ReadonlySet<number>} Chosen */

/** @param {Chosen} chosen @param {number} number @returns {Chosen} */
export function toggled(chosen, number) {
  const next = new Set(chosen);
  if (!next.delete(number)) next.add(number);
  return next;
}

/**
 * All from the one to the other, in the order in which they are seen, are added; from nowhere, the one alone.
 * @param {Chosen} chosen @param {number[]} order @param {number | null} from @param {number} to @returns {Chosen}
 */
export function ranged(chosen, order, from, to) {
  const [first = -1, last = -1] = [from ?? to, to].map((number) => order.indexOf(number)).toSorted((a, b) => a - b);
  const between = first < 0 ? [to] : order.slice(first, last + 1);
  return new Set([...chosen, ...between]);
}

/** All of them, or none where all are chosen already. @param {Chosen} chosen @param {number[]} shown @returns {Chosen} */
export function allOrNone(chosen, shown) {
  return shown.length > 0 && shown.every((number) => chosen.has(number)) ? new Set() : new Set([...chosen, ...shown]);
}

/** @template T @param {T[]} items @param {number} size @returns {T[][]} */
export function portions(items, size) {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
