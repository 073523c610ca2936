// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { lastCustomerComment, timeline } from "../../board/web/static/timeline.js";
import { eventText } from "../../board/web/static/trail_words.js";
import { at, comment, event, MINUTE, ticket } from "./making.js";
import { speak } from "./speaking.js";

/** @import { Comment, DeskEvent } from "../../board/web/static/types" */

speak("en");

const PLACES = {
  inbox: { board: "product", lane: "today", column: "inbox", state: /** @type {const} */ ("inbox") },
  working: { board: "product", lane: "today", column: "in_work", state: /** @type {const} */ ("working") },
};

/** @param {string} _kind @param {string} key */
function nameOf(_kind, key) {
  return key === "in_work" ? "In work" : key;
}

/** @param {Comment[]} comments @param {DeskEvent[]} [trail] */
function lines(comments, trail = []) {
  return timeline(ticket({ comments, trail }));
}

/** @param {Comment[]} comments */
function times(comments) {
  return lines(comments).flatMap((line) => (line.kind === "comment" ? [line.times] : []));
}

test("the same words again and again are one line", () => {
  assert.deepEqual(times([comment(1), comment(2), comment(3)]), [3]);
  const [, line] = lines([comment(1), comment(2)]);
  assert.ok(line?.kind === "comment");
  assert.deepEqual([line.key, line.from, line.comment.id], ["comment 1", 1, 2]);
});

test("words that differ in what they are stay apart", () => {
  const others = [
    { text: "Hello!" },
    { seen: false },
    { edited: true },
    { erased: true },
    { thanks: true },
    { reply_to: 1 },
    { forwarded_from: "Boris" },
    { kind: /** @type {const} */ ("voice") },
    { author: /** @type {const} */ ("agent") },
  ];
  for (const changes of others) assert.deepEqual(times([comment(1), comment(2, changes)]), [1, 1]);
  const erased = { text: "", erased: true };
  assert.deepEqual(times([comment(1, erased), comment(2, erased)]), [1, 1]);
  assert.deepEqual(times([comment(1, { text: "" }), comment(2, { text: "" })]), [1, 1]);
});

test("a name is not said again where one person goes on within five minutes", () => {
  const later = comment(7, { text: "c" });
  const told = lines([comment(1, { text: "a" }), comment(2, { text: "b" }), later]);
  assert.deepEqual(
    told.flatMap((line) => (line.kind === "comment" ? [line.follows] : [])),
    [false, true, false],
  );
});

test("days, comments and events stand in the order of their time", () => {
  const tomorrow = comment(1, { created_at: at(24 * 60 * MINUTE) });
  const told = lines([comment(1), tomorrow], [event("ticket.opened"), event("ticket.seen"), event("comment.added")]);
  assert.deepEqual(
    told.map((line) => line.kind),
    ["day", "event", "comment", "day", "comment"],
  );
});

test("a reply answers the last thing the customer said", () => {
  const reply = comment(3, { author: "agent" });
  assert.equal(lastCustomerComment(ticket({ comments: [comment(1), comment(2), reply] }))?.id, 2);
  assert.equal(lastCustomerComment(ticket()), null);
});

test("the trail says who did what, and why", () => {
  const { inbox, working } = PLACES;
  const customer = { actor: "Anna", actor_kind: /** @type {const} */ ("customer") };
  const rule = { actor: "rule", actor_kind: /** @type {const} */ ("rule") };
  const urgent = { ...inbox, lane: "urgent" };
  const clock = { actor: "timer", actor_kind: /** @type {const} */ ("timer") };
  /** @type {[DeskEvent, string][]} */
  const told = [
    [event("ticket.opened", { ...customer, reason: "follow_up" }), "Opened by Anna, the customer wrote again"],
    [event("ticket.opened", { actor: "", actor_kind: "desk" }), "Opened by the desk"],
    [event("ticket.moved", { from: inbox, to: working }), "Moved by Vera to In work"],
    [event("ticket.moved", { from: inbox, to: working, reason: "answered" }), "To In work: Vera answered"],
    [
      event("ticket.moved", { ...customer, from: inbox, to: working, reason: "customer_wrote" }),
      "Back to In work: the customer wrote",
    ],
    [event("ticket.resolved", { ...clock, reason: "empty" }), "Resolved by the clock, no words within a day"],
    [event("ticket.resolved", { reason: "erased" }), "Closed: the customer had themselves erased"],
    [event("ticket.reopened", { reason: "not_thanks" }), "Reopened by Vera, that was no thanks"],
    [event("ticket.undone"), "Taken back by Vera"],
    [event("ticket.taken", { agent: "Vera" }), "With Vera"],
    [event("ticket.taken", { agent: "Boris" }), "With Boris, by Vera"],
    [event("ticket.taken", { agent: null }), "Given back by Vera"],
    [event("ticket.forgotten", { reason: "files" }), "Files were deleted because of their age"],
    [event("ticket.labelled", { added: ["till"], removed: ["queue"] }), "Vera added till, removed queue"],
    [event("ticket.moved", { ...rule, from: inbox, to: urgent, reason: "breach" }), "Moved by a rule to urgent, the promise was broken"],
    [event("ticket.suggested", { ...rule, lane: "urgent" }), "A rule suggests urgent because of the first words"],
    [event("ticket.suggested", { reason: "dismissed", lane: "urgent" }), "Vera dismissed the suggestion urgent"],
    [event("ticket.rated", { actor: "—", actor_kind: "customer", score: 1 }), "Rated 🤩 by the customer"],
    [event("deadline.missed", { metric: "resolution" }), "Not solved in time"],
    [event("customer.blocked", customer), "The customer blocked the bot"],
    [event("customer.changed", { reason: "person_confirmed" }), "Person confirmed by Vera"],
    [event("customer.changed", { reason: "person_unconfirmed" }), "Person marked as new again by Vera"],
    [event("customer.changed", { reason: "language" }), ""],
  ];
  for (const [fact, text] of told) assert.equal(eventText(fact, nameOf), text);
});
