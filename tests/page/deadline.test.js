// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { deadlineFace } from "../../board/web/static/deadline.js";
import { at, due, MINUTE, NOW, ticket, timer } from "./making.js";
import { speak } from "./speaking.js";

const HOUR = 60 * MINUTE;

speak("en");

test("a promise counts down, is near from when its lane warns, and turns negative", () => {
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
