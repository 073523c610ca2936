// @ts-check
/** Reads again what has changed: cards many at once, in full only the tickets whose words are on screen. */

import { Refusal, read } from "./api.js";
import { noteArrival } from "./arrivals.js";
import { deskNow, hearDeskTime } from "./clock.js";
import { go } from "./navigation.js";
import { runOut } from "./open_time.js";
import { say } from "./say.js";
import {
  absorb,
  absorbHours,
  chosenLanguage,
  conversation,
  countingInHours,
  customer,
  desk,
  door,
  figures,
  forget,
  ledOn,
  me,
  openHours,
  role,
  route,
  takesBack,
  ticketOf,
} from "./state.js";
import { inTurns } from "./turns.js";
import { judgeWarnings } from "./warnings.js";

/** @import { Cards, Comment, CustomerFile, Desk, Door, Ticket, Today } from "./types" */

const GATHER_MS = 8;
const GATHER_FRAME_MS = 100;
/** They follow from many events, and nobody needs each step of them. */
const GATHER_FIGURES_MS = 300;
const BETWEEN_FIGURES_MS = 5000;
const CARDS_AT_ONCE = 200;
const HOUR_MS = 3_600_000;

/** @type {Map<number, boolean>} tickets to read again, and whether more than their cards may have changed */
const named = new Map();
/** @type {Map<number, number>} when hours may be asked for again, by ticket */
const askAgainMs = new Map();
/** @type {Set<number>} tickets named while they were being opened */
const missed = new Set();

const readNamedSoon = inTurns(readNamed, GATHER_MS);

/** @param {number} number @param {boolean} [changesWords] whether more than its card may have changed */
export function rereadSoon(number, changesWords = true) {
  named.set(number, changesWords || named.get(number) === true);
  if (route.peek().ticket === number && !isOnScreen(number)) missed.add(number);
  readNamedSoon();
}

/** For a ticket just opened, which may have been read before its latest words. @param {number} number */
export function rereadIfMissed(number) {
  if (missed.delete(number)) rereadSoon(number);
}

async function readNamed() {
  const numbers = [...named.keys()];
  const inFull = numbers.filter((number) => named.get(number) && isOnScreen(number));
  const asCards = numbers.filter((number) => !inFull.includes(number)).slice(0, CARDS_AT_ONCE);
  for (const number of [...inFull, ...asCards]) named.delete(number);
  if (named.size > 0) readNamedSoon();
  try {
    await Promise.all([readCards(asCards), readInFull(inFull)]);
  } catch (failure) {
    if (failure instanceof Refusal && !failure.mayPass) return;
    for (const number of inFull) rereadSoon(number);
    for (const number of asCards) rereadSoon(number, false);
    throw failure;
  }
}

/** Whether its words are. @param {number} number */
function isOnScreen(number) {
  const open = conversation.peek();
  return open?.ticket.number === number || open?.earlier.some((earlier) => earlier.number === number) === true;
}

/** @param {number[]} numbers */
async function readCards(numbers) {
  if (numbers.length === 0) return;
  /** @type {Cards} */
  const { cards, hours, now } = await read(`/cards?numbers=${numbers.join(",")}`);
  absorbHours(hours);
  hearTickets(cards, now);
  const told = new Set(cards.map((card) => card.number));
  for (const number of numbers) if (!told.has(number)) forget(number);
}

/** @param {number[]} numbers one, as a rule; more when earlier tickets are in view */
async function readInFull(numbers) {
  for (const number of numbers) {
    /** @type {Ticket} */
    const ticket = await read(`/tickets/${number}`);
    hearTicket(ticket);
    if (ticket.number !== number) leadOn(number, ticket.number);
  }
}

/** It was merged: whoever looks at it looks at the one that stays. @param {number} number @param {number} into */
export function leadOn(number, into) {
  forget(number);
  if (route.peek().ticket !== number) return;
  ledOn.value = { from: number, to: into };
  go({ ticket: into }, { replace: true });
}

/** @param {Ticket & { now?: string }} ticket */
export function hearTicket(ticket) {
  hearTickets([ticket], ticket.now);
  hearConversation(ticket);
}

/** @param {Ticket[]} tickets @param {string} [now] */
function hearTickets(tickets, now) {
  const before = tickets.map((ticket) => ticketOf(ticket.number));
  absorb(tickets);
  tickets.forEach((ticket, index) => noteArrival(before[index], ticket));
  judgeWarnings(tickets);
  if (hearDeskTime(now)) readDeskSoon();
}

/** @param {Ticket} ticket */
function hearConversation(ticket) {
  const open = conversation.peek();
  if (!open || !ticket.comments) return;
  if (open.ticket.number === ticket.number) conversation.value = { ...open, ticket };
  else if (open.earlier.some((earlier) => earlier.number === ticket.number)) {
    const earlier = open.earlier.map((each) => (each.number === ticket.number ? ticket : each));
    conversation.value = { ...open, earlier };
  }
}

/** Draws a changed comment before the stream tells of it. @param {number} number @param {Comment} comment */
export function hearComment(number, comment) {
  const open = conversation.peek();
  const drawn = (/** @type {Ticket} */ ticket) =>
    ticket.number === number
      ? { ...ticket, comments: ticket.comments?.map((each) => (each.id === comment.id ? comment : each)) }
      : ticket;
  if (open) conversation.value = { ...open, ticket: drawn(open.ticket), earlier: open.earlier.map(drawn) };
  rereadSoon(number);
}

/** Reads every card; the answer is the cursor live events go on from. @returns {Promise<string>} */
export async function readBoard() {
  /** @type {Cards} */
  const board = await read("/boards/all");
  absorbHours(board.hours);
  absorb(board.cards);
  hearDeskTime(board.now);
  return String(board.cursor);
}

/**
 * Hours that are unknown, or soon over as far as they are known: a card comes with those in which it counts. Asked each
 * second, it asks the desk with a card at most once an hour.
 */
export function readLackingHours() {
  const nowMs = deskNow();
  for (const [key, number] of countingInHours()) {
    const hours = openHours.peek().get(key);
    if ((hours && !runOut(hours, nowMs)) || nowMs < (askAgainMs.get(number) ?? 0)) continue;
    askAgainMs.set(number, nowMs + HOUR_MS);
    rereadSoon(number, false);
  }
}

/** Their names may have changed. */
export function rereadHours() {
  for (const number of countingInHours().values()) rereadSoon(number, false);
}

export async function readDesk() {
  /** @type {Desk} */
  const told = await read("/desk");
  hearDeskTime(told.now);
  desk.value = told;
}

/** Who stands behind the open ticket. @param {number} number */
export async function readCustomer(number) {
  /** @type {CustomerFile} */
  const file = await read(`/tickets/${number}/customer`);
  if (route.peek().ticket === number) customer.value = file;
}

async function readOpenCustomer() {
  const { ticket } = route.peek();
  if (ticket !== null) await readCustomer(ticket);
}

/** Who is signed in, and what they may. */
export async function readSelf() {
  const { agent } = await read("/me");
  me.value = agent.name;
  role.value = agent.role;
  chosenLanguage.value = agent.language;
  takesBack.value = agent.takes_back;
}

export async function readDoor() {
  /** @type {Door} */
  const told = await read("/door");
  hearDeskTime(told.now);
  door.value = told.items;
}

/** How the day goes so far. */
export async function readFigures() {
  /** @type {Today} */
  const told = await read("/numbers/today");
  hearDeskTime(told.now);
  figures.value = told;
}

export const readDeskSoon = inTurns(readDesk, GATHER_FRAME_MS);
export const readFiguresSoon = inTurns(readFigures, GATHER_FIGURES_MS, BETWEEN_FIGURES_MS);
export const readSelfSoon = inTurns(readSelf, GATHER_FRAME_MS);
export const readDoorSoon = inTurns(readDoor, GATHER_FRAME_MS);
export const readOpenCustomerSoon = inTurns(readOpenCustomer, GATHER_FRAME_MS);
