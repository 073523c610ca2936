// @ts-check
/** Quick replies as they are asked for and filled in: where a slash opens the list, what fits it, which blanks are left. Pure. */

import { readings } from "./palette.js";

/** @import { QuickFilling, QuickReply } from "./types" */

const FALLBACK = "en";
const LONGEST_SEARCH = 40;
const PLACEHOLDER = /\{([\w.]+)\}/g;
/** As the desk finds them. */
const BLANK = /\[\[([^[\]\n]*[^[\]\s][^[\]\n]*)\]\]/g;

/** What the desk leaves of words that repeat a redacted message. */
const REDACTED = "[[…]]";

/** @typedef {{ from: number, to: number, words: string }} Slash what stands from the slash to the cursor */
/** @typedef {{ from: number, to: number }} Range */

/**
 * A slash that begins a word, with the cursor after what is searched for. Within a word, an address or a path it is
 * only a slash.
 * @param {string} text @param {number} caret @returns {Slash | null}
 */
export function slashAt(text, caret) {
  const from = text.lastIndexOf("/", caret - 1);
  if (from < 0 || caret - from > LONGEST_SEARCH) return null;
  const before = text[from - 1];
  const words = text.slice(from + 1, caret);
  if ((before !== undefined && !/\s/.test(before)) || /^\s|\n/.test(words)) return null;
  // In the middle of a word nobody is searching.
  return /^[\p{L}\p{N}/]/u.test(text.slice(caret)) ? null : { from, to: caret, words };
}

/** Those with all the words, by their beginnings and on any layout of letters, in the title first; else as they stand. @param {QuickReply[]} items @param {string} words @returns {QuickReply[]} */
export function fitting(items, words) {
  const ways = readings(words).map(wordsIn);
  if (ways[0]?.length === 0) return items;
  const inTitle = items.filter(({ title }) => ways.some((asked) => hasAll(wordsIn(title), asked)));
  const inTexts = items.filter(
    (item) => !inTitle.includes(item) && ways.some((asked) => hasAll(wordsOf(item), asked)),
  );
  return [...inTitle, ...inTexts];
}

/** @param {string[]} known @param {string[]} asked */
function hasAll(known, asked) {
  return asked.length > 0 && asked.every((word) => known.some((each) => each.startsWith(word)));
}

/** @type {WeakMap<QuickReply, string[]>} */
const split = new WeakMap();

/** @param {QuickReply} item */
function wordsOf(item) {
  const known = split.get(item) ?? wordsIn([item.title, ...Object.values(item.texts)].join(" "));
  split.set(item, known);
  return known;
}

/** @param {string} text */
function wordsIn(text) {
  return text
    .toLowerCase()
    .replaceAll("ё", "е")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** In the customer's language, else the desk's, else what there is; its placeholders filled. @param {QuickReply["texts"]} texts @param {QuickFilling} filling */
export function saidTo(texts, { language, desk_language: desks, values }) {
  const code = chosenLanguage(texts, language, desks);
  return filled(texts[code] ?? "", values[code] ?? {});
}

/** @param {QuickReply["texts"]} texts @param {string} customers @param {string} desks */
export function chosenLanguage(texts, customers, desks) {
  return [customers, desks, FALLBACK].find((code) => code in texts) ?? Object.keys(texts)[0] ?? FALLBACK;
}

/** What is no placeholder stays as it is. @param {string} text @param {Record<string, string>} values */
export function filled(text, values) {
  return text.replaceAll(PLACEHOLDER, (whole, name) => values[name] ?? whole);
}

/** @param {string} text @returns {Range[]} */
export function blanksIn(text) {
  return [...text.matchAll(BLANK)].map(({ index, 0: whole }) => ({ from: index, to: index + whole.length }));
}

/** Those that keep words from being sent: of a quick reply, or where something was redacted. @param {{ text: string, quick: unknown }} draft @returns {Range[]} */
export function blanksToFill({ text, quick }) {
  return quick ? blanksIn(text) : redactedIn(text);
}

/** @param {string} text */
export function redactedIn(text) {
  return blanksIn(text).filter(({ from, to }) => text.slice(from, to) === REDACTED);
}

/** The blank after these chosen words, or before them; none beyond the last, so that nobody is held in the field. @param {Range[]} all @param {Range} chosen @param {boolean} isBack @returns {Range | undefined} */
export function nextBlank(all, chosen, isBack) {
  return isBack ? all.findLast(({ to }) => to <= chosen.from) : all.find(({ from }) => from >= chosen.to);
}
