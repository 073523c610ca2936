// @ts-check
/** At work or not, and the end of a shift. */

import { read, write } from "../api.js";
import { say } from "../say.js";
import { overlay, shift } from "../state.js";
import { notice, sayFailure } from "./notices.js";

export async function openShift() {
  try {
    shift.value = await read("/me/shift");
    overlay.value = { kind: "shift" };
  } catch (failure) {
    sayFailure(failure);
  }
}

/** @param {boolean} isAtWork */
export async function takeTickets(isAtWork) {
  try {
    shift.value = await write("/me/work", { at_work: isAtWork });
  } catch (failure) {
    sayFailure(failure);
  }
}

/** @param {string | null} to who gets all open tickets; null: whoever has the least to do @param {string} note */
export async function handOver(to, note) {
  try {
    const { handed, shift: after } = await write("/me/hand-over", { to, note });
    shift.value = after;
    overlay.value = null;
    notice(say("shift.handed", { n: handed.length }));
  } catch (failure) {
    sayFailure(failure);
  }
}
