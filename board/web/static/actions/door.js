// @ts-check
/** People at the door: giving them an account, answering once, or dismissing them. */

import { write } from "../api.js";
import { readDoorSoon } from "../reread.js";
import { door, overlay } from "../state.js";
import { words } from "../words.js";
import { notice, sayFailure } from "./notices.js";

/** @import { Visitor } from "../types" */

/** @param {Visitor} visitor @param {string} account */
export function giveAccount(visitor, account) {
  return act(visitor, "account", { account }, words.door.given(visitor.name, account));
}

/** @param {Visitor} visitor @param {string} text */
export function answerVisitor(visitor, text) {
  return act(visitor, "answer", { text }, words.door.answered(visitor.name));
}

/** @param {Visitor} visitor */
export async function dismissVisitor(visitor) {
  if (await act(visitor, "dismiss", {}, words.door.dismissed(visitor.name))) {
    door.value = door.peek().filter((each) => each.person !== visitor.person);
  }
}

/** @param {Visitor} visitor @param {string} verb @param {unknown} body @param {string} done */
async function act(visitor, verb, body, done) {
  try {
    await write(`/door/${visitor.person}/${verb}`, body);
    overlay.value = null;
    notice(done);
    readDoorSoon();
    return true;
  } catch (failure) {
    sayFailure(failure);
    return false;
  }
}
