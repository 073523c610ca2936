// @ts-check
/** Working hours as a calendar's page shows and checks them: `09:00-18:00`, a day's list of these, seven days of lists. */

import { locale, say } from "../say.js";

/** @typedef {{ opens: string, closes: string }} Interval as time fields have it: midnight is 00:00 at both ends */
/** @typedef {"missing" | "nothing" | "overlap"} Trouble */

export const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];
/** Monday through Friday. */
export const WORKDAYS = WEEKDAYS.slice(0, 5);
export const USUAL = "09:00-18:00";

const CODES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const MOST_DATES = 6;

/** @param {string} written @returns {Interval} */
export function readInterval(written) {
  const [opens = "", closes = ""] = written.split("-");
  return { opens, closes: closes === "24:00" ? "00:00" : closes };
}

/** @param {Interval} interval */
export function writeInterval({ opens, closes }) {
  return `${opens}-${closes === "00:00" ? "24:00" : closes}`;
}

/** A time as somebody types it, like 9, 930 or 09.30; empty if it is none. @param {string} typed */
export function readClock(typed) {
  const [, hours = "", minutes = "00"] = /^\s*(\d{1,2})(?:[:.\s]?(\d{2}))?\s*$/.exec(typed) ?? [];
  const isMidnight = hours === "24" && minutes === "00";
  return hours && (isMidnight || (Number(hours) < 24 && Number(minutes) < 60)) ? `${isMidnight ? "00" : hours.padStart(2, "0")}:${minutes}` : "";
}

/** Minutes since midnight. @param {number} minutes */
export function writeClock(minutes) {
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** Whether it ends on the next day, midnight itself apart. @param {string} written */
export function isNight(written) {
  const { opens, closes } = readInterval(written);
  return opens !== "" && closes !== "" && closes !== "00:00" && closes < opens;
}

/** @param {string} written */
export function isWholeDay(written) {
  return written === "00:00-24:00";
}

/** One more for a day that has these: after a break of an hour, if there is still time. @param {string[]} hours */
export function oneMore(hours) {
  const last = hours.at(-1);
  if (!last) return USUAL;
  const closes = Number(readInterval(last).closes.slice(0, 2));
  const opens = closes + 1;
  return isNight(last) || !closes || opens > 22 ? "-" : `${pad(opens)}:00-${pad(Math.min(opens + 4, 23))}:00`;
}

/** @param {number} n */
function pad(n) {
  return String(n).padStart(2, "0");
}

/** A day's hours in words. @param {string[]} hours */
export function hoursText(hours) {
  if (hours.length === 0) return say("calendars.closed");
  if (hours.some(isWholeDay)) return say("calendars.whole_day");
  return hours.map((each) => each.replace("-", "–")).join(", ");
}

/** @param {number} day Monday is 0 @param {"long" | "short" | "narrow"} [length] */
export function weekdayName(day, length = "long") {
  return new Intl.DateTimeFormat(locale(), { weekday: length, timeZone: "UTC" }).format(MONDAY + day * DAY_MS);
}

/** Neighbours with the same hours stand together; closed days are not named. @param {string[][]} week */
export function weekText(week) {
  const parts = [];
  for (let first = 0, day = 0; day < week.length; day += 1) {
    const hours = week[day] ?? [];
    if (day + 1 < week.length && String(week[day + 1]) === String(hours)) continue;
    if (hours.length > 0) {
      const [from, to] = [weekdayName(first, "short"), weekdayName(day, "short")];
      parts.push(`${first === day ? from : `${from}–${to}`} ${hoursText(hours)}`);
    }
    first = day + 1;
  }
  return parts.join("; ") || say("calendars.closed");
}

/** What a change keeps, like `mon-fri 09:00-18:00; sat 10:00-14:00`, as a week of lists. @param {string} written */
export function readWeek(written) {
  /** @type {string[][]} */
  const week = WEEKDAYS.map(() => []);
  for (const part of written.split(";")) {
    const [days = "", ...hours] = part.trim().split(" ");
    const [first = "", last = first] = days.split("-");
    for (let day = CODES.indexOf(first); day >= 0 && day <= CODES.indexOf(last); day += 1) week[day] = hours;
  }
  return week;
}

/** Dates with hours of their own, as a change keeps them; only the first of many are named. @param {Record<string, string>} own */
export function datesText(own) {
  const dates = Object.entries(own).toSorted();
  const named = dates.slice(0, MOST_DATES).map(([day, hours]) => `${dayName(day)}: ${hoursText(hours.split(" ").filter(Boolean))}`);
  if (dates.length > MOST_DATES) named.push(say("calendars.more", { n: dates.length - MOST_DATES }));
  return named.join("\n") || "—";
}

/** With its region's code behind, which has no name that browsers know. @param {string} code */
export function countryName(code) {
  const [country = "", ...region] = code.split("-");
  const name = new Intl.DisplayNames(locale(), { type: "region" }).of(country) ?? country;
  return region.length > 0 ? `${name}, ${region.join("-")}` : name;
}

/** A date of the calendar, which is in no zone. @param {string} day @param {"long" | "short"} [length] */
export function dayName(day, length = "short") {
  const shape = /** @type {const} */ ({ day: "numeric", month: length, year: "numeric", timeZone: "UTC" });
  const named = length === "long" ? { ...shape, weekday: length } : shape;
  return new Intl.DateTimeFormat(locale(), named).format(Date.parse(day));
}

/** What can't be, by its weekday; the desk would refuse it. @param {string[][]} week @returns {Record<number, Trouble>} */
export function troublesOf(week) {
  /** @type {Record<number, Trouble>} */
  const found = {};
  week.forEach((hours, day) => {
    const trouble = troubleOf(hours);
    if (trouble) found[day] = trouble;
  });
  if (Object.keys(found).length > 0) return found;
  const spans = week.flatMap((hours, day) => hours.map((each) => ({ day, ...spanOf(each, day * DAY_MINUTES) })));
  spans.sort((one, other) => one.opens - other.opens);
  spans.forEach((span, at) => {
    const next = spans[at + 1] ?? spans[0];
    const opens = (next?.opens ?? 0) + (at + 1 < spans.length ? 0 : WEEK_MINUTES);
    if (next && span.closes > opens) found[next.day] = "overlap";
  });
  return found;
}

/** @param {string[]} hours of one day @returns {Trouble | null} */
export function troubleOf(hours) {
  for (const each of hours) {
    const { opens, closes } = readInterval(each);
    if (!opens || !closes) return "missing";
    if (opens === closes && !isWholeDay(each)) return "nothing";
  }
  const spans = hours.map((each) => spanOf(each, 0)).toSorted((one, other) => one.opens - other.opens);
  return spans.some((span, at) => span.closes > (spans[at + 1]?.opens ?? Number.POSITIVE_INFINITY)) ? "overlap" : null;
}

/** In minutes from `start`. @param {string} written @param {number} start */
function spanOf(written, start) {
  const { opens, closes } = readInterval(written);
  const [from, to] = [minutes(opens), minutes(closes)];
  return { opens: start + from, closes: start + to + (to <= from ? DAY_MINUTES : 0) };
}

/** @param {string} clock */
function minutes(clock) {
  const [hours = 0, rest = 0] = clock.split(":").map(Number);
  return hours * 60 + rest;
}
