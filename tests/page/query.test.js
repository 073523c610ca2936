// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync } from "node:fs";
import { asksNothing, keysOf, meets, needsDesk, parseQuery } from "../../board/web/static/query.js";
import { at, due, MINUTE, NOW, ticket } from "./making.js";

const DAY = 24 * 60 * MINUTE;
/** The desk's parser has the same table. @type {{ q: string, words: string, without?: string[], terms?: string[][] }[]} */
const QUERIES = JSON.parse(readFileSync(new URL("queries.json", import.meta.url).pathname, "utf8"));
const KEYS = keysOf(
  /** @type {any} */ ({
    topics: [{ key: "billing" }],
    boards: [{ key: "product", lanes: [{ key: "urgent" }, { key: "today" }] }],
  }),
);
const SEEN_BY = { me: "Vera", nowMs: NOW, waitingDays: 5 };

test("words and filters are told apart as the desk tells them, or the desk is asked", () => {
  for (const { q, words, terms = [], without = [] } of QUERIES) {
    const parsed = parseQuery(q);
    const told = parsed.terms.map(({ isNot, field, values }) => [...(isNot ? ["-"] : []), field, ...values.map((value) => (field === "is" ? value.toLowerCase() : value))]);
    const isSame = parsed.words === words && without.length === 0 && JSON.stringify(told) === JSON.stringify(terms);
    assert.equal(isSame || needsDesk(parsed, KEYS), true, q);
    assert.equal(asksNothing(parsed), parsed.words + told.join("") === "");
  }
});

test("claims alone need nothing from the desk", () => {
  for (const query of ["is:mine is:unread", "is:late,near", "is:late -is:mine", "is:open lane:urgent board:product", "is:open -topic:billing"])
    assert.equal(needsDesk(parseQuery(query), KEYS), false, query);
});

test("what is not only of open cards, or not by key, the desk is asked", () => {
  for (const query of ["is:mine till", "lane:urgent", "is:late lane:urgent", "is:open account:17-203", "-is:late", "is:done", "is:open lane:Срочно", "is:просрочено"])
    assert.equal(needsDesk(parseQuery(query), KEYS), true, query);
});

test("of open tickets the page knows where they stand", () => {
  const card = ticket({ lane: "urgent", board: "product", last_message_at: at(0) });
  /** @type {[string, boolean][]} */
  const cases = [
    ["is:open lane:urgent board:product", true],
    ["is:open lane:today", false],
    ["is:open lane:today lane:urgent", true],
    ["is:open lane:today,urgent", true],
    ["is:open -lane:urgent", false],
    ["is:open -is:mine", true],
    ["is:open,late", true],
    ["is:open is:late", false],
  ];
  for (const [query, isMet] of cases) assert.equal(meets(card, parseQuery(query).terms, SEEN_BY), isMet, query);
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
  for (const [claim, card, isMet] of cases) assert.equal(meets(card, parseQuery(`is:${claim}`).terms, SEEN_BY), isMet, claim);
});
