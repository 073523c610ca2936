// @ts-check
/** Moving practice time forward. */

import { newKey, write } from "../api.js";
import { readBoard, readDesk } from "../reread.js";
import { sayFailure } from "./notices.js";

/** @param {number} seconds */
export async function advanceClock(seconds) {
  try {
    // Pressed twice, it moves twice.
    await write("/clock", { advance_seconds: seconds }, newKey());
    await Promise.all([readDesk(), readBoard()]);
  } catch (failure) {
    sayFailure(failure);
  }
}
