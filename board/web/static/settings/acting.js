// @ts-check
/** What pages do on the desk: one write, then what stands on the page is read again. */

import { notice, sayFailure } from "../actions/notices.js";
import { Refusal, write } from "../api.js";
import { goTo } from "../navigation.js";
import { say } from "../say.js";
import { readPage } from "./opening.js";
import { forgetEdits } from "./unsaved.js";

/** @typedef {import("../api.js").Method} Method */

/** Throws what is refused, for whoever says it beside what was asked. @template [T=any] @param {Method} method @param {string} path @param {unknown} [body] @returns {Promise<T>} */
export async function act(method, path, body = {}) {
  const answer = await write(path, body, undefined, method);
  await readPage();
  return answer;
}

/** As `act`; says what was done, or why not, at the foot of the page. @param {Method} method @param {string} path @param {unknown} [body] @param {string} [done] */
export async function actAndSay(method, path, body = {}, done = "") {
  try {
    const answer = await act(method, path, body);
    if (done) notice(done);
    return answer;
  } catch (failure) {
    sayFailure(failure);
    if (failure instanceof Refusal && failure.status === 409) await readPage();
    return null;
  }
}

/** @param {number} change */
export async function takeBack(change) {
  await actAndSay("POST", `/settings/changes/${change}/take-back`, {}, say("history.taken_back"));
}

/** On to another address in the place of this one, whose thing is new or gone. @param {string} address */
export function leaveFor(address) {
  forgetEdits();
  goTo(address, { replace: true });
}
