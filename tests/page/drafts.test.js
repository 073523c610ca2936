// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyDraft, together } from "../../board/web/static/drafts.js";

/** @import { Attachment, Draft } from "../../board/web/static/types" */

/** @param {number} id @param {number} [place] @returns {Attachment} */
function file(id, place) {
  return { id, name: `${id}.png`, size: 1, kind: "photo", mime: "image/png", duration: null, shape: null, ...(place === undefined ? {} : { place }) };
}

test("of words that come back and those written since nothing is lost", () => {
  const back = { ...emptyDraft(), text: "It is mended.", files: [file(1)], quoted: 7, version: 3 };
  /** @type {Draft} */
  const since = { ...emptyDraft(), text: "Look:", entities: [{ type: "bold", offset: 0, length: 4 }], files: [file(2, 0)] };
  const { key, ...both } = together(back, since);
  assert.ok(key !== back.key && key !== since.key);
  assert.equal(both.text, "It is mended.\nLook:");
  assert.deepEqual(both.entities, [{ type: "bold", offset: 14, length: 4 }]);
  assert.deepEqual(both.files.map(({ id }) => id), [1, 2]);
  assert.equal(both.quoted, 7);
  assert.equal(both.version, 3);
});
