// @ts-check
/** Moving practice time forward. */

import { write } from "../api.js";
import { readBoard, readDesk } from "../reread.js";
import { sayFailure } from "./notices.js";

/** @param {number} seconds */
export async function advanceClock(seconds) {
  try {
    await write("/clock", { advance_seconds: seconds });
    await Promise.all([readDesk(), readBoard()]);
  } catch (failure) {
    sayFailure(failure);
  }
}
