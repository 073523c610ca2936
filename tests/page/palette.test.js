// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { matching } from "../../board/web/static/palette.js";
import { nameOfPress, textOfPress } from "../../board/web/static/pressed.js";

/** @param {string} text @param {string} [also] */
const line = (text, also) => ({ id: text, group: "do", text, also, run: () => {} });

const LINES = [
  line("Resolve and go on to the next"),
  line("Resolve"),
  line("Решить обращение", "resolve"),
  line("Next card that needs a person"),
  line("Account 17-203"),
];

/** @param {string} typed */
const found = (typed) => matching(LINES, typed).map(({ text }) => text);

test("words are found in any order, by their beginnings, and the shorter name first", () => {
  assert.deepEqual(found("next res"), ["Resolve and go on to the next"]);
  assert.deepEqual(found("resolve").slice(0, 2), ["Resolve", "Resolve and go on to the next"]);
  assert.deepEqual(found("17-203"), ["Account 17-203"]);
  assert.deepEqual(found("zebra"), []);
});

test("all lines stand there before anything is typed", () => {
  assert.equal(found("  ").length, LINES.length);
});

test("what was typed on another layout is found too", () => {
  assert.equal(found("куыщдму")[0], "Resolve");
  assert.deepEqual(found("htibn"), ["Решить обращение"]);
});

test("another language's name is found by the English one, after English names", () => {
  assert.deepEqual(found("resolve").at(-1), "Решить обращение");
});

/** @param {string} key @param {string} code @param {Partial<KeyboardEvent>} [held] */
const press = (key, code, held = {}) =>
  nameOfPress({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test("a key has one name on every layout", () => {
  for (const key of ["e", "у", "E"]) assert.equal(press(key, "KeyE"), "e");
  assert.equal(press("У", "KeyE", { shiftKey: true }), "Shift+e");
  assert.equal(press("л", "KeyK", { ctrlKey: true }), "Mod+k");
  assert.equal(press("k", "KeyK", { metaKey: true }), "Mod+k");
  assert.equal(press(".", "Slash"), "/");
  assert.equal(press(",", "Slash", { shiftKey: true }), "?");
  assert.equal(press("?", "Slash", { shiftKey: true }), "?");
  assert.equal(press("/", "Digit7", { shiftKey: true }), "/");
  assert.equal(press("ArrowUp", "ArrowUp", { shiftKey: true }), "Shift+ArrowUp");
  assert.equal(press("z", "KeyY", { ctrlKey: true }), "Mod+z");
  for (const key of [">", ":", "Ю"]) assert.equal(press(key, "Period", { ctrlKey: true, shiftKey: true }), "Mod+>");
  assert.equal(press("/", "Period", { shiftKey: true }), "/");
});

test("a sign written with AltGr is no shortcut", () => {
  const altGr = { ctrlKey: true, altKey: true };
  assert.equal(press("ż", "KeyZ", altGr), "Mod+Alt+z");
  assert.equal(press("Ź", "KeyX", { ...altGr, shiftKey: true }), "Mod+Alt+Shift+x");
});

test("a key is written as on the keyboard", () => {
  assert.equal(textOfPress("Shift+e", false), "Shift + E");
  assert.equal(textOfPress("Mod+k", true), "⌘ + K");
  assert.equal(textOfPress("Mod+Enter", false), "Ctrl + Enter");
  assert.equal(textOfPress("n", false), "n");
});
