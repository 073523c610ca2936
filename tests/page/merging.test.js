// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { asHere, merge } from "../../board/web/static/merging.js";

const CHANGED = "2026-11-29T08:00:00Z";

/** @param {number} version @param {boolean} isKept */
function mine(version, isKept) {
  return { text: "mine", entities: [], files: [], quoted: null, quick: null, key: "k", version, isKept };
}

/** @param {number} ticket @param {number} version @returns {import("../../board/web/static/types").DraftOfDesk} */
function theirs(ticket, version) {
  return { ticket, mode: "reply", text: "theirs", entities: [], files: [], reply_to: null, quick: null, version, changed_at: CHANGED };
}

/** @param {number} ticket @param {ReturnType<typeof mine>} draft */
function here(ticket, draft) {
  return { ticket, mode: /** @type {const} */ ("reply"), draft };
}

test("of words that both have, the desk's stand unless newer ones were written here", () => {
  const { take, send, forget } = merge([here(1, mine(1, true)), here(2, mine(1, false)), here(3, mine(4, true))], [
    theirs(1, 2),
    theirs(2, 2),
    theirs(3, 4),
    theirs(5, 1),
  ]);
  assert.deepEqual(take.map(({ ticket }) => ticket), [1, 5]);
  assert.deepEqual(send.map(({ ticket }) => ticket), [2]);
  assert.deepEqual(forget, []);
});

test("what the desk has no more was sent elsewhere, but what it never had is told it", () => {
  const { forget, send } = merge([here(1, mine(3, true)), here(2, mine(0, false))], []);
  assert.deepEqual(forget.map(({ ticket }) => ticket), [1]);
  assert.deepEqual(send.map(({ ticket }) => ticket), [2]);
});

test("the desk's words are kept here as known to it", () => {
  const { text, quoted, version, isKept } = asHere({ ...theirs(1, 7), reply_to: 12 }, "key");
  assert.deepEqual({ text, quoted, version, isKept }, { text: "theirs", quoted: 12, version: 7, isKept: true });
});
