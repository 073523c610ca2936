// @ts-check
/** Searching everything the desk ever heard. */

import { read } from "../api.js";
import { needsDesk, parseQuery } from "../query.js";
import { absorb, found } from "../state.js";
import { sayFailure } from "./notices.js";

/** @import { Page } from "../types" */

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
  if (!needsDesk(parsed)) return;
  timer = setTimeout(() => void search(query, parsed.params), TYPING_MS);
}

/** @param {string} query @param {Record<string, string>} params */
async function search(query, params) {
  try {
    const address = `/tickets?${new URLSearchParams({ ...params, limit: String(LIMIT) })}`;
    /** @type {Page} */
    const page = await read(address);
    if (latest !== query) return;
    absorb(page.items);
    found.value = { query, numbers: page.items.map((ticket) => ticket.number), more: page.next !== null };
  } catch (failure) {
    sayFailure(failure);
  }
}
