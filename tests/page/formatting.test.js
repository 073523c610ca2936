// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressIn, hasFormat, linked, wordAt } from "../../board/web/static/formatting.js";
import { pastedWords } from "../../board/web/static/pasted.js";

const bold = { type: "bold", offset: 4, length: 5 };
const link = { type: "text_link", offset: 0, length: 9, url: "https://a.example" };

test("a format is of the word at the cursor where nothing is chosen", () => {
  assert.deepEqual(wordAt("Say hello there", 6, 6), { from: 4, to: 9 });
  assert.deepEqual(wordAt("Say hello", 9, 9), { from: 4, to: 9 });
  assert.deepEqual(wordAt("Say  hello", 4, 4), { from: 4, to: 4 });
  assert.deepEqual(wordAt("Say hello", 0, 3), { from: 0, to: 3 });
});

test("words have a format when all of them have it", () => {
  assert.equal(hasFormat([bold], "bold", 4, 9), true);
  assert.equal(hasFormat([bold], "bold", 3, 9), false);
  assert.equal(hasFormat([bold], "bold", 5, 5), false);
});

test("a link takes the place of another, and is cut where part of it is taken away", () => {
  const other = "https://b.example";
  assert.deepEqual(linked([bold, link], 4, 9, other), [
    bold,
    { ...link, length: 4 },
    { type: "text_link", offset: 4, length: 5, url: other },
  ]);
  assert.deepEqual(linked([link], 0, 9, null), []);
});

test("an address is one that Telegram opens, and is told in full", () => {
  assert.equal(addressIn(" example.com/a "), "https://example.com/a");
  assert.equal(addressIn("http://a.b.c/?d=e"), "http://a.b.c/?d=e");
  for (const bad of ["", "example", "javascript:alert(1)", "ftp://example.com", "a b.com"]) assert.equal(addressIn(bad), null);
});

test("pasted words keep what Telegram can show", () => {
  const markup =
    '<meta charset="utf-8"><style>b{}</style><p>And <b>bold &amp; <i>both</i></b> <a href="https://x.example/a?b=1&amp;c">link</a></p>' +
    '<pre><code>a  b\nc</code></pre><blockquote>said</blockquote><span style="font-weight:700">more</span> <u>never closed';
  const words = pastedWords(markup);
  assert.equal(words?.text, "And bold & both link\na  b\nc\nsaid\nmore never closed");
  assert.deepEqual(
    words?.entities.map(({ type, offset, length }) => [type, words.text.slice(offset, offset + length)]).sort(),
    [
      ["blockquote", "said"],
      ["bold", "bold & both"],
      ["bold", "more"],
      ["italic", "both"],
      ["pre", "a  b\nc"],
      ["text_link", "link"],
      ["underline", "never closed"],
    ],
  );
  assert.equal(words?.entities.find(({ type }) => type === "text_link")?.url, "https://x.example/a?b=1&c");
});

test("pasted words without formats stay plain", () => {
  assert.equal(pastedWords("<p>Only <span>words</span> and 1 < 2</p>"), null);
  assert.equal(pastedWords('<b style="font-weight:normal"><a href="javascript:alert(1)">x</a></b>'), null);
  assert.equal(pastedWords(""), null);
});
