// @ts-check
/** Blanks of a quick reply: chosen one after the other, and nothing is sent while one is left. */

import { blanksIn, nextBlank } from "../quick_words.js";
import { say } from "../say.js";
import { composerMode, draft } from "../state.js";
import { notice } from "./notices.js";

/** @import { Range } from "../quick_words.js" */

/** Whether a blank keeps the reply from being sent; it is chosen then, and what to do is said. */
export function stopsAtBlank() {
  const { text, quick } = draft.peek();
  const [first] = composerMode.peek() === "reply" && quick ? blanksIn(text) : [];
  if (!first) return false;
  choose(first);
  notice(say("quick.fill", { blank: text.slice(first.from, first.to) }), { tone: "alert" });
  return true;
}

/** Whether there was one to go on to. @param {HTMLTextAreaElement} field @param {boolean} isBack */
export function goToBlank(field, isBack) {
  const { text, quick } = draft.peek();
  const next = quick ? nextBlank(text, { from: field.selectionStart, to: field.selectionEnd }, isBack) : undefined;
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
