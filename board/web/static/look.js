// @ts-check
/** How names look: initials, a steady colour, short dates and sizes. */

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
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** @param {string | number} at */
export function clockText(at) {
  return CLOCK.format(new Date(at));
}

/** @param {string} at */
export function dateText(at) {
  return DATE.format(new Date(at));
}

/** @param {string} at @param {number} nowMs @param {{ today: string, yesterday: string }} names */
export function dayText(at, nowMs, names) {
  const day = new Date(at).toDateString();
  const yesterday = new Date(nowMs);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === new Date(nowMs).toDateString()) return names.today;
  if (day === yesterday.toDateString()) return names.yesterday;
  return DAY.format(new Date(at));
}

/** The time alone when it is today, else with its day. @param {string} at @param {number} nowMs */
export function momentText(at, nowMs) {
  const isToday = new Date(at).toDateString() === new Date(nowMs).toDateString();
  return isToday ? clockText(at) : `${DAY.format(new Date(at))}, ${clockText(at)}`;
}

/** @param {number} seconds */
export function lengthText(seconds) {
  const whole = Math.floor(Number.isFinite(seconds) ? seconds : 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
