// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { agoText, durationSpoken, durationText, goalText } from "../../board/web/static/durations.js";
import { MINUTE } from "./making.js";
import { speak } from "./speaking.js";

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test("durations are told in the units a person thinks in", () => {
  speak("en");
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
  speak("en");
  const told = [MINUTE - 1, MINUTE, HOUR, 25 * HOUR].map(agoText);
  assert.deepEqual(told, ["just now", "1 min", "1 h", "1 d"]);
});

test("they are short on a card and whole for ears in the other languages too", () => {
  const times = [24 * MINUTE, 2 * HOUR + 5 * MINUTE, DAY + 3 * HOUR, 5 * DAY];
  speak("ru");
  assert.deepEqual(times.map(durationText), ["24 мин", "2 ч 05 мин", "1 д 3 ч", "5 д 0 ч"]);
  assert.deepEqual(times.slice(1, 3).map(durationSpoken), ["2 часа 5 минут", "1 день 3 часа"]);
  assert.deepEqual([agoText(0), agoText(HOUR)], ["только что", "1 ч"]);
  speak("id");
  assert.deepEqual(times.map(durationText), ["24 mnt", "2 jam 05 mnt", "1 hari 3 jam", "5 hari 0 jam"]);
  assert.deepEqual(times.slice(1, 3).map(durationSpoken), ["2 jam 5 menit", "1 hari 3 jam"]);
  assert.deepEqual([agoText(0), agoText(HOUR)], ["baru saja", "1 jam"]);
});

test("a goal is told in the largest unit that says it exactly", () => {
  const goals = [90, 300, 5400, 18_000, 172_800];
  speak("en");
  assert.deepEqual(goals.map(goalText), ["90 s", "5 min", "90 min", "5 h", "48 h"]);
  speak("ru");
  assert.deepEqual(goals.map(goalText), ["90 с", "5 мин", "90 мин", "5 ч", "48 ч"]);
});
