// @ts-check
/** What can wait is done between the frames that answer a key. */

/** No longer than this, even if the page is never idle. */
const SOON_MS = 100;

/** @param {() => void} act @returns {() => void} gives it up */
export function whenIdle(act) {
  if (typeof requestIdleCallback === "undefined") {
    const waiting = setTimeout(act, SOON_MS / 2);
    return () => clearTimeout(waiting);
  }
  const waiting = requestIdleCallback(act, { timeout: SOON_MS });
  return () => cancelIdleCallback(waiting);
}
