// @ts-check
/** Selecting many: one more or less, all between two, all or none; and portions of what is done to them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { allOrNone, portions, ranged, toggled } from "../../board/web/static/choosing.js";

const SEEN = [5, 3, 9, 1, 7];

test("a card is selected and let go, and what was there is left as it is", () => {
  const one = toggled(new Set([3]), 9);
  assert.deepEqual([...one], [3, 9]);
  assert.deepEqual([...toggled(one, 3)], [9]);
  assert.deepEqual([...one], [3, 9]);
});

test("a range goes both ways in the order in which cards are seen", () => {
  assert.deepEqual([...ranged(new Set([5]), SEEN, 5, 1)], [5, 3, 9, 1]);
  assert.deepEqual([...ranged(new Set(), SEEN, 7, 9)], [9, 1, 7]);
  assert.deepEqual([...ranged(new Set(), SEEN, null, 9)], [9]);
  assert.deepEqual([...ranged(new Set(), SEEN, 42, 9)], [9]);
});

test("all that are shown are selected, or none if all are", () => {
  assert.deepEqual([...allOrNone(new Set([42]), SEEN)], [42, ...SEEN]);
  assert.deepEqual([...allOrNone(new Set(SEEN), SEEN)], []);
  assert.deepEqual([...allOrNone(new Set(), [])], []);
});

test("portions keep the order and lose none", () => {
  assert.deepEqual(portions(SEEN, 2), [[5, 3], [9, 1], [7]]);
  assert.deepEqual(portions([], 2), []);
});
