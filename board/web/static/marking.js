// @ts-check
/** Which letters of a name or a number a search asked for. */

import { parseQuery } from "./query.js";

const SHORTEST_INSIDE = 3;

/** The words that a card may hold; commas and quotes are no part of them. @param {string} query */
export function wordsOf(query) {
  const { words, terms } = parseQuery(query);
  const wanted = words.split(/\s+/u).filter((word) => !/^[-−–]\p{L}/u.test(word));
  const accounts = terms.flatMap(({ field, values, isNot }) => (field === "account" && !isNot ? values : []));
  return [...new Set([...wanted, ...accounts].join(" ").split(/[\s,;"«»“”]+/).map(plain))].filter(Boolean);
}

/**
 * The text in parts, by turns plain and marked; the first is plain, and may be empty.
 * @param {string} text @param {string[]} words as `wordsOf` gives them @returns {string[]}
 */
export function marked(text, words) {
  const letters = [...text].map(plain);
  const isMarked = letters.map(() => false);
  const kept = letters.join("");
  // Whose each unit of what is kept is.
  const places = letters.flatMap((letter, place) => Array.from({ length: letter.length }, () => place));
  for (const word of words)
    for (let at = kept.indexOf(word); at >= 0; at = kept.indexOf(word, at + 1)) {
      const from = places[at] ?? 0;
      if (word.length < SHORTEST_INSIDE && !beginsWord(letters, from)) continue;
      isMarked.fill(true, from, (places[at + word.length - 1] ?? from) + 1);
    }
  return inTurns([...text], isMarked);
}

/** @param {string[]} letters @param {number} place */
function beginsWord(letters, place) {
  return place === 0 || !/[\p{L}\p{N}]/u.test(letters[place - 1] ?? "");
}

/** @param {string[]} letters @param {boolean[]} isMarked */
function inTurns(letters, isMarked) {
  const parts = [""];
  letters.forEach((letter, place) => {
    const isOdd = parts.length % 2 === 0;
    if (isOdd !== isMarked[place]) parts.push("");
    parts[parts.length - 1] += letter;
  });
  return parts;
}

/** As the desk compares: е and ё are one letter, and dashes in a number don't count. @param {string} text */
function plain(text) {
  return text.toLowerCase().replaceAll("ё", "е").replaceAll(/[-–—‑#]/g, "");
}
