// @ts-check
/** Moments in words. */

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long" });

/** @param {number} seconds */
export const clock = (seconds) => CLOCK.format(seconds * 1000);

/** @param {number} seconds */
export function day(seconds) {
  const date = new Date(seconds * 1000);
  return date.toDateString() === new Date().toDateString() ? "Today" : DAY.format(date);
}

/** @param {number} seconds */
export function shortMoment(seconds) {
  return day(seconds) === "Today" ? clock(seconds) : DAY.format(seconds * 1000);
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
