// @ts-check
/** Labels of the desk's own are said in the reader's language, those of agents as they wrote them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { labelName } from "../../board/web/static/labels.js";
import { takeWords } from "../../board/web/static/say.js";

test("the desk's own label is said, an agent's stays", () => {
  takeWords("ru", { "label.no_topic": "без темы" });
  assert.equal(labelName("no topic"), "без темы");
  assert.equal(labelName("till"), "till");
});
