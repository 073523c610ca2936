// @ts-check
/** The open ticket: reading it, its customer and what came before, and saying that it was seen. */

import { batch } from "@preact/signals";
import { Refusal, read, write } from "../api.js";
import { draftMode } from "../drafts.js";
import { hearTicket, leadOn, readCustomer, rereadIfMissed } from "../reread.js";
import { say } from "../say.js";
import { absorb, composerMode, conversation, currentCard, customer, ledOn, mayWork, nextNeedingPerson, route, ticketMissing } from "../state.js";
import { readAheadSoon, takeAhead } from "./ahead.js";
import { readAnswered } from "./answered.js";
import { takeUpDraft } from "./composer.js";
import { carryDrafts } from "./drafts.js";
import { notice, sayFailure } from "./notices.js";

/** @import { Comment, ComposerMode, Route, Ticket } from "../types" */

/** Opens or leaves the ticket that the address names. @param {Route} next @param {Route} before */
export function followTicket(next, before) {
  if (next.ticket === before.ticket) return;
  if (next.ticket === null) return leaveTicket();
  const led = ledOn.peek();
  if (led === null || led.from !== before.ticket || led.to !== next.ticket) return void showTicket(next.ticket);
  carryDrafts(led.from, led.to);
  void showTicket(next.ticket, composerMode.peek());
  notice(say("toast.merged", { number: led.from, into: led.to }), { about: led.to });
}

/** What was read ahead is shown at once, and read again all the same. @param {number} number @param {ComposerMode} [mode] */
async function showTicket(number, mode = draftMode(number)) {
  const ahead = takeAhead(number);
  const known = ahead instanceof Promise ? null : ahead;
  batch(() => {
    conversation.value = null;
    customer.value = known?.file ?? null;
    ticketMissing.value = false;
    currentCard.value = number;
    takeUpDraft(number, mode);
    if (known) openConversation(known.ticket);
  });
  void readAnswered(number);
  try {
    const early = ahead instanceof Promise ? await ahead : null;
    if (early && route.peek().ticket === number) {
      customer.value = early.file;
      openConversation(early.ticket);
    }
    if (!early) await Promise.all([readWords(number), readCustomer(number)]);
    readAheadSoon(nextNeedingPerson(number));
  } catch (failure) {
    if (failure instanceof Refusal && failure.status === 404) ticketMissing.value = true;
    else sayFailure(failure);
  }
}

/** @param {number} number */
async function readWords(number) {
  /** @type {Ticket} */
  const ticket = await read(`/tickets/${number}`);
  if (ticket.number !== number) leadOn(number, ticket.number);
  else if (route.peek().ticket !== number) return;
  else if (conversation.peek()?.ticket.number === number) hearTicket(ticket);
  else openConversation(ticket);
}

/** @param {Ticket} ticket */
function openConversation(ticket) {
  conversation.value = {
    ticket,
    earlier: [],
    reachedFirst: false,
    refusal: pendingRefusal?.number === ticket.number ? pendingRefusal.text : null,
    unseenFrom: firstUnseen(ticket),
    sent: null,
  };
  hearTicket(ticket);
  pendingRefusal = null;
  rereadIfMissed(ticket.number);
}

/** @type {{ number: number, text: string } | null} a refusal to show once the ticket it names is open */
let pendingRefusal = null;

/** Says in the panel why a move was refused, at the unseen words. @param {number} number @param {string} text @param {number} unseenFrom */
export function expectRefusal(number, text, unseenFrom) {
  const open = conversation.peek();
  if (open?.ticket.number === number) conversation.value = { ...open, refusal: text, unseenFrom };
  else pendingRefusal = { number, text };
}

export function dismissRefusal() {
  const open = conversation.peek();
  if (open) conversation.value = { ...open, refusal: null };
}

/** @param {Ticket} ticket */
function firstUnseen(ticket) {
  const unseen = (ticket.comments ?? []).find((comment) => comment.author === "customer" && comment.seen === false);
  return unseen?.id ?? null;
}

function leaveTicket() {
  batch(() => {
    conversation.value = null;
    customer.value = null;
    ticketMissing.value = false;
  });
}

let isReadingEarlier = false;

/** Scrolling up goes on into the person's earlier tickets, one at a time. */
export async function readEarlier() {
  const open = conversation.peek();
  if (!open || open.reachedFirst || isReadingEarlier) return;
  isReadingEarlier = true;
  try {
    const { number } = open.ticket;
    const before = open.earlier[0]?.number ?? number;
    /** @type {{ ticket: Ticket | null }} */
    const { ticket } = await read(`/tickets/${number}/earlier?before=${before}`);
    const now = conversation.peek();
    if (now?.ticket.number !== number) return;
    conversation.value = ticket ? { ...now, earlier: [ticket, ...now.earlier] } : { ...now, reachedFirst: true };
  } catch (failure) {
    sayFailure(failure);
  } finally {
    isReadingEarlier = false;
  }
}

/** @param {number} number @param {Comment["id"]} upTo */
export async function markSeen(number, upTo) {
  if (!mayWork.peek()) return;
  try {
    absorb([await write(`/tickets/${number}/seen`, { up_to: upTo })]);
    noteSeen(number, upTo);
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
  }
}

/** @param {number} number @param {Comment["id"]} upTo */
function noteSeen(number, upTo) {
  const open = conversation.peek();
  if (open?.ticket.number !== number) return;
  const comments = (open.ticket.comments ?? []).map((comment) =>
    comment.id <= upTo ? { ...comment, seen: true } : comment,
  );
  conversation.value = { ...open, ticket: { ...open.ticket, comments } };
}
