// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  firstAnswerText,
  inTimeText,
  nextDeadlineText,
  openByLane,
  openCount,
} from "../../board/web/static/figures.js";
import { at, MINUTE, NOW } from "./making.js";
import { speak } from "./speaking.js";

/** @import { Today } from "../../board/web/static/types" */

/** @param {Partial<Today>} changes @returns {Today} */
function today(changes = {}) {
  return {
    since: at(-10 * 60 * MINUTE),
    now: at(0),
    answers: { in_time: 0, late: 0, late_on: [] },
    first_response: { median_seconds: null, tickets: 0 },
    open: [],
    next_deadline: null,
    ...changes,
  };
}

/** @param {number} seconds */
function firstAnswer(seconds) {
  return firstAnswerText(today({ first_response: { median_seconds: seconds, tickets: 3 } }));
}

test("a day of which nothing is known yet says so, and not nought", () => {
  speak("en");
  assert.equal(inTimeText(today()), "–");
  assert.equal(firstAnswerText(today()), "–");
  assert.equal(nextDeadlineText(today(), NOW), "–");
  assert.equal(openCount(today()), 0);
});

test("answers in time stand beside all whose outcome is known", () => {
  speak("ru");
  assert.equal(inTimeText(today({ answers: { in_time: 12, late: 1, late_on: [1042] } })), "12 из 13");
});

test("a first answer is said as exactly as it matters", () => {
  speak("en");
  assert.deepEqual([0, 59, 60, 200, 3569, 3570, 3600, 7500].map(firstAnswer), [
    "0 s",
    "59 s",
    "1 min",
    "3 min",
    "59 min",
    "1 h 00 min",
    "1 h 00 min",
    "2 h 05 min",
  ]);
});

test("open tickets of all boards stand in the order of the lanes, those of an unknown lane last", () => {
  const open = [
    { board: "billing", lane: "two_days", tickets: 1 },
    { board: "cash_desk", lane: "gone", tickets: 4 },
    { board: "cash_desk", lane: "urgent", tickets: 2 },
    { board: "product", lane: "urgent", tickets: 3 },
  ];
  const lanes = ["urgent", "today", "two_days"].map((key) => ({ key, name: `The lane ${key}` }));
  assert.deepEqual(
    openByLane({ open }, lanes).map(({ name, tickets }) => [name, tickets]),
    [
      ["The lane urgent", 5],
      ["The lane today", 0],
      ["The lane two_days", 1],
      ["gone", 4],
    ],
  );
  assert.equal(openCount({ open }), 10);
});
