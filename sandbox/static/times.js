// @ts-check
/** Moments in words. */

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long" });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: "short" });

/** @param {number} seconds */
export const clock = (seconds) => CLOCK.format(seconds * 1000);

/** @param {number} seconds */
export const weekday = (seconds) => WEEKDAY.format(seconds * 1000);

/** Tells dates apart. @param {number} seconds */
export const date = (seconds) => new Date(seconds * 1000).toDateString();

/** @param {number} seconds @param {number} now */
export function day(seconds, now) {
  return date(seconds) === date(now) ? "Today" : DAY.format(seconds * 1000);
}

/** @param {number} seconds @param {number} now */
export function shortMoment(seconds, now) {
  return date(seconds) === date(now) ? clock(seconds) : DAY.format(seconds * 1000);
}

/** Minutes and seconds. @param {number} seconds */
export function length(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
