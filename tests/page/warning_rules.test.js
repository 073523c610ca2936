// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { badgeOf, calls } from "../../board/web/static/warning_rules.js";
import { MINUTE, NOW, at, due, event } from "./making.js";

/** @import { DeskEvent, Ticket } from "../../board/web/static/types" */

const NEAR = event("deadline.near", { metric: "first_response" });
const MISSED = event("deadline.missed", { metric: "first_response" });

/** @param {Ticket} ticket @param {DeskEvent[]} events @param {boolean} isOpen */
function heard(ticket, events, isOpen = true) {
  const told = events.map((each, index) => ({ id: String(index), event: each }));
  return calls(ticket, told, { nowMs: NOW, isOpen }).map(({ stage, metric }) => `${stage} ${metric}`);
}

test("a promise that is still open is warned of, once for what came together", () => {
  const late = due(-MINUTE, { alarm: "missed" });
  assert.deepEqual(heard(late, [NEAR, MISSED]), ["missed first_response"]);
  assert.deepEqual(heard(due(MINUTE, { alarm: "near" }), [NEAR]), ["near first_response"]);
});

test("what was answered meanwhile, is done or sleeps is not", () => {
  assert.deepEqual(heard(due(MINUTE, { alarm: null, timers: [] }), [NEAR]), []);
  assert.deepEqual(heard(due(MINUTE, { alarm: "near", state: "done" }), [NEAR]), []);
  assert.deepEqual(heard(due(MINUTE, { alarm: "near", snoozed: true }), [NEAR]), []);
});

test("a ticket that wakes says what it missed, and nothing if all is well", () => {
  const woken = event("ticket.woken");
  assert.deepEqual(heard(due(-MINUTE, { alarm: "missed" }), [woken]), ["missed first_response"]);
  assert.deepEqual(heard(due(MINUTE), [woken]), []);
});

test("where nobody is, only what falls due just then is heard", () => {
  const late = due(-MINUTE, { alarm: "missed" });
  const longAgo = { ...MISSED, at: at(-6 * 60 * MINUTE) };
  assert.deepEqual(heard(late, [longAgo], false), []);
  assert.deepEqual(heard(late, [longAgo], true), ["missed first_response"]);
  assert.deepEqual(heard(late, [{ ...MISSED, at: at(-MINUTE) }], false), ["missed first_response"]);
});

test("the board counts late and near cards, but none that sleep", () => {
  assert.equal(badgeOf(due(-MINUTE), true), "late");
  assert.equal(badgeOf(due(MINUTE, { alarm: "near" }), false), "near");
  assert.equal(badgeOf(due(-MINUTE, { snoozed: true }), true), null);
  assert.equal(badgeOf(due(MINUTE), false), null);
});
