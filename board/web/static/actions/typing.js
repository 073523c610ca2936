// @ts-check
/** While a reply is being written, its customer sees that somebody writes. */

import { tellTyping } from "../api.js";
import { composerMode, ticketOf } from "../state.js";
import { isErased } from "../person.js";

/** So long Telegram shows it. */
const EVERY_MS = 5000;

/** @type {Map<number, number>} when it was told last, by ticket */
const told = new Map();

/** @param {number} number @param {string} text */
export function showTyping(number, text) {
  const ticket = ticketOf(number);
  const isHeard = ticket && !ticket.blocked && !isErased(ticket);
  if (composerMode.peek() !== "reply" || !isHeard || text.trim() === "") return;
  if (performance.now() - (told.get(number) ?? -EVERY_MS) < EVERY_MS) return;
  told.set(number, performance.now());
  void tellTyping(number).catch(() => {});
}
