// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { dayText, languageName, momentText, sizeText } from "../../board/web/static/look.js";
import { speak } from "./speaking.js";

speak("en");

/** @param {number} day @param {number} hour of March 2026, on this machine's clock */
function march(day, hour) {
  return new Date(2026, 2, day, hour);
}

/** @param {Date} at @param {Date} now */
function day(at, now) {
  return dayText(at.toISOString(), now.getTime());
}

test("a day is named by how long ago it was, from its first hour to its last", () => {
  assert.equal(day(march(9, 23), march(10, 0)), "Yesterday");
  assert.equal(day(march(9, 0), march(10, 23)), "Yesterday");
  assert.equal(day(march(10, 0), march(10, 23)), "Today");
  assert.equal(day(march(8, 23), march(10, 0)), "Sun 8 Mar");
});

test("the day before a change of the clocks is yesterday all day long", () => {
  for (let date = 1; date < 28; date += 1)
    assert.equal(day(march(date, 23), march(date + 1, 0)), "Yesterday", `after ${date} March`);
});

test("a time is said with its day when that is not today", () => {
  assert.equal(momentText(march(10, 16).toISOString(), march(10, 0).getTime()), "16:00");
  assert.equal(momentText(march(10, 16).toISOString(), march(9, 23).getTime()), "Tue 10 Mar, 16:00");
});

test("days, sizes and languages are named in the page's language", () => {
  const told = ["en", "ru", "id"].map((language) => {
    speak(language);
    const moment = momentText(march(10, 16).toISOString(), march(9, 23).getTime());
    return [moment, sizeText(512), sizeText(20_000), sizeText(1_700_000), languageName("ru")];
  });
  assert.deepEqual(told, [
    ["Tue 10 Mar, 16:00", "512 B", "20 kB", "1.6 MB", "Russian"],
    ["вт, 10 мар., 16:00", "512 Б", "20 КБ", "1,6 МБ", "русский"],
    ["Sel, 10 Mar, 16.00", "512 B", "20 kB", "1,6 MB", "Rusia"],
  ]);
  speak("en");
});
