// @ts-check
/** Tickets that become one, give a message off, or are opened to somebody. */

import { Refusal, read, write } from "../api.js";
import { go } from "../navigation.js";
import { hearTicket, leadOn, rereadSoon } from "../reread.js";
import { say } from "../say.js";
import { absorb, applyWaiting, overlay, ticketOf } from "../state.js";
import { UNDO_MS, notice, sayFailure, undoAction } from "./notices.js";

/** @import { Comment, Ticket } from "../types" */

/** The same customer's other tickets, into which it can be merged, the newest first. @param {Ticket} ticket @returns {Promise<Ticket[]>} */
export async function mergeable({ number, state, customer }) {
  if (customer.telegram_id === null) return [];
  /** @type {{ items: Ticket[] }} */
  const { items } = await read(`/tickets?telegram_id=${customer.telegram_id}&limit=200`);
  const fits = (/** @type {Ticket} */ other) => other.number !== number && (state === "done" || other.state !== "done");
  return items.filter(fits).toReversed();
}

/** @param {number} number @param {number} into */
export async function merge(number, into) {
  await changed(`/tickets/${number}/merge`, { into, version: ticketOf(number)?.version }, (ticket) => {
    leadOn(number, ticket.number);
    offer(say("toast.merged", { number, into }), into, () => void takeApart(into, number));
  });
}

/** @param {number} number @param {number} gone */
async function takeApart(number, gone) {
  await changed(`/tickets/${number}/undo`, {}, () => {
    rereadSoon(gone);
    notice(say("toast.taken_apart", { number, gone }), { about: number });
  });
}

/** @param {number} number @param {Comment["id"]} comment @param {string} topic @param {boolean} later */
export async function split(number, comment, topic, later) {
  await changed(`/tickets/${number}/split`, { comment, topic, later }, (ticket) => {
    rereadSoon(number);
    offer(say("toast.split", { number, new: ticket.number }), ticket.number, () => void putBack(ticket.number, number));
  });
}

/** @param {number} number @param {number} into */
async function putBack(number, into) {
  await changed(`/tickets/${number}/merge`, { into }, () => {
    leadOn(number, into);
    rereadSoon(into);
    notice(say("toast.undone", { number: into }), { about: into });
  });
}

/** @typedef {{ account?: string, telegram_id?: number, topic: string, text: string, private: boolean }} ToOpen */
/** @typedef {{ telegram_id: number, name: string }} PersonToChoose */

/** The answer is whom to choose from, why it was refused, or null once it is open. @param {ToOpen} wanted @returns {Promise<{ people: PersonToChoose[], why: string } | null>} */
export async function openTo(wanted) {
  try {
    /** @type {Ticket} */
    const ticket = await write("/tickets", wanted);
    absorb([ticket]);
    applyWaiting();
    overlay.value = null;
    go({ ticket: ticket.number });
    return null;
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    return { people: failure.problem.people ?? [], why: failure.message };
  }
}

/** @param {string} path @param {Record<string, unknown>} body @param {(ticket: Ticket) => void} done */
async function changed(path, body, done) {
  try {
    /** @type {Ticket} */
    const ticket = await write(path, body);
    absorb([ticket]);
    applyWaiting();
    done(ticket);
    rereadSoon(ticket.number);
  } catch (failure) {
    if (failure instanceof Refusal && failure.problem.ticket) hearTicket(failure.problem.ticket);
    sayFailure(failure);
  }
}

/** @param {string} text @param {number} about @param {() => void} run */
function offer(text, about, run) {
  notice(text, { about, lastsMs: UNDO_MS, action: undoAction(run) });
}
