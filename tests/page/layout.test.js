// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  byUrgency,
  cellsOf,
  countChanges,
  frameOf,
  isLatePlace,
  isOnBoard,
  placeOf,
  samePlace,
  sumsOf,
} from "../../board/web/static/layout.js";
import { at, due, MINUTE, NOW, ticket, timer } from "./making.js";

const HOUR = 60 * MINUTE;

/** @param {import("../../board/web/static/types").Place[]} places */
function numbers(places) {
  return places.map((place) => place.number);
}

test("the earliest deadline comes first, none last, then who has waited longest, then the number", () => {
  const places = [
    ticket({ number: 1, last_message_at: at(2) }),
    ticket({ number: 3, last_message_at: at(1) }),
    ticket({ number: 2, last_message_at: at(1) }),
    due(HOUR, { number: 4 }),
    due(MINUTE, { number: 5 }),
  ].map(placeOf);
  assert.deepEqual(numbers(places.toSorted(byUrgency)), [5, 4, 2, 3, 1]);
});

test("a board says whether a card on it needs an agent", () => {
  const states = /** @type {const} */ (["inbox", "working", "waiting", "done", "done"]);
  const places = states.map((state, index) => placeOf(ticket({ number: index + 1, state })));
  assert.deepEqual(sumsOf(cellsOf(places, "all")), { open: 2, waiting: 1, done: 2 });
});

test("of done cards the latest comes first", () => {
  const places = [1, 3, 2].map((number) => placeOf(ticket({ number, state: "done", resolved_at: at(number) })));
  assert.deepEqual(numbers(places.toSorted(byUrgency)), [3, 2, 1]);
});

test("a place is late past its deadline, unless it is done or held", () => {
  const late = due(-1);
  assert.equal(isLatePlace(placeOf(late), NOW), true);
  assert.equal(isLatePlace(placeOf(due(1)), NOW), false);
  assert.equal(isLatePlace(placeOf({ ...late, state: "done" }), NOW), false);
  assert.equal(isLatePlace(placeOf({ ...late, timers: [timer({ state: "held" })] }), NOW), false);
});

test("a done card leaves the board after 72 hours", () => {
  const done = placeOf(ticket({ state: "done", resolved_at: at(0) }));
  assert.equal(isOnBoard(done, NOW + 72 * HOUR), true);
  assert.equal(isOnBoard(done, NOW + 72 * HOUR + 1), false);
});

test("the cells of one board hold its cards only, those of all boards are merged", () => {
  const places = [ticket({ number: 1 }), ticket({ number: 2, board: "billing" })].map(placeOf);
  assert.deepEqual(numbers(cellsOf(places, "product").get("today/inbox") ?? []), [1]);
  assert.deepEqual(numbers(cellsOf(places, "all").get("today/inbox") ?? []), [1, 2]);
});

test("what waits is counted: arrivals, departures, moves, and a reshuffled cell once", () => {
  const shown = [1, 2, 3].map((number) => placeOf(due(number * MINUTE, { number })));
  const [first, second, third] = /** @type {[typeof shown[0], typeof shown[0], typeof shown[0]]} */ (shown);
  const arrived = placeOf(ticket({ number: 4 }));
  const moved = { ...second, lane: "urgent" };
  assert.equal(countChanges(shown, shown, "all"), 0);
  assert.equal(countChanges(shown, [...shown, arrived], "all"), 1);
  assert.equal(countChanges(shown, [first, second], "all"), 1);
  assert.equal(countChanges(shown, [first, moved, third], "all"), 1);
  assert.equal(countChanges(shown, [{ ...first, due: NOW + HOUR }, second, third], "all"), 1);
});

test("places are the same when all that orders them is", () => {
  const place = placeOf(due(MINUTE));
  assert.equal(samePlace(place, placeOf(due(MINUTE))), true);
  assert.equal(samePlace(undefined, place), false);
  for (const other of [due(MINUTE + 1), due(MINUTE, { lane: "urgent" }), due(MINUTE, { state: "done" })])
    assert.equal(samePlace(place, placeOf(other)), false);
});

test("the frame of all boards has each lane and column once", () => {
  const goals = { first_response: null, next_response: null, resolution: null };
  const promised = { goals, cut_offs: goals, calendars: [] };
  const boards = ["product", "billing"].map((key) => ({
    key,
    name: key,
    lanes: ["today", key].map((lane) => ({ key: lane, name: lane, is_open: true, next_opening: null, ...promised })),
    columns: [{ key: "inbox", name: "Inbox", kind: /** @type {const} */ ("inbox") }],
  }));
  const keysOf = (/** @type {{ key: string }[]} */ items) => items.map((item) => item.key);
  assert.deepEqual(keysOf(frameOf(boards, "all").lanes), ["today", "product", "billing"]);
  assert.deepEqual(keysOf(frameOf(boards, "billing").lanes), ["today", "billing"]);
  assert.deepEqual(keysOf(frameOf(boards, "all").columns), ["inbox"]);
});
