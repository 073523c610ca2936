// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldTime } from "../../board/web/static/look.js";
import { hourFrom, morningAfter } from "../../board/web/static/snooze.js";

/** @param {string} time @returns {number} */
const at = (time) => Date.parse(`2026-03-02T${time}`);

test("an hour ends on a whole minute and is never shorter", () => {
  assert.equal(hourFrom(at("10:00:01Z")), "2026-03-02T11:01:00.000Z");
  assert.equal(hourFrom(at("10:00:00Z")), "2026-03-02T11:00:00.000Z");
});

test("whoever works at night means the morning that comes", () => {
  assert.equal(fieldTime(morningAfter(at("15:30:00Z"))), "2026-03-03T09:00");
  assert.equal(fieldTime(morningAfter(at("02:30:00Z"))), "2026-03-02T09:00");
});
