// @ts-check
/** All the page knows, as signals, and the only ways its tickets change; it neither fetches nor draws. */

import { batch, computed, signal } from "@preact/signals";
import { deskNow } from "./clock.js";
import {
  EVERY_BOARD,
  byUrgency,
  cellKey,
  cellsOf,
  countChanges,
  frameOf,
  isLatePlace,
  isOnBoard,
  placeOf,
  samePlace,
} from "./layout.js";
import { hoursOf, tellsMore } from "./open_time.js";
import { needsPerson } from "./needs.js";
import { asksNothing, isStale, keysOf, meets, needsDesk, parseQuery, staleAt } from "./query.js";
import { badgeOf } from "./warning_rules.js";

/** @import { Signal } from "@preact/signals" */
/** @import { Hours } from "./open_time.js" */
/** @import { Coming, ComposerMode, Conversation, CustomerFile, Desk, Draft, OpenHours, Overlay, Place, Proposal, Route, SavedSearch, Session, Shift, SimilarTicket, Ticket, Toast, Today, Visitor } from "./types" */

/** @type {Signal<string>} */
export const me = signal("");
/** @type {Signal<import("./types").Language | null>} what this agent has chosen; null: as the browser wishes */
export const chosenLanguage = signal(null);
/** Whether their replies wait a moment, so that they can take them back. */
export const takesBack = signal(false);
/** @type {Signal<import("./types").Role>} what this agent may do; the desk itself refuses what is more */
export const role = signal("viewer");
/** Whether they may work tickets, and not only look. */
export const mayWork = computed(() => role.value !== "viewer");
/** @type {Signal<Session[]>} where this agent is signed in, as last read */
export const sessions = signal([]);
/** @type {Signal<Shift | null>} as last read */
export const shift = signal(null);
/** @type {Signal<Desk | null>} */
export const desk = signal(null);
/** @type {Signal<Today | null>} the figures of the day, as last read */
export const figures = signal(null);
/** @type {Signal<"connecting" | "live" | "offline">} */
export const connection = signal("connecting");
/** @type {Signal<"reading" | "ready" | "failed">} */
export const boot = signal("reading");

/** @type {Signal<Route>} */
export const route = signal({ page: null, board: EVERY_BOARD, ticket: null, query: "" });
/** @type {Signal<Visitor[]>} */
export const door = signal([]);
/** @type {Signal<Conversation | null>} */
export const conversation = signal(null);
/** @type {Signal<CustomerFile | null>} */
export const customer = signal(null);
/** What a narrow panel shows. @type {import("@preact/signals").Signal<"conversation" | "customer">} */
export const panelPart = signal("conversation");
/** @type {Signal<boolean>} */
export const ticketMissing = signal(false);
/** @type {Signal<{ from: number, to: number } | null>} the open ticket that was merged while it was looked at, and where it led */
export const ledOn = signal(null);
/** @type {Signal<ComposerMode>} */
export const composerMode = signal("reply");
/** @type {Signal<Draft>} */
export const draft = signal({ text: "", entities: [], files: [], key: "", quoted: null, quick: null, version: 0, isKept: false });
/** @type {Signal<Map<number, ComposerMode>>} tickets on which this agent has begun to write, and what */
export const begunDrafts = signal(new Map());
/** @type {Signal<Set<string>>} unsent words that did not reach the desk, by ticket and mode */
export const lostDrafts = signal(new Set());
/** @type {Signal<Coming[]>} */
export const uploading = signal([]);
/** @type {Signal<{ ticket: number, mode: ComposerMode }[]>} what is being sent and not yet gone */
export const sending = signal([]);

/** @type {Signal<Overlay | null>} */
export const overlay = signal(null);
/** @type {Signal<Toast[]>} */
export const toasts = signal([]);
/** @type {Signal<string>} what a screen reader hears of arrivals */
export const announcement = signal("");
/** @type {Signal<{ query: string, numbers: number[], next: string | null, hints: string[], passages: Map<number, string[]> } | null>} */
export const found = signal(null);
/** @type {Signal<SavedSearch[]>} as last read and counted */
export const savedSearches = signal([]);
/** @type {Signal<{ number: number, items: SimilarTicket[], proposal: Proposal | null } | null>} what the open ticket was answered before; null until it is known */
export const answered = signal(null);
/** @type {Signal<number | null>} the one card in the tab order */
export const currentCard = signal(null);
/** @type {Signal<string>} the column a narrow screen shows */
export const narrowColumn = signal("");
/** @type {Signal<string[]>} */
export const foldedLanes = signal([]);
/** @type {Signal<number | null>} the card under the pointer's drag */
export const dragged = signal(null);

/** @type {Signal<Map<string, Hours>>} in which deadlines count that don't count every hour */
export const openHours = signal(new Map());

/** @type {Signal<Map<number, Signal<Ticket>>>} */
const tickets = signal(new Map());
/** @type {Signal<Map<number, Place>>} where cards stand by the desk's word */
const fresh = signal(new Map());
/** @type {Signal<Map<number, Place>>} where they are drawn: behind `fresh` while the board is held */
const shown = signal(new Map());
/** @type {Signal<boolean>} */
const held = signal(false);
/** Whether nothing may move that cards stand under. */
export const isHeld = computed(() => held.value);

/** How many changes of place wait until the board is let go. */
export const waitingChanges = computed(() =>
  fresh.value === shown.value ? 0 : countChanges(onBoard(shown.value), onBoard(fresh.value), route.value.board),
);

/** @param {Map<number, Place>} places */
function onBoard(places) {
  const nowMs = deskNow();
  return [...places.values()].filter((place) => isOnBoard(place, nowMs));
}

/** @type {Map<string, Place[]>} */
let lastCells = new Map();

/** The cards of each cell of the board in view; a cell that did not change keeps its array. */
export const cells = computed(() => {
  const next = cellsOf(onBoard(shown.value), route.value.board);
  for (const [key, cell] of next) {
    const last = lastCells.get(key);
    if (last && last.length === cell.length && last.every((place, index) => place === cell[index])) next.set(key, last);
  }
  lastCells = next;
  return next;
});

/** Whether any ticket is known, on whatever board. */
export const hasTickets = computed(() => shown.value.size > 0);

/** The lanes and columns of the board in view. */
export const frame = computed(() => frameOf(desk.value?.boards ?? [], route.value.board));

/** Bumped when a ticket changes, for sums over all of them. */
const changes = signal(0);
/** Bumped when a deadline passes. */
const passed = signal(0);
let nextDueMs = Number.POSITIVE_INFINITY;
let nextStaleMs = Number.POSITIVE_INFINITY;
/** After so many days a waiting ticket is listed; null where the owner wants no list. */
export const waitingDays = computed(() => desk.value?.waiting_days ?? null);

/** Tickets that are late, near or unread, and that are any of it (`calls`), by board; the key "all" sums them. */
export const counts = computed(() => {
  changes.value;
  passed.value;
  const nowMs = deskNow();
  nextDueMs = Number.POSITIVE_INFINITY;
  /** @type {Record<string, { late: number, near: number, unread: number, calls: number }>} */
  const sums = { [EVERY_BOARD]: { late: 0, near: 0, unread: 0, calls: 0 } };
  for (const place of fresh.value.values()) {
    const ticket = ticketSignal(place.number)?.peek();
    const isUnread = (ticket?.unread ?? 0) > 0;
    const badge = ticket ? badgeOf(ticket, isLatePlace(place, nowMs)) : null;
    for (const key of [EVERY_BOARD, place.board]) {
      const sum = (sums[key] ??= { late: 0, near: 0, unread: 0, calls: 0 });
      if (badge) sum[badge] += 1;
      if (isUnread) sum.unread += 1;
      if (badge || isUnread) sum.calls += 1;
    }
    if (place.due !== null && place.due >= nowMs) nextDueMs = Math.min(nextDueMs, place.due);
  }
  return sums;
});

/** How many tickets have waited for their customer longer than the owner's rule says; none where it is off. */
export const staleCount = computed(() => {
  changes.value;
  passed.value;
  const days = waitingDays.value;
  const nowMs = deskNow();
  nextStaleMs = Number.POSITIVE_INFINITY;
  if (days === null) return 0;
  let sum = 0;
  for (const ticket of tickets.value.values()) {
    const at = staleAt(ticket.peek(), days);
    if (at !== null && at >= nowMs) nextStaleMs = Math.min(nextStaleMs, at);
    if (isStale(ticket.peek(), days, nowMs)) sum += 1;
  }
  return sum;
});

/** How many cards of a lane are open, and how many of those late. @param {string} lane */
export function laneCounts(lane) {
  passed.value;
  const nowMs = deskNow();
  const open = frame.value.columns
    .flatMap((column) => cells.value.get(cellKey(lane, column.key)) ?? [])
    .filter((place) => place.state !== "done");
  return { open: open.length, late: open.filter((place) => isLatePlace(place, nowMs)).length };
}

/** Looks whether a deadline, or a long wait's beginning, has passed; cheap, so that it can be asked every second. */
export function noticeTime() {
  if (deskNow() > Math.min(nextDueMs, nextStaleMs)) passed.value += 1;
}

/** Labels in use anywhere, for suggestions. */
export const knownLabels = computed(() => {
  const seen = new Set(desk.value?.labels ?? []);
  changes.value;
  for (const ticket of tickets.value.values()) for (const label of ticket.peek().labels) seen.add(label);
  return [...seen].toSorted();
});

/** @param {number} number @returns {Ticket | undefined} */
export function ticketOf(number) {
  return tickets.value.get(number)?.value;
}

/** Like `ticketOf`, for a component that redraws with this ticket alone. @param {number} number */
export function ticketSignal(number) {
  return tickets.peek().get(number);
}

/** Where a card is drawn; one that a search brought in moves nothing, so it need not wait. @param {number} number */
export function shownPlace(number) {
  return shown.value.get(number) ?? fresh.value.get(number);
}

/**
 * Takes tickets as the desk told them; an older version never overwrites a newer one.
 * @param {Ticket[]} told
 */
export function absorb(told) {
  batch(() => {
    const isNew = told.some((ticket) => !tickets.peek().has(ticket.number));
    const known = isNew ? new Map(tickets.peek()) : tickets.peek();
    for (const ticket of told) absorbOne(known, ticket);
    if (isNew) tickets.value = known;
    followPlaces(told);
    changes.value += 1;
  });
}

/** It leads to another now, and has no card. @param {number} number */
export function forget(number) {
  if (!tickets.peek().has(number)) return;
  batch(() => {
    const without = (/** @type {Map<number, any>} */ map) => new Map([...map].filter(([key]) => key !== number));
    tickets.value = without(tickets.peek());
    const wasShown = shown.peek() === fresh.peek();
    fresh.value = without(fresh.peek());
    shown.value = wasShown ? fresh.peek() : without(shown.peek());
    changes.value += 1;
  });
}

/** Takes hours as the desk told them, if it is more than was known of them. @param {Record<string, OpenHours>} told */
export function absorbHours(told) {
  const known = openHours.peek();
  const news = Object.entries(told)
    .map(([key, hours]) => /** @type {const} */ ([key, hoursOf(hours)]))
    .filter(([key, hours]) => tellsMore(known.get(key), hours));
  if (news.length > 0) openHours.value = new Map([...known, ...news]);
}

/** A ticket for each of the hours in which deadlines count, by their key: with it they are read again. */
export function countingInHours() {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const each of tickets.peek().values()) {
    const { number, deadline } = each.peek();
    if (deadline?.hours !== undefined) found.set(deadline.hours, number);
  }
  return found;
}

/** @param {Map<number, Signal<Ticket>>} known @param {Ticket} ticket */
function absorbOne(known, ticket) {
  const existing = known.get(ticket.number);
  const { comments, trail, scheduled, ...face } = ticket;
  if (!existing) known.set(ticket.number, signal(face));
  else if (ticket.version >= existing.peek().version) existing.value = withForetold(face);
}

/** @type {Map<number, { told: Ticket, changes: Partial<Ticket>[] }>} what was done here and the desk has yet to answer */
const foretold = new Map();

/** @param {Ticket} face @returns {Ticket} */
function withForetold(face) {
  const waiting = foretold.get(face.number);
  if (!waiting) return face;
  waiting.told = face;
  return Object.assign({}, face, ...waiting.changes);
}

/** @param {Ticket[]} changed */
function followPlaces(changed) {
  const places = fresh.peek();
  /** @type {Place[]} */
  const moved = [];
  for (const { number } of changed) {
    const ticket = tickets.peek().get(number)?.peek();
    if (!ticket) continue;
    const place = placeOf(ticket);
    if (!samePlace(places.get(number), place)) moved.push(place);
  }
  if (moved.length === 0) return;
  const next = new Map(places);
  for (const place of moved) next.set(place.number, place);
  fresh.value = next;
  if (!held.peek()) shown.value = next;
}

/**
 * Draws a change before the desk has answered: until then it stands over whatever the desk says of the ticket.
 * @param {number} number @param {Partial<Ticket>} change @returns {() => void} to be called with the desk's answer
 */
export function foretell(number, change) {
  const known = ticketSignal(number);
  if (!known) return () => {};
  const waiting = foretold.get(number) ?? { told: known.peek(), changes: [] };
  const redraw = () => {
    absorb([waiting.told]);
    applyWaiting();
  };
  waiting.changes.push(change);
  foretold.set(number, waiting);
  redraw();
  return () => {
    waiting.changes = waiting.changes.filter((each) => each !== change);
    if (waiting.changes.length === 0) foretold.delete(number);
    redraw();
  };
}

/** Draws every card where it stands, held or not. */
export function applyWaiting() {
  shown.value = fresh.peek();
}

/** Keeps every card's box as it is until let go. @param {boolean} isHeld */
export function holdBoard(isHeld) {
  if (isHeld === held.peek()) return;
  held.value = isHeld;
  if (!isHeld) applyWaiting();
}

/**
 * The cards the search names, in order of urgency, or for words as the desk ranks them; null when nothing is searched.
 * @returns {{ numbers: number[], more: boolean, hints: string[], passages: Map<number, string[]>, searching: boolean } | null}
 */
export const results = computed(() => {
  const { query } = route.value;
  const parsed = parseQuery(query);
  if (asksNothing(parsed)) return null;
  const { words, terms } = parsed;
  const asked = needsDesk(parsed, keysOf(desk.value));
  const answer = found.value?.query === query ? found.value : null;
  const from = asked ? (answer?.numbers ?? []) : [...shown.value.keys()];
  changes.value;
  passed.value;
  const seenBy = { me: me.value, nowMs: deskNow(), waitingDays: waitingDays.value };
  const numbers = from.filter((number) => {
    const ticket = ticketSignal(number)?.peek();
    return ticket !== undefined && (asked || meets(ticket, terms, seenBy));
  });
  return {
    numbers: words ? numbers : sortedByUrgency(numbers),
    more: Boolean(answer?.next),
    hints: answer?.hints ?? [],
    passages: answer?.passages ?? new Map(),
    searching: asked && answer === null,
  };
});

/** @param {number[]} numbers */
function sortedByUrgency(numbers) {
  return numbers
    .flatMap((number) => shownPlace(number) ?? [])
    .toSorted(openFirst)
    .map((place) => place.number);
}

/** @param {Place} a @param {Place} b */
function openFirst(a, b) {
  return Number(a.state === "done") - Number(b.state === "done") || byUrgency(a, b);
}

/**
 * The next ticket that needs a person: the earliest deadline first, then whoever has waited longest.
 * @param {number | null} after the ticket to go on from
 */
export function nextNeedingPerson(after) {
  const nowMs = deskNow();
  const needing = [...fresh.peek().values()]
    .filter((place) => needsPerson(ticketSignal(place.number)?.peek(), isLatePlace(place, nowMs)))
    .sort(byUrgency)
    .map((place) => place.number);
  const from = after === null ? -1 : needing.indexOf(after);
  const next = needing[from + 1] ?? needing[0];
  return next === after ? null : (next ?? null);
}

/** The cards of the board in view, row by row as the eye reads its columns; those of a folded lane are not in view. */
export function readingCells() {
  const hits = results.value;
  if (hits) return [[hits.numbers]];
  const { lanes, columns } = frame.value;
  const open = lanes.filter((lane) => !foldedLanes.value.includes(lane.key));
  return columns.map((column) =>
    open.map((lane) => (cells.value.get(cellKey(lane.key, column.key)) ?? []).map((place) => place.number)),
  );
}

/** The same by column alone. */
export function readingOrder() {
  return readingCells().map((lanes) => lanes.flat());
}
