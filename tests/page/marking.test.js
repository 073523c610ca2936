// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { marked, wordsOf } from "../../board/web/static/marking.js";

/** Marked words in brackets. @param {string} text @param {string} query */
function shown(text, query) {
  return marked(text, wordsOf(query))
    .map((part, index) => (index % 2 === 0 ? part : `[${part}]`))
    .join("");
}

test("the words asked for are marked in names and numbers", () => {
  /** @type {[string, string, string][]} */
  const cases = [
    ["Anna Berg", "berg anna", "[Anna] [Berg]"],
    ["Анна Алёшина", "алешин", "Анна [Алёшин]а"],
    ["17-203", "17203 till", "[17-203]"],
    ["17-203", "account:17-203", "[17-203]"],
    ["17-203", "17-2", "[17-2]03"],
    ["#1041", "#1041", "#[1041]"],
    ["Wolfeschlegel", "SCHLEGEL", "Wolfe[schlegel]"],
    ["Banana Anna", "an", "Banana [An]na"],
    ["ООО «Чистый Дон»", "«дон»", "ООО «Чистый [Дон]»"],
    ["👀 Anna", "anna", "👀 [Anna]"],
    ["Anna", "is:mine state:waiting", "Anna"],
    ["", "anna", ""],
  ];
  for (const [text, query, wanted] of cases) assert.equal(shown(text, query), wanted);
});

test("parts take turns, beginning with a plain one", () => {
  assert.deepEqual(marked("Anna", ["anna"]), ["", "Anna"]);
  assert.deepEqual(marked("Anna", []), ["Anna"]);
});
