// @ts-check
/** Reads again what has changed: together when much has, and never one ticket oftener than every 100 ms. */

import { read } from "./api.js";
import { hearDeskTime } from "./clock.js";
import { absorb, announcement, conversation, customer, desk, door, route, ticketOf } from "./state.js";
import { words } from "./words.js";

/** @import { CustomerFile, Desk, Ticket, Visitor } from "./types" */

const GATHER_MS = 8;
const PACE_MS = 100;
const RATHER_ALL = 20;

/** @type {Set<number>} */
const gathered = new Set();
/** @type {Map<number, { startedMs: number, isReading: boolean, isAsked: boolean }>} */
const pace = new Map();

/** @param {number} number */
export function rereadSoon(number) {
  if (gathered.size === 0) setTimeout(readGathered, GATHER_MS);
  gathered.add(number);
}

function readGathered() {
  const numbers = [...gathered];
  gathered.clear();
  const open = conversation.peek()?.ticket.number;
  if (numbers.length > RATHER_ALL) {
    void readBoard().catch(() => {});
    for (const number of numbers) if (number === open) readPaced(number);
    return;
  }
  numbers.forEach(readPaced);
}

/** @param {number} number */
function readPaced(number) {
  const last = pace.get(number) ?? { startedMs: -PACE_MS, isReading: false, isAsked: false };
  pace.set(number, last);
  if (last.isReading || last.isAsked) {
    last.isAsked = true;
    return;
  }
  const waitMs = last.startedMs + PACE_MS - performance.now();
  if (waitMs <= 0) void readNow(number, last);
  else {
    last.isAsked = true;
    setTimeout(() => void readNow(number, last), waitMs);
  }
}

/** @param {number} number @param {{ startedMs: number, isReading: boolean, isAsked: boolean }} last */
async function readNow(number, last) {
  last.startedMs = performance.now();
  last.isReading = true;
  last.isAsked = false;
  try {
    hearTicket(await read(`/tickets/${number}`));
  } catch {
    return;
  } finally {
    last.isReading = false;
    if (last.isAsked) {
      last.isAsked = false;
      readPaced(number);
    }
  }
}

/** @param {Ticket & { now?: string }} ticket */
export function hearTicket(ticket) {
  const before = ticketOf(ticket.number);
  absorb([ticket]);
  hearConversation(ticket);
  announceArrival(before, ticket);
  if (hearDeskTime(ticket.now)) void readDesk();
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

/** @param {Ticket | undefined} before @param {Ticket} ticket */
function announceArrival(before, ticket) {
  if (!before) announcement.value = words.board.arrived(ticket.number, ticket.customer.name);
  else if (ticket.unread > before.unread) announcement.value = words.board.wrote(ticket.number, ticket.customer.name);
}

/** Reads every card; the answer is the cursor live events go on from. @returns {Promise<string>} */
export async function readBoard() {
  /** @type {{ cards: Ticket[], cursor: number, now: string }} */
  const board = await read("/boards/all");
  absorb(board.cards);
  hearDeskTime(board.now);
  return String(board.cursor);
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

export async function readDoor() {
  /** @type {{ items: Visitor[], now: string }} */
  const told = await read("/door");
  hearDeskTime(told.now);
  door.value = told.items;
}

/** @param {() => Promise<void>} reading */
function soon(reading) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => void reading().catch(() => {}), PACE_MS);
  };
}

export const readDeskSoon = soon(readDesk);
export const readDoorSoon = soon(readDoor);
