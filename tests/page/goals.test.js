// @ts-check
/** A lane's form gives back what it was told, and never takes a goal away that nobody touched. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOf, byMetric, goalOf, ofKind, troubleOf } from "../../board/web/static/settings/goals.js";
import { speak } from "./speaking.js";

speak("en");

const OFFICE = [{ id: 7, name: "Office" }];

test("what was told goes back as it was", () => {
  const told = {
    goals: { first_response: 300, next_response: null, resolution: null },
    cut_offs: { first_response: null, next_response: null, resolution: 0 },
    calendars: { first_response: null, next_response: null, resolution: 7 },
  };
  assert.deepEqual(bodyOf(byMetric((metric) => goalOf(told, metric))), told);
});

test("another kind of goal counts as the lane's others do, and the end of a day in a calendar always", () => {
  const off = ofKind({ kind: "within", seconds: 60, cut_off: null, calendar: 7 }, "off", "resolution", 7, OFFICE);
  assert.deepEqual(off, { kind: "off", seconds: null, cut_off: null, calendar: null });
  const within = ofKind(off, "within", "resolution", 7, OFFICE);
  assert.deepEqual(within, { kind: "within", seconds: 86_400, cut_off: null, calendar: 7 });
  assert.equal(ofKind({ ...within, calendar: null }, "within", "resolution", 7, OFFICE).calendar, null);
  assert.equal(ofKind({ ...within, calendar: null }, "day", "resolution", null, OFFICE).calendar, 7);
});

test("a goal that is half written is not sent", () => {
  const whole = { kind: /** @type {const} */ ("within"), seconds: 60, cut_off: null, calendar: null };
  assert.equal(troubleOf(whole), "");
  assert.equal(troubleOf({ ...whole, seconds: null }), "Write how long.");
  assert.equal(troubleOf({ ...whole, kind: "day" }), "Write a time, like 16:00.");
});
