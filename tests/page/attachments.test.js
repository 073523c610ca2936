// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder, nextPlace, withFile } from "../../board/web/static/attachments.js";

test("files stand as they were attached, not as they arrived", () => {
  const arrived = [2, 0, 1].map((place) => ({ name: `${place}.png`, place }));
  /** @type {typeof arrived} */
  const none = [];
  const files = arrived.reduce(withFile, none);
  assert.deepEqual(files.map(({ name }) => name), ["0.png", "1.png", "2.png"]);
});

test("the next file comes after those that are here and those still on their way", () => {
  assert.equal(nextPlace([], []), 0);
  assert.equal(nextPlace([{ place: 0 }], [{ place: 3 }]), 4);
});

test("files of a draft without places stay first, in their order", () => {
  /** @type {{ name: string, place?: number }[]} */
  const files = [{ name: "a" }, { name: "b" }];
  assert.equal(nextPlace(files), 0);
  assert.deepEqual(inOrder([...files, { name: "c", place: 0 }]).map(({ name }) => name), ["a", "b", "c"]);
});
