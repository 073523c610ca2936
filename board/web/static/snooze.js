// @ts-check
/** When a snooze usually ends, in this screen's zone; pure. */

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const MORNING = 9;

/** To the whole minute. @param {number} nowMs */
export function hourFrom(nowMs) {
  return new Date(Math.ceil((nowMs + HOUR_MS) / MINUTE_MS) * MINUTE_MS).toISOString();
}

/** Nine o'clock tomorrow; before six it is still tonight, and tomorrow is today. @param {number} nowMs */
export function morningAfter(nowMs) {
  const morning = new Date(nowMs);
  if (morning.getHours() >= 6) morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING, 0, 0, 0);
  return morning.toISOString();
}
