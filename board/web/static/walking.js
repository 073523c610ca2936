// @ts-check
/** Going from card to card, and moving a card by a step: what the arrows do. */

import { move } from "./actions/tickets.js";
import { focusCard, focusedCard } from "./focus.js";
import { go } from "./navigation.js";
import { besideOf } from "./neighbours.js";
import { currentCard, desk, readingCells, readingOrder, route, ticketOf } from "./state.js";

/** One step over the board by an arrow; the first step only enters it. @param {number} dx @param {number} dy */
export function walk(dx, dy) {
  const from = focusedCard();
  if (from === null) enterBoard();
  else if (dx === 0) step(dy);
  else stepAcross(from, dx);
}

function enterBoard() {
  const last = currentCard.peek();
  const order = readingOrder().flat();
  focusCard(last !== null && order.includes(last) ? last : (order[0] ?? null));
}

/** Down or up the column; in the panel, to the card's neighbour. @param {number} by */
export function step(by) {
  const open = route.peek().ticket;
  const from = open ?? focusedCard();
  if (from === null) return enterBoard();
  const column = readingOrder().find((numbers) => numbers.includes(from));
  const next = column?.[column.indexOf(from) + by];
  if (next === undefined) return;
  if (open !== null) go({ ticket: next }, { replace: true });
  else focusCard(next);
}

/** @param {number} number @param {number} by */
function stepAcross(number, by) {
  const beside = besideOf(number, readingCells(), by);
  if (beside !== null) focusCard(beside);
}

/** Moves a card one column or lane on, within its own board. @param {number} number @param {number} dx @param {number} dy */
export function shift(number, dx, dy) {
  const ticket = ticketOf(number);
  const board = boardOf(number);
  if (!ticket || !board) return;
  const column = neighbour(board.columns, ticket.column, dx);
  const lane = neighbour(board.lanes, ticket.lane, dy);
  if (dx !== 0 && column) void move(number, { column });
  if (dy !== 0 && lane) void move(number, { lane });
}

/** To a lane of its own board by its place there, from 1. @param {number} number @param {number} position */
export function toLane(number, position) {
  const lane = boardOf(number)?.lanes[position - 1];
  if (lane) void move(number, { lane: lane.key });
}

/** @param {number} number */
function boardOf(number) {
  const key = ticketOf(number)?.board;
  return desk.peek()?.boards.find((each) => each.key === key);
}

/** @param {{ key: string }[]} items @param {string} key @param {number} by */
function neighbour(items, key, by) {
  return items[items.findIndex((item) => item.key === key) + by]?.key;
}
