// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { say, sayNamed, takeWords } from "../../board/web/static/say.js";
import { speak } from "./speaking.js";

/** @param {string} language @param {number[]} numbers */
function cards(language, numbers) {
  speak(language);
  return numbers.map((n) => say("board.cards", { n }));
}

test("a number of things is said in the form that goes with it", () => {
  assert.deepEqual(cards("en", [0, 1, 2]), ["0 cards", "1 card", "2 cards"]);
  assert.deepEqual(cards("id", [1, 2]), ["1 kartu", "2 kartu"]);
  assert.deepEqual(cards("ru", [0, 1, 2, 5]), ["0 карточек", "1 карточка", "2 карточки", "5 карточек"]);
  assert.deepEqual(cards("ru", [11, 21, 22, 111]), ["11 карточек", "21 карточка", "22 карточки", "111 карточек"]);
});

test("thousands are set apart as the language does it; a ticket's number is a name", () => {
  assert.deepEqual(cards("en", [12_345]), ["12,345 cards"]);
  assert.deepEqual(cards("id", [12_345]), ["12.345 kartu"]);
  assert.deepEqual(cards("ru", [12_345]), ["12\u00a0345 карточек"]);
  assert.equal(say("toast.resolved", { number: 12_345 }), "#12345 решено");
});

test("a sentence's blanks are filled, and what has no value stays as it is", () => {
  takeWords("en", { "door.open": "{name}, at the door of {desk}" });

  assert.equal(say("door.open", { name: "Vera {desk}", ...{ desk: "$&" } }), "Vera {desk}, at the door of $&");
  assert.equal(say("door.open", { name: "Vera" }), "Vera, at the door of {desk}");
});

test("a name that has no sentence stands as it is", () => {
  speak("ru");
  assert.equal(sayNamed("customer.status", "suspended"), "приостановлен");
  assert.equal(sayNamed("customer.status", "frozen"), "frozen");
  assert.equal(sayNamed("what", "constructor", ""), "");
});

test("a key without a sentence is said as it is", () => {
  takeWords("en", {});
  assert.equal(say("door.title"), "door.title");
});
