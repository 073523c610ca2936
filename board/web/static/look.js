// @ts-check
/** How names, dates, sizes and ratings look, in the page's language. */

import { locale, say } from "./say.js";

/** @import { Rating } from "./types" */

const HUES = 6;

/** The same word has the same colour everywhere. @param {string} word */
export function hueOf(word) {
  let sum = 0;
  for (const letter of word) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum % HUES;
}

/** @param {string} name */
export function initials(name) {
  const parts = name.split(/\s+/).filter(Boolean);
  const first = [...(parts[0] ?? "?")][0] ?? "?";
  const second = parts.length > 1 ? ([...(parts.at(-1) ?? "")][0] ?? "") : "";
  return (first + second).toUpperCase();
}

/** @param {number} bytes */
export function sizeText(bytes) {
  if (bytes < 1024) return say("size.bytes", { size: bytes });
  if (bytes < 1024 * 1024) return say("size.kilobytes", { size: Math.round(bytes / 1024) });
  const tenths = new Intl.NumberFormat(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return say("size.megabytes", { size: tenths.format(bytes / 1024 / 1024) });
}

const SHAPES = /** @type {const} */ ({
  clock: { hour: "2-digit", minute: "2-digit" },
  weekday: { weekday: "short", hour: "2-digit", minute: "2-digit" },
  day: { weekday: "short", day: "numeric", month: "short" },
  date: { day: "numeric", month: "short", year: "numeric" },
  moment: { dateStyle: "medium", timeStyle: "short" },
});

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {keyof typeof SHAPES} shape @param {string | number} at */
function inShape(shape, at) {
  const name = `${locale()} ${shape}`;
  const format = formats.get(name) ?? new Intl.DateTimeFormat(locale(), SHAPES[shape]);
  formats.set(name, format);
  return format.format(new Date(at));
}

/** @param {string | number} at */
export function clockText(at) {
  return inShape("clock", at);
}

/** @param {string} at */
export function dateText(at) {
  return inShape("date", at);
}

/** @param {string} at @param {number} nowMs */
export function dayText(at, nowMs) {
  const day = new Date(at).toDateString();
  const yesterday = new Date(nowMs);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === new Date(nowMs).toDateString()) return say("time.today");
  if (day === yesterday.toDateString()) return say("time.yesterday");
  return inShape("day", at);
}

/** The time alone when it is today, else with its day. @param {string} at @param {number} nowMs */
export function momentText(at, nowMs) {
  const isToday = new Date(at).toDateString() === new Date(nowMs).toDateString();
  return isToday ? clockText(at) : say("time.day_and_clock", { day: inShape("day", at), clock: clockText(at) });
}

const SOON_MS = 6 * 86_400_000;

/** As short as it can be: the time, with its weekday unless it is today, and only later its date. @param {number} atMs @param {number} nowMs */
export function soonText(atMs, nowMs) {
  if (new Date(atMs).toDateString() === new Date(nowMs).toDateString()) return clockText(atMs);
  return inShape(atMs - nowMs < SOON_MS ? "weekday" : "date", atMs);
}

/** Day and time in full. @param {string} at */
export function wholeMomentText(at) {
  return inShape("moment", at);
}

/** As a field for date and time takes it, in this screen's zone. @param {string | number} moment */
export function fieldTime(moment) {
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** @param {number} seconds */
export function lengthText(seconds) {
  const whole = Math.floor(Number.isFinite(seconds) ? seconds : 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A language by its name in the page's own; what is no language stands as it is. @param {string} code */
export function languageName(code) {
  try {
    return new Intl.DisplayNames(locale(), { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** @type {Record<string, string>} */
const SOURCES = { telegram: "Telegram" };

/** Where a ticket came from, by its own name. @param {string} source */
export function sourceName(source) {
  return source === "agent" ? say("source.agent") : (SOURCES[source] ?? source);
}

/** @param {Rating["score"]} score */
export function faceOf(score) {
  return score > 0 ? "🤩" : score < 0 ? "😞" : "😐";
}

/** @param {Rating["score"]} score */
export function ratedText(score) {
  return say("card.rated", { face: faceOf(score) });
}
