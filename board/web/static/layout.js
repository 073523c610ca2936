// @ts-check
/** Where each card stands and in which order: pure, and never by dragging. */

import { isHeld } from "./deadline.js";

/** @import { Board, Column, Lane, Place, Ticket } from "./types" */

export const EVERY_BOARD = "all";
const DONE_STAYS_MS = 72 * 3_600_000;

/** @param {Ticket} ticket @returns {Place} */
export function placeOf(ticket) {
  return {
    number: ticket.number,
    board: ticket.board,
    lane: ticket.lane,
    column: ticket.column,
    state: ticket.state,
    due: ticket.deadline ? Date.parse(ticket.deadline.due_at) : null,
    last: Date.parse(ticket.last_message_at ?? ticket.created_at),
    resolved: ticket.resolved_at ? Date.parse(ticket.resolved_at) : Number.POSITIVE_INFINITY,
    isHeld: isHeld(ticket),
  };
}

/**
 * Deadline first (none last), then the last message, then the number; done cards by resolution, latest first.
 * @param {Place} a @param {Place} b
 */
export function byUrgency(a, b) {
  if (a.state === "done" && b.state === "done") {
    return compare(b.resolved, a.resolved) || b.number - a.number;
  }
  return compareDue(a.due, b.due) || a.last - b.last || a.number - b.number;
}

/** @param {number | null} a @param {number | null} b */
function compareDue(a, b) {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a - b;
}

/** Infinities included. @param {number} a @param {number} b */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Its promise is past due, and no reply on its way holds it. @param {Place} place @param {number} nowMs */
export function isLatePlace(place, nowMs) {
  return place.due !== null && place.due < nowMs && place.state !== "done" && !place.isHeld;
}

/** A done card leaves the board after 72 hours. @param {Place} place @param {number} nowMs */
export function isOnBoard(place, nowMs) {
  return place.state !== "done" || nowMs - place.resolved <= DONE_STAYS_MS;
}

/** @param {string} lane @param {string} column */
export function cellKey(lane, column) {
  return `${lane}/${column}`;
}

/**
 * The cells of one board (or of all, merged by lane and column), each in order.
 * @param {Iterable<Place>} places @param {string} board @returns {Map<string, Place[]>}
 */
export function cellsOf(places, board) {
  /** @type {Map<string, Place[]>} */
  const cells = new Map();
  for (const place of places) {
    if (board !== EVERY_BOARD && place.board !== board) continue;
    const key = cellKey(place.lane, place.column);
    const cell = cells.get(key);
    if (cell) cell.push(place);
    else cells.set(key, [place]);
  }
  for (const cell of cells.values()) cell.sort(byUrgency);
  return cells;
}

/** How many cards need an agent, wait for a customer, or are done. @param {Map<string, Place[]>} cells */
export function sumsOf(cells) {
  const sums = { open: 0, waiting: 0, done: 0 };
  for (const { state } of [...cells.values()].flat())
    if (state === "waiting" || state === "done") sums[state] += 1;
    else sums.open += 1;
  return sums;
}

/**
 * How many arrivals, departures and moves drawing `fresh` over `shown` would bring; a reshuffled cell counts once.
 * @param {Iterable<Place>} shown @param {Iterable<Place>} fresh @param {string} board
 */
export function countChanges(shown, fresh, board) {
  const before = cellsOf(shown, board);
  const after = cellsOf(fresh, board);
  const cellBefore = cellByNumber(before);
  const cellAfter = cellByNumber(after);
  let changes = 0;
  for (const [number, cell] of cellAfter) if (cellBefore.get(number) !== cell) changes += 1;
  for (const number of cellBefore.keys()) if (!cellAfter.has(number)) changes += 1;
  for (const [key, cell] of after) if (isReshuffled(before.get(key) ?? [], cell)) changes += 1;
  return changes;
}

/** @param {Map<string, Place[]>} cells @returns {Map<number, string>} */
function cellByNumber(cells) {
  /** @type {Map<number, string>} */
  const found = new Map();
  for (const [key, cell] of cells) for (const place of cell) found.set(place.number, key);
  return found;
}

/** @param {Place[]} before @param {Place[]} after */
function isReshuffled(before, after) {
  const stayed = new Set(after.map((place) => place.number));
  const remaining = before.filter((place) => stayed.has(place.number));
  const known = new Set(remaining.map((place) => place.number));
  const now = after.filter((place) => known.has(place.number));
  return now.some((place, index) => place.number !== remaining[index]?.number);
}

/** @param {Place | undefined} a @param {Place} b */
export function samePlace(a, b) {
  return (
    a !== undefined &&
    a.board === b.board &&
    a.lane === b.lane &&
    a.column === b.column &&
    a.state === b.state &&
    a.due === b.due &&
    a.last === b.last &&
    a.resolved === b.resolved &&
    a.isHeld === b.isHeld
  );
}

/**
 * The rows and columns to draw: one board's own, or every board's merged by key, first seen first.
 * @param {Board[]} boards @param {string} key @returns {{ lanes: Lane[], columns: Column[] }}
 */
export function frameOf(boards, key) {
  const chosen = key === EVERY_BOARD ? boards : boards.filter((board) => board.key === key);
  return {
    lanes: firstByKey(chosen.flatMap((board) => board.lanes)),
    columns: firstByKey(chosen.flatMap((board) => board.columns)),
  };
}

/** @template {{ key: string }} T @param {T[]} items @returns {T[]} */
function firstByKey(items) {
  const seen = new Set();
  return items.filter((item) => !seen.has(item.key) && seen.add(item.key));
}
