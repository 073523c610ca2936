// @ts-check
/** People at the door: giving them an account, answering once, or dismissing them. */

import { Refusal, write } from "../api.js";
import { readDoorSoon } from "../reread.js";
import { say } from "../say.js";
import { door, overlay } from "../state.js";
import { notice, sayFailure } from "./notices.js";

/** @import { Visitor } from "../types" */

const CONFLICT = 409;

/**
 * The answer is why the desk refused the number, if it did, and whether that was only a warning.
 * @param {Visitor} visitor @param {string} account @param {boolean} anyway
 */
export async function giveAccount(visitor, account, anyway) {
  try {
    await tell(visitor, "account", { account, anyway }, say("door.given", { name: visitor.name, account }));
  } catch (failure) {
    if (failure instanceof Refusal && failure.status !== 0) {
      return { refusal: failure.message, isWarning: failure.status === CONFLICT };
    }
    sayFailure(failure);
  }
  return { refusal: "", isWarning: false };
}

/** @param {Visitor} visitor @param {string} text */
export function answerVisitor(visitor, text) {
  return act(visitor, "answer", { text }, say("door.answered", { name: visitor.name }));
}

/** @param {Visitor} visitor */
export async function dismissVisitor(visitor) {
  if (await act(visitor, "dismiss", {}, say("door.dismissed", { name: visitor.name }))) {
    door.value = door.peek().filter((each) => each.person !== visitor.person);
  }
}

/** The account that they claim is theirs. @param {Visitor} visitor @param {string} account */
export function approveVisitor(visitor, account) {
  return act(visitor, "approve", { account }, say("door.approved", { name: visitor.name, account }));
}

/** It is not. @param {Visitor} visitor @param {string} account */
export function refuseVisitor(visitor, account) {
  return act(visitor, "refuse", { account }, say("door.refused", { name: visitor.name }));
}

/** A ticket though their account gets no support. @param {Visitor} visitor */
export function letVisitorIn(visitor) {
  return act(visitor, "let-in", {}, say("door.let_in.done", { name: visitor.name }));
}

/** @param {Visitor} visitor @param {string} verb @param {unknown} body @param {string} done */
async function act(visitor, verb, body, done) {
  try {
    await tell(visitor, verb, body, done);
    return true;
  } catch (failure) {
    sayFailure(failure);
    return false;
  }
}

/** @param {Visitor} visitor @param {string} verb @param {unknown} body @param {string} done */
async function tell(visitor, verb, body, done) {
  await write(`/door/${visitor.person}/${verb}`, body);
  overlay.value = null;
  notice(done);
  readDoorSoon();
}
