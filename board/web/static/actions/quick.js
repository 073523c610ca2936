// @ts-check
/** Quick replies while a reply is being written: asked for with a slash, put at the cursor, sent with what they do. */

import { signal } from "@preact/signals";
import { read } from "../api.js";
import { blanksIn, fitting, saidTo, slashAt } from "../quick_words.js";
import { say } from "../say.js";
import { announcement, composerMode, draft, route } from "../state.js";
import { choose as select } from "./blanks.js";
import { changeDraft } from "./composer.js";
import { sayFailure } from "./notices.js";

/** @import { Signal } from "@preact/signals" */
/** @import { Slash } from "../quick_words.js" */
/** @import { Draft, QuickActions, QuickReplies, QuickReply } from "../types" */

const FRESH_MS = 30_000;
const NOTHING = { labels: [], lane: null, column: null, resolve: false };

/** @type {Signal<{ number: number, told: QuickReplies, atMs: number } | null>} */
const told = signal(null);
/** Where the list is open, and its chosen line; `byHand`: by its button, without a slash. @type {Signal<Slash & { at: number, byHand: boolean } | null>} */
export const asked = signal(null);
/** The slash that was only a slash. */
let dismissed = -1;
let isReading = false;

/** What the list shows. @returns {QuickReply[]} */
export function listed() {
  const here = told.value?.number === route.value.ticket ? told.value : null;
  return here && asked.value ? fitting(here.told.items, asked.value.words) : [];
}

/** Whether the list is on the screen: without anything that fits, a slash is a slash. */
export function isListed() {
  return asked.value !== null && (listed().length > 0 || (asked.value.words === "" && isEmpty()));
}

/** Whether the desk has no quick reply at all. */
export function isEmpty() {
  return told.value !== null && told.value.number === route.value.ticket && told.value.told.items.length === 0;
}

/** The owner has changed one: what is known is read again before it is shown. */
export function forgetQuickReplies() {
  if (told.peek()) told.value = { .../** @type {NonNullable<typeof told.value>} */ (told.peek()), atMs: 0 };
}

/** Before they are asked for, so that the list is there at once. */
export async function readQuickReplies() {
  const number = route.peek().ticket;
  const known = told.peek();
  const isFresh = known?.number === number && performance.now() - known.atMs < FRESH_MS;
  if (number === null || isFresh || isReading) return;
  isReading = true;
  try {
    told.value = { number, told: await read(`/quick-replies?ticket=${number}`), atMs: performance.now() };
  } catch (failure) {
    if (asked.peek()) sayFailure(failure);
  } finally {
    isReading = false;
  }
}

/** Opens, narrows or closes the list, as the cursor stands now. @param {HTMLTextAreaElement} field */
export function followCaret(field) {
  const { value, selectionStart: caret, selectionEnd: end } = field;
  const before = asked.peek();
  const slash = before?.byHand ? atHand(before, value, caret) : slashAt(value, caret);
  if (slash?.from !== dismissed) dismissed = -1;
  if (!slash || caret !== end || slash.from === dismissed || composerMode.peek() !== "reply") return closeList();
  const isSame = before !== null && before.words === slash.words && before.from === slash.from;
  asked.value = { ...slash, at: isSame ? before.at : 0, byHand: before?.byHand ?? false };
  void readQuickReplies();
}

/** @param {Slash} slash @param {string} text @param {number} caret @returns {Slash | null} */
function atHand({ from }, text, caret) {
  const words = text.slice(from, caret);
  return caret < from || /^\s|\n/.test(words) ? null : { from, to: caret, words };
}

/** By its button: at the cursor, without a slash. @param {HTMLTextAreaElement} field */
export function openList(field) {
  if (isListed()) return closeList();
  field.focus();
  const { selectionStart: from, selectionEnd: to } = field;
  asked.value = { from, to, words: "", at: 0, byHand: true };
  void readQuickReplies();
}

export function closeList() {
  asked.value = null;
}

/** What was typed stays as it is, and opens nothing any more. */
export function dismissList() {
  dismissed = asked.peek()?.from ?? -1;
  closeList();
}

/** @param {number} by */
export function stepList(by) {
  const open = asked.peek();
  const count = listed().length;
  if (open && count > 0) asked.value = { ...open, at: (open.at + by + count) % count };
}

/** As it would stand in the reply. @param {QuickReply} item */
export function said(item) {
  const filling = told.value?.told.filling;
  return filling ? saidTo(item.texts, filling) : "";
}

/** Puts it at the cursor, and chooses its first blank. @param {QuickReply | undefined} item @param {HTMLTextAreaElement} field */
export function insert(item, field) {
  const open = asked.peek();
  const filling = told.peek()?.told.filling;
  if (!item || !open || !filling) return;
  const words = saidTo(item.texts, filling);
  closeList();
  field.focus();
  field.setSelectionRange(open.from, Math.max(open.to, field.selectionEnd));
  put(field, words);
  changeDraft({ ...draft.peek(), quick: joined(draft.peek().quick, item) });
  const end = open.from + words.length;
  const [blank] = blanksIn(words);
  select(blank ? { from: open.from + blank.from, to: open.from + blank.to } : { from: end, to: end });
  announcement.value = blank ? say("quick.inserted_blank", { title: item.title }) : say("quick.inserted", { title: item.title });
}

/** As if it were typed, so that the browser's own undo takes it back. @param {HTMLTextAreaElement} field @param {string} words */
function put(field, words) {
  if (document.execCommand("insertText", false, words)) return;
  field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** A second one in the same reply does its things too; it counts as the later one. @param {Draft["quick"]} before @param {QuickReply} item @returns {Draft["quick"]} */
function joined(before, { id, title, actions, files }) {
  const had = before?.actions ?? NOTHING;
  const resolve = actions.resolve || (had.resolve && !actions.column);
  return {
    id,
    title,
    actions: {
      labels: [...new Set([...had.labels, ...actions.labels])],
      lane: actions.lane ?? had.lane,
      column: resolve ? null : (actions.column ?? had.column),
      resolve,
    },
    files: before?.id === id ? files : [...(before?.files ?? []), ...files],
  };
}

/** One thing less that sending does. @param {Partial<QuickActions>} left */
export function leaveOut(left) {
  const { quick } = draft.peek();
  if (quick) changeDraft({ ...draft.peek(), quick: { ...quick, actions: { ...quick.actions, ...left } } });
}

/** @param {number} file */
export function leaveFile(file) {
  const { quick } = draft.peek();
  if (quick) changeDraft({ ...draft.peek(), quick: { ...quick, files: quick.files.filter(({ id }) => id !== file) } });
}

/** The words stay, as the agent's own. */
export function leaveQuick() {
  changeDraft({ ...draft.peek(), quick: null });
}
