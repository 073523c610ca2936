// @ts-check
/** Blanks of a quick reply, or where something was redacted: nothing is sent while one is left. */

import { blanksToFill, nextBlank } from "../quick_words.js";
import { say } from "../say.js";
import { composerMode, draft } from "../state.js";
import { notice } from "./notices.js";

/** @import { Range } from "../quick_words.js" */

/** Whether a blank keeps the reply from being sent; it is chosen then, and what to do is said. */
export function stopsAtBlank() {
  const { text } = draft.peek();
  const [first] = composerMode.peek() === "reply" ? blanksToFill(draft.peek()) : [];
  if (!first) return false;
  choose(first);
  notice(say("quick.fill", { blank: text.slice(first.from, first.to) }), { tone: "alert" });
  return true;
}

/** Whether there was one to go on to. @param {HTMLTextAreaElement} field @param {boolean} isBack */
export function goToBlank(field, isBack) {
  const chosen = { from: field.selectionStart, to: field.selectionEnd };
  const next = nextBlank(blanksToFill(draft.peek()), chosen, isBack);
  if (next) choose(next);
  return next !== undefined;
}

/** @param {Range} range */
export function choose({ from, to }) {
  const field = document.querySelector(".composer textarea");
  if (!(field instanceof HTMLTextAreaElement)) return;
  field.focus();
  field.setSelectionRange(from, to);
}
