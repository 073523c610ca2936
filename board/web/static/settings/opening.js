// @ts-check
/** Opening a page: its module is fetched once, what it shows is read, and read again when the desk changes. */

import { signal } from "@preact/signals";
import { Refusal, read } from "../api.js";
import { pageAddress } from "../route.js";
import { route } from "../state.js";
import { inTurns } from "../turns.js";
import { entryOf } from "./pages.js";

/** @import { Signal } from "@preact/signals" */
/** @import { OpenPage, PageEntry, PageModule, PagePlace } from "../types" */

const GATHER_MS = 100;

/** @type {Signal<OpenPage | null>} what is known of the page in view */
export const openPage = signal(null);

/** @param {PagePlace} place */
export async function showPage(place) {
  const before = openPage.peek();
  const address = pageAddress(place.name, place.rest);
  if (before?.address !== address || before.refusal) {
    openPage.value = { address, place, module: null, told: {}, refusal: null };
  }
  await readPage();
}

/** Reads the page in view again. */
export async function readPage() {
  const place = route.peek().page;
  const entry = place ? entryOf(place.name) : undefined;
  if (!place || !entry) return;
  try {
    const module = await fetched(entry);
    const told = await readAll(module.reads?.(place) ?? {});
    take(place, { module, told, refusal: null });
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    take(place, { refusal: failure });
  }
}

/** After a change anywhere on the desk. */
export const readPageSoon = inTurns(readPage, GATHER_MS);

/** What comes after the agent has gone on is not shown. @param {PagePlace} place @param {Partial<OpenPage>} news */
function take(place, news) {
  const before = openPage.peek();
  if (before && route.peek().page === place) openPage.value = { ...before, place, ...news };
}

/** @param {PageEntry} entry @returns {Promise<PageModule>} */
async function fetched(entry) {
  try {
    return await entry.load();
  } catch (failure) {
    throw failure instanceof TypeError ? new Refusal(0, {}) : failure;
  }
}

/** @param {Record<string, string>} paths */
async function readAll(paths) {
  const answers = Object.entries(paths).map(async ([name, path]) => [name, await read(path)]);
  return Object.fromEntries(await Promise.all(answers));
}
