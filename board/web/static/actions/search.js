// @ts-check
/** Searching everything the desk ever heard, and again as tickets change. */

import { effect } from "@preact/signals";
import { read } from "../api.js";
import { asksNothing, keysOf, needsDesk, parseQuery } from "../query.js";
import { absorb, desk, found, isHeld } from "../state.js";
import { inTurns } from "../turns.js";
import { sayFailure } from "./notices.js";

/** @import { Page, Passages } from "../types" */

const TYPING_MS = 150;
const LIMIT = 100;
const MOST_A_PAGE = 200;
const GATHER_MS = 300;
/** What was found is looked for again after events, but not with each. */
const BETWEEN_MS = 3000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let latest = "";
/** Whether cards were left as they lie, since they were held. */
let isOwed = false;

/** @param {string} query */
export function searchSoon(query) {
  clearTimeout(timer);
  latest = query;
  if (isForDesk(query)) timer = setTimeout(() => void search(query), TYPING_MS);
}

const searchAgainInTurn = inTurns(searchAgain, GATHER_MS, BETWEEN_MS);

/** Once tickets have changed, or the desk is reached again. */
export function searchAgainSoon() {
  if (isForDesk(latest)) searchAgainInTurn();
}

effect(() => {
  if (isHeld.value || !isOwed) return;
  isOwed = false;
  searchAgainSoon();
});

/** @param {string} query */
function isForDesk(query) {
  const parsed = parseQuery(query);
  return !asksNothing(parsed) && needsDesk(parsed, keysOf(desk.peek()));
}

/** @param {string} query */
async function search(query) {
  try {
    const page = await readPage(query, LIMIT);
    if (latest !== query) return;
    const numbers = take(page);
    found.value = { query, numbers, next: page.next, hints: page.hints, passages: new Map() };
    const passages = await readPassages(query, numbers);
    if (found.value?.query === query) found.value = { ...found.value, passages };
  } catch (failure) {
    if (latest === query) sayFailure(failure);
  }
}

/** As far as it was read before, and drawn at once: nothing moves twice. Of held cards only what they say is new. */
async function searchAgain() {
  const query = latest;
  if (!isForDesk(query)) return;
  const before = found.peek()?.query === query ? found.peek() : null;
  const most = Math.max(LIMIT, before?.numbers.length ?? 0);
  let page = await readPage(query, Math.min(MOST_A_PAGE, most));
  const { hints } = page;
  const numbers = new Set(take(page));
  while (page.next && numbers.size < most) {
    page = await readPage(query, Math.min(MOST_A_PAGE, most - numbers.size), page.next);
    for (const number of take(page)) numbers.add(number);
  }
  const passages = await readPassages(query, [...numbers].slice(0, LIMIT));
  if (latest !== query || (before && found.peek() !== before)) return;
  isOwed = before !== null && isHeld.peek() && !document.activeElement?.closest(".search");
  found.value = isOwed && before ? { ...before, passages } : { query, numbers: [...numbers], next: page.next, hints, passages };
}

/** Reads on in what was found, until there are so many. @param {number} most */
export async function readOn(most) {
  for (let at = found.peek(); at?.next && at.numbers.length < most; at = found.peek()) {
    const page = await readPage(at.query, Math.min(MOST_A_PAGE, most - at.numbers.length), at.next);
    if (found.peek() !== at) return;
    found.value = { ...at, numbers: [...new Set([...at.numbers, ...take(page)])], next: page.next };
  }
}

/** @param {string} q @param {number} limit @param {string} [after] @returns {Promise<Page>} */
function readPage(q, limit, after) {
  return read(`/tickets?${new URLSearchParams({ q, limit: String(limit), ...(after ? { after } : {}) })}`);
}

/** @param {Page} page */
function take({ items }) {
  absorb(items);
  return items.map((ticket) => ticket.number);
}

/** What was said of it, by ticket. @param {string} q @param {number[]} numbers @returns {Promise<Map<number, string[]>>} */
async function readPassages(q, numbers) {
  if (parseQuery(q).words === "" || numbers.length === 0) return new Map();
  /** @type {Passages} */
  const told = await read(`/passages?${new URLSearchParams({ q, numbers: numbers.join(",") })}`);
  return new Map(told.passages.map(({ ticket, parts }) => [ticket, parts]));
}
