// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { say, takeWords } from "../../board/web/static/say.js";

test("a sentence's blanks are filled, and what has no value stays as it is", () => {
  takeWords("en", { "door.open": "{name}, at the door of {desk}" });

  assert.equal(say("door.open", { name: "Vera {desk}", desk: "$&" }), "Vera {desk}, at the door of $&");
  assert.equal(say("door.open", { name: "Vera" }), "Vera, at the door of {desk}");
});

test("a number takes its own form in each language", () => {
  const cards = { one: "{n} карточка", few: "{n} карточки", many: "{n} карточек", other: "{n} карточки" };
  takeWords("ru", { cards });

  assert.deepEqual(
    [1, 2, 5, 11, 21, 0].map((n) => say("cards", { n })),
    ["1 карточка", "2 карточки", "5 карточек", "11 карточек", "21 карточка", "0 карточек"],
  );
});

test("a key without a sentence is said as it is", () => {
  assert.equal(say("nothing.here"), "nothing.here");
});
