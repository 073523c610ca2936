// @ts-check
/** What an agent does to many tickets at once, a portion at a time, and what became of each. */

import { Refusal, newKey, read, write } from "../api.js";
import { portions } from "../choosing.js";
import { deskNow } from "../clock.js";
import { rereadSoon } from "../reread.js";
import { say } from "../say.js";
import { clearSelection, hasSelection, progress, quickReplies, selectAll, selectOnly, selected } from "../selection.js";
import { overlay, results } from "../state.js";
import { pause } from "../turns.js";
import { UNDO_MS, notice, sayFailure, undoAction } from "./notices.js";
import { readOn } from "./search.js";

/** @import { Many, RefusedTicket } from "../types" */

const AT_ONCE = 25;
const MOST_SELECTED = 500;
const TRIES = 3;
const AGAIN_MS = 1000;

/** @typedef {{ snooze?: boolean, of: string[] }} Undo `of`: the keys under which it was done */
/** @typedef {{ reply?: string | { quick_reply: number }, move?: Record<string, string>, labels?: { add?: string[], remove?: string[] }, snooze?: { until: string }, resolve?: boolean | { text: string } }} Wish */

/**
 * Done to the selected tickets; who was refused stays selected, and why is shown. The answer is whether the desk heard all of it.
 * @param {Wish} wish @param {string} openedAt when the agent began to choose it: later words are not marked seen
 */
export async function doToSelected(wish, openedAt) {
  const numbers = [...selected.peek()];
  const undo = wish.snooze ? { snooze: true } : wish.move || wish.resolve ? {} : null;
  return run(numbers, (portion, key) => write("/tickets/bulk", { numbers: portion, ...wish, seen_until: openedAt }, key), undo);
}

/** All that are shown; of a search also those that are not read yet, up to a bound that is said. */
export async function selectAllFound() {
  const hits = results.peek();
  const isAllChosen = hits !== null && hits.numbers.length > 0 && hits.numbers.every((number) => selected.peek().has(number));
  if (hits?.more && !isAllChosen) {
    try {
      await readOn(MOST_SELECTED);
    } catch (failure) {
      sayFailure(failure);
    }
  }
  selectAll();
  if (results.peek()?.more && hasSelection.peek()) notice(say("bulk.more_are_found", { n: selected.peek().size }));
}

/** Asks what is to be done to them. @param {"answer" | "resolve" | "move" | "labels" | "snooze"} what */
export function openBulk(what) {
  if (what === "answer") void readQuickReplies();
  const box = document.querySelector(`[data-act="commands.bulk.${what}"]`)?.getBoundingClientRect();
  overlay.value = { kind: "bulk", what, x: box?.left ?? 0, y: box?.top ?? 0 };
}

/** Those that may be said to all. */
export async function readQuickReplies() {
  try {
    quickReplies.value = (await read("/quick-replies")).items;
  } catch (failure) {
    sayFailure(failure);
  }
}

/** The desk's time, as the API takes it. */
export function nowWritten() {
  return new Date(deskNow()).toISOString();
}

/**
 * @param {number[]} numbers @param {(portion: number[], key: string) => Promise<Many>} act
 * @param {{ snooze?: boolean } | null} undo how it is taken back, if it is
 */
async function run(numbers, act, undo) {
  if (numbers.length === 0 || progress.peek()) return false;
  /** @type {Many} */
  const all = { done: [], refused: [] };
  /** @type {Set<string>} */
  const keys = new Set();
  let isHeard = true;
  progress.value = { done: 0, of: numbers.length };
  try {
    for (const portion of portions(numbers, AT_ONCE)) {
      const { done, refused } = await patiently((key) => {
        keys.add(key);
        return act(portion, key);
      });
      all.done.push(...done);
      all.refused.push(...refused);
      for (const number of done) rereadSoon(number);
      progress.value = { done: all.done.length + all.refused.length, of: numbers.length };
    }
  } catch (failure) {
    isHeard = false;
    sayFailure(failure);
  } finally {
    progress.value = null;
  }
  tell(all, numbers, undo && { ...undo, of: [...keys] });
  return isHeard;
}

/** The same again with the same key does nothing twice. @param {(key: string) => Promise<Many>} act */
export async function patiently(act) {
  const key = newKey();
  for (let tried = 1; ; tried += 1) {
    try {
      return await act(key);
    } catch (failure) {
      if (!(failure instanceof Refusal) || !failure.mayPass || tried === TRIES) throw failure;
      await pause(AGAIN_MS * tried);
    }
  }
}

/** @param {Many} outcome @param {number[]} asked @param {Undo | null} undo */
function tell({ done, refused }, asked, undo) {
  const left = asked.filter((number) => !done.includes(number));
  if (left.length > 0) selectOnly(left);
  else clearSelection();
  if (done.length > 0) {
    const action = undo && undoAction(() => void takeBack(done, undo));
    notice(say("bulk.done", { n: done.length }), { lastsMs: UNDO_MS, ...(action ? { action } : {}) });
  }
  if (refused.length > 0) showRefused(refused);
}

/** @param {RefusedTicket[]} refused */
export function showRefused(refused) {
  overlay.value = { kind: "refused", refused };
}

/** @param {number[]} numbers @param {Undo} undo */
async function takeBack(numbers, undo) {
  await run(numbers, (portion, key) => write("/tickets/bulk-undo", { numbers: portion, ...undo }, key), null);
}
