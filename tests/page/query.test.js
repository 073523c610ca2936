// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { meetsClaims, needsDesk, parseQuery, standsThere } from "../../board/web/static/query.js";
import { at, due, MINUTE, NOW, ticket } from "./making.js";

const DAY = 24 * 60 * MINUTE;

test("free words, fields and claims are told apart", () => {
  assert.deepEqual(parseQuery("  no receipt account:17-203 State:waiting is:late is:odd 12:30 "), {
    params: { account: "17-203", state: "waiting", q: "no receipt is:odd 12:30" },
    claims: ["late"],
  });
  assert.deepEqual(parseQuery(""), { params: {}, claims: [] });
});

test("claims alone need nothing from the desk", () => {
  assert.equal(needsDesk(parseQuery("is:mine is:unread")), false);
  assert.equal(needsDesk(parseQuery("is:mine till")), true);
});

test("of open tickets the page knows where they stand; what else is asked of them the desk knows", () => {
  assert.equal(needsDesk(parseQuery("is:open lane:urgent board:product")), false);
  for (const query of ["lane:urgent", "is:late lane:urgent", "is:open account:17-203", "is:open till"])
    assert.equal(needsDesk(parseQuery(query)), true, query);
  const card = ticket({ lane: "urgent" });
  assert.equal(standsThere(card, { lane: "urgent", board: "product" }), true);
  assert.equal(standsThere(card, { lane: "urgent", board: "billing" }), false);
  assert.equal(standsThere(card, {}), true);
});

test("claims hold for the cards they speak of, and only together", () => {
  /** @type {[string, import("../../board/web/static/types").Ticket, boolean][]} */
  const cases = [
    ["open", ticket({ last_message_at: at(0) }), true],
    ["open", ticket({ last_message_at: null }), false],
    ["open", ticket({ last_message_at: at(0), state: "done" }), false],
    ["late", due(-1), true],
    ["late", due(1), false],
    ["unread", ticket({ unread: 1 }), true],
    ["mine", ticket({ agent: "Vera" }), true],
    ["mine", ticket({ agent: "Boris" }), false],
    ["mine", ticket({ agent: "Vera", state: "done" }), false],
    ["stale", ticket({ waiting_since: at(-5 * DAY - 1) }), true],
    ["stale", ticket({ waiting_since: at(-5 * DAY) }), false],
    ["stale", ticket({ last_message_at: at(-9 * DAY) }), false],
    ["out_of_plan", ticket({ labels: ["till", "out of plan"] }), true],
    ["out_of_plan", ticket({ labels: ["till"] }), false],
    ["undelivered", ticket({ delivery: "failed" }), true],
    ["undelivered", ticket({ delivery: "queued" }), true],
    ["undelivered", ticket({ delivery: "blocked" }), false],
  ];
  const seenBy = { me: "Vera", nowMs: NOW, waitingDays: 5 };
  for (const [claim, card, isMet] of cases) assert.equal(meetsClaims(card, [claim], seenBy), isMet, claim);
  assert.equal(meetsClaims(ticket({ unread: 1 }), ["unread", "mine"], seenBy), false);
});
