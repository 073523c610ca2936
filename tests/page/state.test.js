// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { absorb, foretell, ticketOf } from "../../board/web/static/state.js";
import { ticket } from "./making.js";

const lane = () => ticketOf(1001)?.lane;

test("a move is drawn until the desk has answered it, whatever the desk says meanwhile", () => {
  absorb([ticket({ lane: "today", version: 1 })]);
  const first = foretell(1001, { lane: "urgent" });
  const second = foretell(1001, { lane: "two_days" });
  assert.equal(lane(), "two_days");

  first();
  absorb([ticket({ lane: "urgent", version: 2 })]);
  assert.equal(lane(), "two_days");
  absorb([ticket({ lane: "urgent", version: 2, unread: 1 })]);
  assert.deepEqual([lane(), ticketOf(1001)?.unread], ["two_days", 1]);

  second();
  absorb([ticket({ lane: "two_days", version: 3 })]);
  assert.equal(lane(), "two_days");
});

test("a move that the desk refused leaves the ticket where the desk has it", () => {
  absorb([ticket({ lane: "today", version: 4 })]);
  const answered = foretell(1001, { lane: "urgent" });
  absorb([ticket({ lane: "two_days", version: 5 })]);
  assert.equal(lane(), "urgent");
  answered();
  assert.equal(lane(), "two_days");
});
