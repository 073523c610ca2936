// @ts-check
/** Working hours are said in the reader's language, and what the desk would refuse is marked while it is written. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  datesText,
  isNight,
  oneMore,
  readClock,
  readInterval,
  readWeek,
  troubleOf,
  troublesOf,
  WEEKDAYS,
  weekText,
  writeInterval,
} from "../../board/web/static/settings/hours.js";
import { spansOf } from "../../board/web/static/settings/pages/calendar_days.js";
import { goal } from "../../board/web/static/settings/parts/year.js";
import { speak } from "./speaking.js";

/** @param {Record<number, string[]>} some */
function week(some) {
  return WEEKDAYS.map((day) => some[day] ?? []);
}

test("midnight stands at both ends of a day as a time field has it", () => {
  for (const written of ["00:00-24:00", "18:00-24:00", "22:00-06:00", "-18:00"])
    assert.equal(writeInterval(readInterval(written)), written);
  assert.deepEqual(readInterval("00:00-24:00"), { opens: "00:00", closes: "00:00" });
  assert.deepEqual(["22:00-06:00", "18:00-24:00", "09:00-18:00", "09:00-"].map(isNight), [true, false, false, false]);
});

test("a time is read as people type it", () => {
  const read = ["9", "930", "0930", "09.30", " 9:05 ", "24:00", "24:30", "25", "9:60", "nine", ""].map(readClock);
  assert.deepEqual(read, ["09:00", "09:30", "09:30", "09:30", "09:05", "00:00", "", "", "", "", ""]);
});

test("one interval more comes after a break, or is to be filled in", () => {
  assert.deepEqual(
    [[], ["09:00-13:00"], ["09:00-20:30"], ["22:00-06:00"], ["00:00-24:00"]].map(oneMore),
    ["09:00-18:00", "14:00-18:00", "21:00-23:00", "-", "-"],
  );
});

test("neighbours stand together, in the reader's own days", () => {
  const usual = readWeek("mon-thu 08:00-12:00 13:00-17:00; fri 08:00-12:00; sun 00:00-24:00");
  speak("ru");
  assert.equal(weekText(usual), "пн–чт 08:00–12:00, 13:00–17:00; пт 08:00–12:00; вс Круглосуточно");
  speak("en");
  assert.equal(weekText(usual), "Mon–Thu 08:00–12:00, 13:00–17:00; Fri 08:00–12:00; Sun Round the clock");
  assert.equal(weekText(week({})), "Closed");
});

test("of many dates the first are named", () => {
  speak("en");
  const own = Object.fromEntries(WEEKDAYS.map((day) => [`2026-12-0${day + 1}`, day === 0 ? "10:00-12:00" : ""]));
  const said = datesText(own).split("\n");
  assert.deepEqual([said[0], said.at(-1), said.length], ["1 Dec 2026: 10:00–12:00", "and 1 more date", 7]);
});

test("hours are wrong where the desk would refuse them", () => {
  assert.equal(troubleOf(["-18:00"]), "missing");
  assert.equal(troubleOf(["09:00-09:00"]), "nothing");
  assert.equal(troubleOf(["13:00-18:00", "09:00-13:01"]), "overlap");
  assert.equal(troubleOf(["13:00-18:00", "09:00-13:00"]), null);
  assert.deepEqual(troublesOf(week({ 0: ["22:00-06:00"], 1: ["05:00-09:00"] })), { 1: "overlap" });
  assert.deepEqual(troublesOf(week({ 0: ["05:00-09:00"], 6: ["22:00-06:00"] })), { 0: "overlap" });
  assert.deepEqual(troublesOf(week({ 0: ["06:00-09:00"], 6: ["22:00-06:00"] })), {});
  assert.deepEqual(troublesOf(WEEKDAYS.map(() => ["00:00-24:00"])), {});
  assert.deepEqual(troublesOf(week({ 2: ["09:00-18:00"] })), {});
});

test("dates side by side with the same hours are one line", () => {
  const own = ["2026-12-31", "2027-01-01", "2027-01-03"].map((date) => ({ date, hours: [] }));
  assert.deepEqual(spansOf([...own, { date: "2027-01-04", hours: ["10:00-12:00"] }]), [
    { first: "2026-12-31", last: "2027-01-01", hours: [] },
    { first: "2027-01-03", last: "2027-01-03", hours: [] },
    { first: "2027-01-04", last: "2027-01-04", hours: ["10:00-12:00"] },
  ]);
});

test("keys lead through the year day by day, week by week and month by month", () => {
  const days = Array.from({ length: 365 }, (_, n) => {
    const date = new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10);
    return { date, state: /** @type {const} */ ("open"), hours: [], origin: null, name: "" };
  });
  const from = (/** @type {string} */ date, /** @type {string} */ key) =>
    days[goal(days, days.findIndex((day) => day.date === date), key)]?.date;
  assert.equal(from("2026-01-31", "ArrowRight"), "2026-02-01");
  assert.equal(from("2026-01-03", "ArrowUp"), "2026-01-01");
  assert.equal(from("2026-12-30", "ArrowDown"), "2026-12-31");
  assert.equal(from("2026-03-31", "PageUp"), "2026-02-28");
  assert.equal(from("2026-12-05", "PageDown"), undefined);
  assert.deepEqual([from("2026-02-10", "Home"), from("2026-02-10", "End")], ["2026-02-01", "2026-02-28"]);
  assert.equal(from("2026-02-10", "Enter"), undefined);
});
