// @ts-check
/** The countdown in open time: it runs while open, stands while closed, and nothing makes it jump. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { deadlineFace } from "../../board/web/static/deadline.js";
import { countdown, hoursOf, runOut, tellsMore } from "../../board/web/static/open_time.js";
import { at, due, MINUTE, NOW, timer } from "./making.js";
import { speak } from "./speaking.js";

const HOUR = 60 * MINUTE;
const DAYS = 40;

speak("en");

/** Numbers that look like chance and are the same each time. @param {number} seed */
function chance(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state % below;
  };
}

/** Spans in minutes after NOW, as the desk tells them. @param {number} seconds @param {[number, number][]} spans */
function told(seconds, spans) {
  return hoursOf({ name: "Office", since: at(0), open_seconds: seconds, spans: spans.map((span) => span.map((n) => at(n * MINUTE))) });
}

/** Due after so much open time since the desk began to count. @param {number} seconds @param {object} more */
function deadline(seconds, more = {}) {
  return { metric: /** @type {const} */ ("resolution"), due_at: at(0), hours: "key", open_seconds: seconds, ...more };
}

test("over random hours it runs as a program counts that steps by the minute", () => {
  const below = chance(7);
  for (let round = 0; round < 40; round += 1) {
    /** @type {[number, number][]} */
    const spans = [];
    for (let opens = below(90); opens < DAYS * 1440; opens += 1 + below(2000)) {
      spans.push([opens, (opens += 1 + below(700))]);
    }
    const begun = below(1_000_000);
    const hours = told(begun, spans);
    const seconds = begun + below(900_000) - 300_000;
    let left = seconds - begun;
    for (let minute = 0; minute < 3000; minute += 1) {
      const isOpen = spans.some(([opens, closes]) => opens <= minute && minute < closes);
      const counted = countdown(deadline(seconds), hours, NOW + minute * MINUTE);
      assert.deepEqual([counted?.leftMs, counted?.standsUntilMs === null], [left * 1000, isOpen]);
      if (isOpen) left -= 60;
    }
  }
});

test("it never grows, and passes no faster than time", () => {
  const hours = told(0, [[0, 30], [60, 90], [90.5, 700]]);
  let before = Number.POSITIVE_INFINITY;
  for (let ms = 0; ms < 12 * HOUR; ms += 7919) {
    const { leftMs = 0 } = countdown(deadline(3 * 3600), hours, NOW + ms) ?? {};
    assert.ok(leftMs <= before && (before === Number.POSITIVE_INFINITY || before - leftMs <= 7919));
    before = leftMs;
  }
});

test("a promise that counts from a return stands until then, also where every hour counts", () => {
  const hours = told(0, [[-60, 120], [600, 900]]);
  const back = deadline(4 * 3600, { counts_from: at(HOUR) });
  assert.deepEqual(
    [0, 59, 61, 121].map((n) => countdown(back, hours, NOW + n * MINUTE)).map((counted) => [(counted?.leftMs ?? 0) / MINUTE, counted?.standsUntilMs]),
    [
      [120, NOW + HOUR],
      [120, NOW + HOUR],
      [119, null],
      [60, NOW + 600 * MINUTE],
    ],
  );
  const always = { metric: /** @type {const} */ ("resolution"), due_at: at(3 * HOUR), counts_from: at(HOUR) };
  assert.deepEqual(countdown(always, undefined, NOW)?.leftMs, 2 * HOUR);
});

test("what is told again changes nothing that was counted", () => {
  const first = told(0, [[0, 60], [600, 660], [1200, 1260]]);
  const later = told(3600 + 1800, [[630, 660], [1200, 1260]]);
  for (const minute of [630, 645, 700, 1230]) {
    const now = NOW + minute * MINUTE;
    assert.equal(countdown(deadline(9000), first, now)?.leftMs, countdown(deadline(9000), later, now)?.leftMs);
  }
  assert.equal(tellsMore(first, later), false);
  assert.equal(tellsMore(undefined, later), true);
  assert.equal(runOut(told(0, []), NOW), false);
  assert.equal(runOut(told(0, [[0, 4 * 1440]]), NOW), false);
  assert.equal(runOut(told(0, [[0, 2 * 1440]]), NOW + MINUTE), true);
});

test("closed, a face says when it opens, and changes when it does", () => {
  const hours = told(0, [[-60, 10], [14 * 60, 24 * 60], [80 * 60, 90 * 60]]);
  const late = -HOUR;
  const face = (/** @type {number} */ minute, /** @type {number} */ dueMs, /** @type {number} */ seconds) =>
    deadlineFace(due(dueMs, { deadline: { ...deadline(seconds), due_at: at(dueMs) }, timers: [timer({ metric: "resolution" })] }), NOW + minute * MINUTE, hours);
  const running = face(5, 30 * HOUR, 30 * 3600);
  assert.deepEqual([running.tone, running.lead, running.text, running.changesInMs], ["calm", "Solve in", "28 h 55 min", 1]);
  const stands = face(11, 30 * HOUR, 30 * 3600);
  assert.ok(/^opens Tue,? \d\d:00$/u.test(stands.opens ?? ""));
  assert.deepEqual([stands.tone, stands.lead, stands.text, stands.changesInMs], ["calm", "Solve in", "28 h 50 min", MINUTE]);
  assert.ok(stands.spoken.startsWith("solve within 28 hours 50 minutes; stands until it opens, "));
  const missed = face(11, late, 3600);
  assert.deepEqual([missed.tone, missed.text], ["late", "−10 min"]);
  assert.equal(face(100 * 60, late, 3600).opens, "closed");
  assert.equal(deadlineFace(due(0, { deadline: deadline(0) }), NOW).text, "…");
});
