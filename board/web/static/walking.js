// @ts-check
/** Going from card to card, and moving a card by a step: what the arrows do. */

import { move } from "./actions/tickets.js";
import { cardElement, focusCard } from "./focus.js";
import { go } from "./navigation.js";
import { currentCard, desk, readingOrder, route, ticketOf } from "./state.js";

/** The card that has the focus itself; not one with the focus in it. */
export function focusedCard() {
  return isCard(document.activeElement) ? currentCard.peek() : null;
}

/** @param {EventTarget | null} target */
export function isCard(target) {
  return target instanceof Element && target.matches("article[data-ticket]");
}

/** One step over the board by an arrow; the first step only enters it. @param {number} dx @param {number} dy */
export function walk(dx, dy) {
  const from = focusedCard();
  if (from === null) enterBoard();
  else if (dx === 0) step(dy);
  else stepAcross(from, dx);
}

function enterBoard() {
  const last = currentCard.peek();
  focusCard(last !== null && cardElement(last) ? last : (readingOrder().flat()[0] ?? null));
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

/** To the nearest card of the next column that has any. @param {number} number @param {number} by */
function stepAcross(number, by) {
  const columns = readingOrder().filter((numbers) => numbers.length > 0);
  const at = columns.findIndex((numbers) => numbers.includes(number));
  const from = cardElement(number)?.getBoundingClientRect();
  const candidates = columns[at + by];
  if (!candidates || !from) return;
  const distance = (/** @type {number} */ each) =>
    Math.abs((cardElement(each)?.getBoundingClientRect().top ?? Infinity) - from.top);
  focusCard(candidates.reduce((best, each) => (distance(each) < distance(best) ? each : best)));
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
