// @ts-check
/** How the figures of the day are written; docs/numbers.md says what each counts. */

import { durationText } from "./durations.js";
import { momentText } from "./look.js";
import { say } from "./say.js";

/** @import { Lane, Today } from "./types" */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const NONE = "–";

/** "12 of 13". @param {Today} today */
export function inTimeText({ answers }) {
  const all = answers.in_time + answers.late;
  return all === 0 ? NONE : say("figures.in_time.of", { n: answers.in_time, all });
}

/** @param {Today} today */
export function firstAnswerText({ first_response }) {
  const seconds = first_response.median_seconds;
  return seconds === null ? NONE : waitText(seconds);
}

/** By the second up to a minute, by the minute up to an hour. @param {number} seconds */
function waitText(seconds) {
  if (seconds < MINUTE) return say("time.seconds", { n: seconds });
  const minutes = Math.round(seconds / MINUTE);
  if (minutes * MINUTE < HOUR) return say("time.minutes", { n: minutes });
  return durationText(Math.max(seconds, HOUR) * 1000);
}

/** @param {Pick<Today, "open">} today */
export function openCount({ open }) {
  return open.reduce((sum, { tickets }) => sum + tickets, 0);
}

/**
 * How many are open in each lane, those of all boards together, in the order of the lanes.
 * @param {Pick<Today, "open">} today @param {Pick<Lane, "key" | "name">[]} lanes
 */
export function openByLane({ open }, lanes) {
  const names = new Map(lanes.map(({ key, name }) => [key, name]));
  const keys = new Set([...names.keys(), ...open.map(({ lane }) => lane)]);
  return [...keys].map((key) => {
    const tickets = openCount({ open: open.filter(({ lane }) => lane === key) });
    return { key, name: names.get(key) ?? key, tickets };
  });
}

/** @param {Today} today @param {number} nowMs */
export function nextDeadlineText({ next_deadline }, nowMs) {
  return next_deadline ? momentText(next_deadline.due_at, nowMs) : NONE;
}
