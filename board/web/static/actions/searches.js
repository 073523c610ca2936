// @ts-check
/** Searches that the agent keeps beside the boards. */

import { read, write } from "../api.js";
import { overlay, savedSearches } from "../state.js";
import { inTurns } from "../turns.js";
import { sayFailure } from "./notices.js";

/** @import { SavedSearches } from "../types" */

const GATHER_MS = 500;
/** They are counted again after events, but not with each. */
const BETWEEN_MS = 10_000;

export async function readSearches() {
  /** @type {SavedSearches} */
  const { items } = await read("/searches");
  savedSearches.value = items;
}

const recountInTurn = inTurns(readSearches, GATHER_MS, BETWEEN_MS);

/** Once tickets have changed; whoever keeps none asks for nothing. */
export function recountSoon() {
  if (savedSearches.peek().length > 0) recountInTurn();
}

/** @param {string} name @param {string} query */
export function saveSearch(name, query) {
  return keep(() => write("/searches", { name, q: query }));
}

/** @param {number} id @param {string} name @param {string} query */
export function changeSearch(id, name, query) {
  return keep(() => write(`/searches/${id}`, { name, q: query }, undefined, "PUT"));
}

/** @param {number} id */
export function removeSearch(id) {
  return keep(() => write(`/searches/${id}`, {}, undefined, "DELETE"));
}

/** @param {() => Promise<SavedSearches>} change */
async function keep(change) {
  try {
    savedSearches.value = (await change()).items;
    overlay.value = null;
  } catch (failure) {
    sayFailure(failure);
  }
}
