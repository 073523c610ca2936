// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { agoText, deadlineFace, durationSpoken, durationText } from "../../board/web/static/deadline.js";
import { at, due, MINUTE, NOW, ticket, timer } from "./making.js";

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test("durations are told in the units a person thinks in", () => {
  /** @type {[number, string, string][]} */
  const told = [
    [0, "0:00", "0 seconds"],
    [65_000, "1:05", "1 minute"],
    [10 * MINUTE - 1, "9:59", "9 minutes"],
    [10 * MINUTE, "10 min", "10 minutes"],
    [2 * HOUR + 5 * MINUTE, "2 h 05 min", "2 hours 5 minutes"],
    [DAY + 3 * HOUR, "1 d 3 h", "1 day 3 hours"],
  ];
  for (const [ms, text, spoken] of told) {
    assert.equal(durationText(ms), text);
    assert.equal(durationSpoken(ms), spoken);
  }
});

test("how long ago is told in the coarsest unit that is still true", () => {
  const told = [MINUTE - 1, MINUTE, HOUR, 25 * HOUR].map(agoText);
  assert.deepEqual(told, ["just now", "1 min", "1 h", "1 d"]);
});

test("a promise counts down, is near in its last quarter, and turns negative", () => {
  const faces = [6 * MINUTE, 5 * MINUTE, -5000].map((ms) => deadlineFace(due(ms), NOW));
  assert.deepEqual(
    faces.map(({ tone, lead, text }) => [tone, lead, text]),
    [
      ["calm", "Answer in", "6:00"],
      ["near", "Answer in", "5:00"],
      ["late", "Answer", "−0:05"],
    ],
  );
  assert.equal(faces[2]?.spoken, "answer late by 5 seconds");
});

test("a face changes by the second under ten minutes, else by the minute", () => {
  assert.equal(deadlineFace(due(5 * MINUTE + 300), NOW).changesInMs, 301);
  assert.equal(deadlineFace(due(HOUR + 2000), NOW).changesInMs, 2001);
  assert.equal(deadlineFace(due(-300), NOW).changesInMs, 701);
});

test("a reply on its way holds its promise: nothing is late", () => {
  const face = deadlineFace(due(-HOUR, { timers: [timer({ state: "held" })] }), NOW);
  assert.deepEqual([face.tone, face.text, face.changesInMs], ["calm", "Reply on its way", Number.POSITIVE_INFINITY]);
});

test("without a deadline a ticket says whether it waits, rests, or when it was done", () => {
  const done = ticket({ state: "done", resolved_at: at(-2 * HOUR) });
  const faces = [ticket({ state: "waiting" }), ticket(), done].map((each) => deadlineFace(each, NOW));
  assert.deepEqual(
    faces.map(({ tone, text }) => [tone, text]),
    [
      ["paused", "Paused"],
      ["none", "No deadline"],
      ["none", "2 h"],
    ],
  );
});
