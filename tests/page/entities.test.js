// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatTree, linkOf } from "../../board/web/static/entities.js";
import { followEdit, nested, oneAfterOther, toggleFormat, trimmed } from "../../board/web/static/formatting.js";

/** @import { Node } from "../../board/web/static/entities.js" */

/** @param {string} type @param {number} offset @param {number} length */
function range(type, offset, length) {
  return { type, offset, length };
}

/** As tags, to be read at a glance. @param {Node[]} nodes @returns {string} */
function drawn(nodes) {
  return nodes
    .map((node) =>
      typeof node === "string" ? node : `<${node.entity.type}>${drawn(node.children)}</${node.entity.type}>`,
    )
    .join("");
}

test("ranges nest, are cut at the end of the text, and split where they cross", () => {
  const b = range("b", 0, 4);
  assert.equal(drawn(formatTree("never", [])), "never");
  assert.equal(drawn(formatTree("never ever", [b, range("i", 1, 2)])), "<b>n<i>ev</i>e</b>r ever");
  assert.equal(drawn(formatTree("never", [range("b", 3, 99), range("i", 9, 1), range("u", 0, 0)])), "nev<b>er</b>");
  assert.equal(drawn(formatTree("abcdef", [b, range("i", 2, 4)])), "<b>ab<i>cd</i></b><i>ef</i>");
  assert.equal(drawn(formatTree("👀 hi", [range("b", 3, 2)])), "👀 <b>hi</b>");
});

test("links lead only where it is safe", () => {
  /** @type {[string, string, string | null][]} */
  const cases = [
    ["url", "example.org/a", "https://example.org/a"],
    ["url", "javascript:alert(1)", null],
    ["email", "a@example.org", "mailto:a@example.org"],
    ["phone_number", "+7 (999) 000", "tel:+7999000"],
    ["mention", "@anna", "https://t.me/anna"],
    ["bold", "words", null],
  ];
  for (const [type, words, link] of cases) assert.equal(linkOf(range(type, 0, words.length), words), link);
  const textLink = { ...range("text_link", 0, 4), url: "data:text/html,x" };
  assert.equal(linkOf(textLink, "here"), null);
  assert.equal(linkOf({ ...textLink, url: "tg://user?id=1" }, "here"), "tg://user?id=1");
});

test("formatting follows an edit", () => {
  const bold = [range("bold", 4, 5)];
  assert.deepEqual(followEdit("say never", "please say never", bold), [range("bold", 11, 5)]);
  assert.deepEqual(followEdit("say never", "say nevvver", bold), [range("bold", 4, 7)]);
  assert.deepEqual(followEdit("say never", "say ", bold), []);
});

test("a format is put on, oneAfterOther, split, and taken off", () => {
  const bold = [range("bold", 2, 4)];
  assert.deepEqual(toggleFormat([], "bold", 2, 6), bold);
  assert.deepEqual(toggleFormat(bold, "bold", 6, 8), [range("bold", 2, 6)]);
  assert.deepEqual(toggleFormat(bold, "bold", 3, 4), [range("bold", 2, 1), range("bold", 4, 2)]);
  assert.deepEqual(toggleFormat(bold, "bold", 2, 6), []);
  assert.deepEqual(toggleFormat(bold, "italic", 2, 2), bold);
});

test("space around the words is cut, and ranges with it", () => {
  assert.deepEqual(trimmed("  never  ", [range("bold", 0, 9)]), { text: "never", entities: [range("bold", 0, 5)] });
  assert.deepEqual(trimmed("  never", [range("bold", 0, 2)]), { text: "never", entities: [] });
});

test("an emoji is never cut in half", () => {
  assert.deepEqual(followEdit("😁😀", "😀", [range("bold", 0, 2)]), []);
  assert.deepEqual(followEdit("😁a", "😀a", [range("bold", 2, 1)]), [range("bold", 2, 1)]);
  assert.deepEqual(followEdit("😀😁!", "😀!", [range("bold", 2, 3)]), [range("bold", 2, 1)]);
});

test("ranges that cross are told nested, and code holds nothing", () => {
  const bold = range("bold", 0, 5);
  assert.deepEqual(nested([range("italic", 3, 5), bold]), [bold, range("italic", 3, 2), range("italic", 5, 3)]);
  assert.deepEqual(nested([bold, range("code", 2, 2)]), [
    range("bold", 0, 2),
    range("code", 2, 2),
    range("bold", 4, 1),
  ]);
  assert.deepEqual(nested([bold, range("italic", 0, 5)]), [bold, range("italic", 0, 5)]);
});

test("formatted words keep their formatting behind others", () => {
  const bold = { text: "now", entities: [range("bold", 0, 3)] };
  const both = oneAfterOther(bold, { text: "👀 later", entities: [range("italic", 3, 5)] }, "\n");
  assert.deepEqual(both, { text: "now\n👀 later", entities: [range("bold", 0, 3), range("italic", 7, 5)] });
  assert.deepEqual(oneAfterOther({ text: "", entities: [] }, bold, "\n"), bold);
  assert.deepEqual(oneAfterOther(bold, { text: "", entities: [] }, "\n"), bold);
});
