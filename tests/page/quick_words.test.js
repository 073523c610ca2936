// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { blanksIn, blanksToFill, chosenLanguage, fitting, nextBlank, saidTo, slashAt } from "../../board/web/static/quick_words.js";

/** @import { QuickReply } from "../../board/web/static/types" */

/** The cursor stands at the bar. @param {string} text */
function asked(text) {
  return slashAt(text.replace("|", ""), text.indexOf("|"))?.words ?? null;
}

test("a slash at the start or after a blank asks", () => {
  assert.equal(asked("/|"), "");
  assert.equal(asked("/rest|"), "rest");
  assert.equal(asked("Hello /till rest|"), "till rest");
  assert.equal(asked("Hello\n/rest| tail"), "rest");
  assert.equal(asked("/касс|"), "касс");
});

test("a slash within a word, an address, a path or a fraction is only a slash", () => {
  for (const text of ["and/or|", "https://example.org/a|", "see /a/b|", "5/10|", "10 / 2|", "/rest\n|", "/|rest", "|/", "//|"])
    assert.equal(asked(text), null, text);
});

test("a slash far before the cursor is forgotten", () => {
  assert.equal(asked(`/${"a".repeat(60)}|`), null);
});

/** @param {string} title @param {Record<string, string>} texts @returns {QuickReply} */
function reply(title, texts) {
  const actions = { labels: [], lane: null, column: null, resolve: false };
  return { id: 1, title, texts, actions, files: [], uses: 0, last_used_at: null, version: 1, changed_by: null };
}

test("all words are searched for in titles first, then in every text, also on the other layout", () => {
  const items = [reply("Paper", { en: "Restart it", ru: "Касса" }), reply("Restart", { en: "Off and on" }), reply("Ёлка", { ru: "Да" })];
  const titles = (/** @type {string} */ words) => fitting(items, words).map(({ title }) => title);
  assert.deepEqual(titles(""), ["Paper", "Restart", "Ёлка"]);
  assert.deepEqual(titles("rest"), ["Restart", "Paper"]);
  assert.deepEqual(titles("КАСС it"), ["Paper"]);
  assert.deepEqual(titles("rfcc"), ["Paper"]);
  assert.deepEqual(titles("елк"), ["Ёлка"]);
  assert.deepEqual(titles("start"), []);
});

test("the customer's language is taken, else the desk's, else what there is", () => {
  assert.equal(chosenLanguage({ ru: "", en: "" }, "ru", "en"), "ru");
  assert.equal(chosenLanguage({ ru: "", en: "" }, "id", "ru"), "ru");
  assert.equal(chosenLanguage({ id: "", en: "" }, "ru", "ru"), "en");
  assert.equal(chosenLanguage({ id: "" }, "ru", "ru"), "id");
});

test("placeholders are filled in the language of the text, once", () => {
  const values = { ru: { "customer.name": "{deadline}", deadline: "18:30" }, en: {} };
  const filling = { language: "ru", desk_language: "en", values };
  assert.equal(saidTo({ ru: "{customer.name}, {deadline}, {else}, { }" }, filling), "{deadline}, 18:30, {else}, { }");
});

test("blanks are found as the desk finds them, and none is beyond the last", () => {
  const text = "Till [[which?]], [[ ]], [[when?]] [[a\nb]] [c]";
  const [first, second, ...others] = blanksIn(text);
  assert.ok(first && second);
  assert.deepEqual(others, []);
  assert.deepEqual(nextBlank(blanksIn(text), { from: 0, to: 0 }, false), first);
  assert.deepEqual(nextBlank(blanksIn(text), first, false), second);
  assert.equal(nextBlank(blanksIn(text), second, false), undefined);
  assert.deepEqual(nextBlank(blanksIn(text), second, true), first);
  assert.equal(nextBlank(blanksIn(text), first, true), undefined);
});

test("words of one's own wait only where something was redacted", () => {
  const text = "The [[till]]: pay with [[…]].";
  const [till, redacted] = blanksIn(text);
  assert.deepEqual(blanksToFill({ text, quick: null }), [redacted]);
  assert.deepEqual(blanksToFill({ text, quick: {} }), [till, redacted]);
});
