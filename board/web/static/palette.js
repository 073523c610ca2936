// @ts-check
/** Finding a line of the palette by what was typed: words in any order, on any layout of letters. Pure. */

/**
 * One line of the palette; `also` are words it is found by besides its own, `hint` stands at its end.
 * @typedef {{ id: string, group: string, text: string, also?: string, hint?: string, run: () => unknown }} Line
 */

const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё";
const SHORTEST_INSIDE = 3;

/** The lines that have every word, the best first. @param {Line[]} lines @param {string} typed @returns {Line[]} */
export function matching(lines, typed) {
  const ways = readings(typed).map(wordsIn);
  if (ways[0]?.length === 0) return lines;
  return lines
    .map((line) => ({ line, score: Math.max(...ways.map((asked) => scoreOf(line, asked))) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ line }) => line);
}

/** What may have been meant: as typed, and as the same keys write on the other layout. @param {string} typed @returns {string[]} */
export function readings(typed) {
  const plain = typed.trim().toLowerCase();
  return [...new Set([plain, onLayout(plain, LATIN, CYRILLIC), onLayout(plain, CYRILLIC, LATIN)])];
}

/** @param {string} text @param {string} from @param {string} to */
function onLayout(text, from, to) {
  return [...text].map((sign) => to[from.indexOf(sign)] ?? sign).join("");
}

/** @param {string} text */
function wordsIn(text) {
  return text
    .toLowerCase()
    .replaceAll("ё", "е")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** Nothing where a word is missing. @param {Line} line @param {string[]} asked */
function scoreOf({ text, also = "" }, asked) {
  const own = wordsIn(text);
  const others = wordsIn(also);
  let sum = 0;
  for (const word of asked) {
    const score = Math.max(wordScore(own, word), wordScore(others, word) / 2);
    if (score === 0) return 0;
    sum += score;
  }
  // Of two that have it all, the shorter name says more.
  return asked.length === 0 ? 0 : sum - own.length / 100;
}

/** @param {string[]} words @param {string} asked */
function wordScore(words, asked) {
  const at = words.findIndex((word) => word.startsWith(asked));
  if (at >= 0) return (words[at] === asked ? 4 : 3) + (at === 0 ? 1 : 0);
  return asked.length >= SHORTEST_INSIDE && words.some((word) => word.includes(asked)) ? 1 : 0;
}
