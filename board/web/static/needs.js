// @ts-check
/** Which tickets need a person: pure. */

import { badgeOf } from "./warning_rules.js";

/** @import { Ticket } from "./types" */

/**
 * Whoever has not been answered, a promise that is near or missed, and words that did not arrive. Not: one that sleeps,
 * waits for its customer, is done, or has no words yet.
 * @param {Ticket | undefined} ticket @param {boolean} isLate
 */
export function needsPerson(ticket, isLate) {
  if (!ticket || ticket.state === "done" || ticket.snoozed || ticket.last_message_at === null) return false;
  if (ticket.unread > 0 || ticket.delivery === "failed" || badgeOf(ticket, isLate) !== null) return true;
  return ticket.state === "inbox" || (ticket.state === "working" && ticket.last_author === "customer");
}
