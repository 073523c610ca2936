// @ts-check
/** Reading a ticket before it is opened: one that the pointer or the focus rests on, and the next that needs somebody. */

import { read } from "../api.js";
import { ticketOf } from "../state.js";

/** @import { CustomerFile, Ticket } from "../types" */
/** @typedef {{ ticket: Ticket, file: CustomerFile, readAt: number }} Known */

const RESTS_MS = 60;
const KEPT_MS = 60_000;
const KEPT = 12;

/** @type {Map<number, Promise<Known | null>>} */
const asked = new Map();
/** @type {Map<number, Known>} */
const known = new Map();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Starts watching the pointer and the focus. */
export function watchAhead() {
  for (const type of ["pointerover", "focusin"])
    document.addEventListener(type, ({ target }) => readAheadSoon(numberOf(target)), { passive: true });
  document.addEventListener("pointerdown", ({ target }) => void readAhead(numberOf(target)), { passive: true });
}

/** @param {EventTarget | null} target */
function numberOf(target) {
  const card = target instanceof Element ? target.closest("article[data-ticket]") : null;
  return card instanceof HTMLElement ? Number(card.dataset.ticket) : null;
}

/** Once somebody rests there; who only passes costs nothing. @param {number | null} number */
export function readAheadSoon(number) {
  clearTimeout(timer);
  if (number !== null) timer = setTimeout(() => void readAhead(number), RESTS_MS);
}

/** @param {number | null} number */
async function readAhead(number) {
  if (number === null || fresh(number) || asked.has(number)) return;
  asked.set(number, readNow(number));
  await asked.get(number);
  asked.delete(number);
}

/** What was read ahead and still holds, or is being read. @param {number} number @returns {Known | Promise<Known | null> | null} */
export function takeAhead(number) {
  return fresh(number) ?? asked.get(number) ?? null;
}

/** A reading that fails, or leads to another ticket, is done again by whoever opens the ticket. @param {number} number @returns {Promise<Known | null>} */
async function readNow(number) {
  try {
    const [ticket, file] = await Promise.all([read(`/tickets/${number}`), read(`/tickets/${number}/customer`)]);
    if (ticket.number !== number) return null;
    known.delete(number);
    known.set(number, { ticket, file, readAt: performance.now() });
    for (const oldest of [...known.keys()].slice(0, -KEPT)) known.delete(oldest);
    return known.get(number) ?? null;
  } catch {
    return null;
  }
}

/** @param {number} number @returns {Known | null} */
function fresh(number) {
  const told = known.get(number);
  const version = ticketOf(number)?.version ?? 0;
  const holds = told && told.ticket.version >= version && performance.now() - told.readAt < KEPT_MS;
  return holds ? told : null;
}
