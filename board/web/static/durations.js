// @ts-check
/** Lengths of time in words: short on a card, in full for ears. */

import { say } from "./say.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Below this a countdown shows seconds. */
export const BY_THE_SECOND = 10 * MINUTE;

/** "4:32", "24 min", "2 h 05 min", "1 d 3 h". @param {number} ms */
export function durationText(ms) {
  if (ms < DAY) return openTimeText(ms);
  return say("time.days_hours", { days: Math.floor(ms / DAY), hours: Math.floor((ms % DAY) / HOUR) });
}

/** The same of open time, of which no day has 24 hours: never in days. @param {number} ms */
export function openTimeText(ms) {
  if (ms < BY_THE_SECOND) return minutesAndSeconds(ms);
  if (ms < HOUR) return say("time.minutes", { n: Math.floor(ms / MINUTE) });
  const minutes = String(Math.floor((ms % HOUR) / MINUTE)).padStart(2, "0");
  return say("time.hours_minutes", { hours: Math.floor(ms / HOUR), minutes });
}

/** @param {number} ms */
function minutesAndSeconds(ms) {
  const seconds = Math.floor(ms / SECOND);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** For ears. @param {number} ms */
export function durationSpoken(ms) {
  if (ms < DAY) return openTimeSpoken(ms);
  const hours = say("time.spoken_hours", { n: Math.floor((ms % DAY) / HOUR) });
  return `${say("time.spoken_days", { n: Math.floor(ms / DAY) })} ${hours}`;
}

/** @param {number} ms */
export function openTimeSpoken(ms) {
  if (ms < MINUTE) return say("time.spoken_seconds", { n: Math.floor(ms / SECOND) });
  const minutes = say("time.spoken_minutes", { n: Math.floor((ms % HOUR) / MINUTE) });
  return ms < HOUR ? minutes : `${say("time.spoken_hours", { n: Math.floor(ms / HOUR) })} ${minutes}`;
}

/** How long ago, in the coarsest unit that is still true. @param {number} ms */
export function agoText(ms) {
  if (ms < MINUTE) return say("time.just_now");
  if (ms < HOUR) return say("time.minutes", { n: Math.floor(ms / MINUTE) });
  if (ms < DAY) return say("time.hours", { n: Math.floor(ms / HOUR) });
  return say("time.days", { n: Math.floor(ms / DAY) });
}

/** A goal in the largest unit that says it exactly. @param {number} seconds */
export function goalText(seconds) {
  if (seconds % 3600 === 0) return say("time.hours", { n: seconds / 3600 });
  if (seconds % 60 === 0) return say("time.minutes", { n: seconds / 60 });
  return say("time.seconds", { n: seconds });
}
