// @ts-check
/** Searching everything the desk ever heard. */

import { read } from "../api.js";
import { asksNothing, keysOf, needsDesk, parseQuery } from "../query.js";
import { absorb, desk, found } from "../state.js";
import { sayFailure } from "./notices.js";

/** @import { Page, Passages } from "../types" */

const TYPING_MS = 150;
const LIMIT = 100;

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
    found.value = { query, numbers, more: page.next !== null, hints: page.hints, passages: new Map() };
    if (hasWords && numbers.length > 0) await readPassages(numbers, query);
  } catch (failure) {
    sayFailure(failure);
  }
}

/** What was said of it, for tickets that are shown already. @param {number[]} numbers @param {string} q */
async function readPassages(numbers, q) {
  /** @type {Passages} */
  const told = await read(`/passages?${new URLSearchParams({ q, numbers: numbers.join(",") })}`);
  if (found.value?.numbers !== numbers) return;
  found.value = { ...found.value, passages: new Map(told.passages.map(({ ticket, parts }) => [ticket, parts])) };
}
