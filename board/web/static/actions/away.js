// @ts-check
/** Nobody there for a while, and back again. */

import { write } from "../api.js";
import { deskNow } from "../clock.js";
import { momentText } from "../look.js";
import { say } from "../say.js";
import { desk, overlay } from "../state.js";
import { notice, sayFailure } from "./notices.js";

/** @import { Away } from "../types" */

/** @param {string} until @param {string} why */
export async function goAway(until, why) {
  try {
    const { away } = await write("/away", { until, why });
    overlay.value = null;
    show(away);
    notice(say("away.gone", { time: momentText(until, deskNow()) }));
  } catch (failure) {
    sayFailure(failure);
  }
}

export async function comeBack() {
  try {
    const { away } = await write("/away", {}, undefined, "DELETE");
    show(away);
    notice(say("away.back"));
  } catch (failure) {
    sayFailure(failure);
  }
}

/** @param {Away | null} away */
function show(away) {
  if (desk.value) desk.value = { ...desk.value, away };
}
