// @ts-check
/** Open time run on from what the desk told: pure, in milliseconds. It stands while closed, and never jumps. */

/** @import { Ticket } from "./types" */
/** @typedef {import("./types").OpenHours} OpenHours */
/**
 * `openMs`: how long they had been open when the first of `spans` begins, which are in order and apart.
 * @typedef {{ name: string | null, openMs: number, spans: [number, number][] }} Hours
 */
/**
 * What is left, negative once late. `standsUntilMs`: it stands now, and runs from then on, as far as is known; null:
 * it runs, until `runsUntilMs`.
 * @typedef {{ leftMs: number, standsUntilMs: number | null, runsUntilMs: number }} Countdown
 */

const DAY_MS = 86_400_000;
const RENEW_BEFORE_MS = 2 * DAY_MS;

/** @type {Hours} */
const EVERY_HOUR = { name: null, openMs: 0, spans: [[0, Number.POSITIVE_INFINITY]] };

/** @param {OpenHours} told @returns {Hours} */
export function hoursOf({ name, open_seconds: seconds, spans }) {
  return {
    name,
    openMs: Math.round(seconds * 1000),
    spans: spans.map(([opens = "", closes = ""]) => [Date.parse(opens), Date.parse(closes)]),
  };
}

/** Null where it counts in hours that are not known yet. @param {NonNullable<Ticket["deadline"]>} deadline @param {Hours | undefined} known @param {number} nowMs @returns {Countdown | null} */
export function countdown(deadline, known, nowMs) {
  const hours = deadline.hours === undefined ? EVERY_HOUR : known;
  if (!hours) return null;
  const dueMs = deadline.open_seconds === undefined ? Date.parse(deadline.due_at) : Math.round(deadline.open_seconds * 1000);
  const beginsMs = Math.max(nowMs, deadline.counts_from ? Date.parse(deadline.counts_from) : nowMs);
  const [opensMs, closesMs] = hours.spans.find(([, closes]) => beginsMs < closes) ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const runsFromMs = Math.max(opensMs, beginsMs);
  return {
    leftMs: dueMs - openUntil(hours, beginsMs),
    standsUntilMs: runsFromMs > nowMs ? runsFromMs : null,
    runsUntilMs: closesMs,
  };
}

/** How long they have been open until then. @param {Hours} hours @param {number} atMs */
function openUntil({ openMs, spans }, atMs) {
  let passed = openMs;
  for (const [opens, closes] of spans) {
    if (atMs <= opens) break;
    passed += Math.min(atMs, closes) - opens;
  }
  return passed;
}

/** Whether the desk should tell more of them. @param {Hours} hours @param {number} nowMs */
export function runOut({ spans }, nowMs) {
  const last = spans.at(-1);
  return last !== undefined && nowMs > last[1] - RENEW_BEFORE_MS;
}

/** Days more, or another name. @param {Hours | undefined} known @param {Hours} told */
export function tellsMore(known, told) {
  if (!known) return true;
  const [last, later] = [known, told].map(({ spans }) => spans.at(-1)?.[1] ?? 0);
  return known.name !== told.name || (later ?? 0) - (last ?? 0) >= DAY_MS;
}
