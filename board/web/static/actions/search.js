// @ts-check
/** Searching everything the desk ever heard. */

import { read } from "../api.js";
import { asksNothing, keysOf, needsDesk, parseQuery } from "../query.js";
import { absorb, desk, found } from "../state.js";
import { sayFailure } from "./notices.js";

/** @import { Page, Passages } from "../types" */

const TYPING_MS = 150;
const LIMIT = 100;
const MOST_A_PAGE = 200;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let latest = "";

/** @param {string} query */
export function searchSoon(query) {
  clearTimeout(timer);
  latest = query;
  const parsed = parseQuery(query);
  if (asksNothing(parsed) || !needsDesk(parsed, keysOf(desk.peek()))) return;
  timer = setTimeout(() => void search(query, parsed.words !== ""), TYPING_MS);
}

/** @param {string} query @param {boolean} hasWords */
async function search(query, hasWords) {
  try {
    const address = `/tickets?${new URLSearchParams({ q: query, limit: String(LIMIT) })}`;
    /** @type {Page} */
    const page = await read(address);
    if (latest !== query) return;
    absorb(page.items);
    const numbers = page.items.map((ticket) => ticket.number);
    found.value = { query, numbers, next: page.next, hints: page.hints, passages: new Map() };
    if (hasWords && numbers.length > 0) await readPassages(numbers, query);
  } catch (failure) {
    sayFailure(failure);
  }
}

/** Reads on in what was found, until there are so many. @param {number} most */
export async function readOn(most) {
  for (let at = found.peek(); at?.next && at.numbers.length < most; at = found.peek()) {
    const limit = String(Math.min(MOST_A_PAGE, most - at.numbers.length));
    /** @type {Page} */
    const page = await read(`/tickets?${new URLSearchParams({ q: at.query, limit, after: at.next })}`);
    if (found.peek() !== at) return;
    absorb(page.items);
    const numbers = [...new Set([...at.numbers, ...page.items.map((ticket) => ticket.number)])];
    found.value = { ...at, numbers, next: page.next };
  }
}

/** What was said of it, for tickets that are shown already. @param {number[]} numbers @param {string} q */
async function readPassages(numbers, q) {
  /** @type {Passages} */
  const told = await read(`/passages?${new URLSearchParams({ q, numbers: numbers.join(",") })}`);
  if (found.value?.query !== q) return;
  found.value = { ...found.value, passages: new Map(told.passages.map(({ ticket, parts }) => [ticket, parts])) };
}
