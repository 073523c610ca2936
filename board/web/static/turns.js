// @ts-check
/** Reading in turns: one at a time, what is asked for meanwhile in the next, and a slow desk is asked less often. */

const PAUSE_MS = 50;
const AFTER_FAILURE_MS = 2000;

/**
 * Asking costs nothing: all that is asked within `gatherMs`, or during a turn and a pause as long, is one turn.
 * @param {() => Promise<unknown>} read @param {number} gatherMs @param {number} pauseMs at least so long
 */
export function inTurns(read, gatherMs, pauseMs = PAUSE_MS) {
  let isAsked = false;
  let isTurning = false;

  async function turn() {
    isTurning = true;
    await pause(gatherMs);
    while (isAsked) {
      isAsked = false;
      const began = performance.now();
      const answered = await read().then(
        () => true,
        () => false,
      );
      await pause(answered ? Math.max(pauseMs, performance.now() - began) : AFTER_FAILURE_MS);
    }
    isTurning = false;
  }

  return () => {
    isAsked = true;
    if (!isTurning) void turn();
  };
}

/** @param {number} ms */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
