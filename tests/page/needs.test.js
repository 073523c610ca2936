// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { needsPerson } from "../../board/web/static/needs.js";
import { besideOf, neighbourOf } from "../../board/web/static/neighbours.js";
import { absorb, nextNeedingPerson } from "../../board/web/static/state.js";
import { MINUTE, at, due, ticket } from "./making.js";

const said = { last_message_at: at(0) };

test("who is unanswered, near or past their time, or unreached needs a person", () => {
  assert.ok(needsPerson(ticket(said), false));
  assert.ok(needsPerson(ticket({ ...said, state: "working", unread: 1 }), false));
  assert.ok(needsPerson(ticket({ ...said, state: "working", last_author: "customer" }), false));
  assert.ok(needsPerson(ticket({ ...said, state: "waiting", delivery: "failed" }), false));
  assert.ok(needsPerson(ticket({ ...said, state: "working", last_author: "agent" }), true));
});

test("who was answered, sleeps, is done or has said nothing needs nobody", () => {
  assert.ok(!needsPerson(ticket({ ...said, state: "working", last_author: "agent" }), false));
  assert.ok(!needsPerson(ticket({ ...said, state: "waiting", last_author: "customer" }), false));
  assert.ok(!needsPerson(ticket({ ...said, unread: 1, snoozed: true }), true));
  assert.ok(!needsPerson(ticket({ ...said, state: "done", unread: 1 }), false));
  assert.ok(!needsPerson(ticket(), false));
});

test("the next is by the time to its breach, then by who waits longest, round and round", () => {
  absorb([
    ticket({ number: 1, last_message_at: at(-5 * MINUTE) }),
    ticket({ number: 2, last_message_at: at(-9 * MINUTE) }),
    due(60 * MINUTE, { number: 3, ...said }),
    due(5 * MINUTE, { number: 4, ...said }),
    ticket({ number: 5, ...said, state: "done" }),
  ]);
  const visited = [nextNeedingPerson(null)];
  for (let step = 0; step < 4; step += 1) visited.push(nextNeedingPerson(visited.at(-1) ?? null));
  assert.deepEqual(visited, [4, 3, 2, 1, 4]);
});

test("beside a card that has left stands the next of its column, else the one above, else any", () => {
  const before = [[1, 2, 3], [4]];
  assert.equal(neighbourOf(2, before, [[1, 3], [4]]), 3);
  assert.equal(neighbourOf(3, before, [[1, 2], [4]]), 2);
  assert.equal(neighbourOf(4, before, [[1, 2, 3], []]), 1);
  assert.equal(neighbourOf(2, before, [[], [4, 1]]), 1);
  assert.equal(neighbourOf(9, before, [[5], []]), 5);
  assert.equal(neighbourOf(1, before, [[], []]), null);
});

test("beside a card stands one of its lane in its row, else the last of it, else one of the nearest lane", () => {
  const columns = [
    [[1, 2, 3], [4], []],
    [[], [], []],
    [[5], [6, 7], [8]],
    [[], [], [9, 10]],
  ];
  assert.equal(besideOf(1, columns, 1), 5);
  assert.equal(besideOf(3, columns, 1), 5);
  assert.equal(besideOf(7, columns, -1), 4);
  assert.equal(besideOf(8, columns, -1), 4);
  assert.equal(besideOf(5, columns, 1), 9);
  assert.equal(besideOf(10, columns, -1), 8);
  assert.equal(besideOf(1, columns, -1), null);
  assert.equal(besideOf(9, columns, 1), null);
  assert.equal(besideOf(11, columns, 1), null);
});
