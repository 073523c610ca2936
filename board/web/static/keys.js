// @ts-check
/** The keyboard: one table of keys, the same on every layout of letters. */

import { send, writeAs } from "./actions/composer.js";
import { dismissSuggestion, goNext, greet, move, take, takeSuggestion } from "./actions/tickets.js";
import { toggleVoice } from "./actions/voice.js";
import { cancelDrag, isDragging } from "./drag.js";
import { cardElement, focusCard } from "./focus.js";
import { EVERY_BOARD } from "./layout.js";
import { go } from "./navigation.js";
import { currentCard, desk, mayWork, overlay, readingOrder, route, ticketOf } from "./state.js";

const FIELD = "input, textarea, select, [contenteditable=true]";

/** @type {Record<string, (event: KeyboardEvent) => void>} */
const EVERYWHERE = {
  "/": () => focusOn(".search input"),
  "?": () => (overlay.value = { kind: "keys" }),
  n: () => goNext(route.peek().ticket ?? null),
};

const BESIDE_BOARD = new Set(["/", "?"]);

/** @type {Record<string, (number: number) => unknown>} */
const ON_TICKET = {
  m: (number) => openMenu("move", number),
  l: (number) => openMenu("labels", number),
  d: (number) => ticketOf(number)?.state !== "done" && openMenu("delay", number),
  z: (number) => ticketOf(number)?.state !== "done" && openMenu("snooze", number),
  g: (number) => void greet(number),
  t: (number) => void take(number),
  u: (number) => void takeSuggestion(number),
  x: (number) => void dismissSuggestion(number),
  e: (number) => (overlay.value = { kind: "resolve", number }),
  r: (number) => write(number, "reply"),
  c: (number) => write(number, "note"),
  v: (number) => void (route.peek().ticket === number && toggleVoice()),
};

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function watchKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape") return escape(event);
    const isTyping = event.target instanceof Element && event.target.matches(FIELD);
    if (isTyping || overlay.peek() !== null) return;
    if (takeKey(event)) event.preventDefault();
  });
}

/** @param {KeyboardEvent} event @returns {boolean} whether the key was ours */
function takeKey(event) {
  // A key held down only travels; whatever acts, acts once.
  const isHeld = event.repeat;
  if (route.peek().page) return takePageKey(event, isHeld);
  if (mayWork.peek() && isSending(event)) return isHeld || done(send());
  const arrow = ARROWS[event.key];
  if (arrow && !event.ctrlKey && !event.metaKey) return takeArrow(event, arrow);
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const key = layoutless(event);
  const everywhere = EVERYWHERE[key];
  if (everywhere) return isHeld || done(everywhere(event));
  const number = route.peek().ticket ?? focusedCard();
  const onTicket = mayWork.peek() ? ON_TICKET[key] : undefined;
  if (number !== null && onTicket) return isHeld || done(onTicket(number));
  if (key === "j" || key === "k") return done(step(key === "j" ? 1 : -1));
  if (event.key === "Enter" && isCard(event.target)) return isHeld || done(go({ ticket: currentCard.peek() }));
  if (/^[1-9]$/.test(key) && route.peek().ticket === null) return isHeld || done(goToBoard(Number(key)));
  return false;
}

/** Beside the board only its search and the list of keys are at hand. @param {KeyboardEvent} event @param {boolean} isHeld */
function takePageKey(event, isHeld) {
  const key = layoutless(event);
  if (event.ctrlKey || event.metaKey || event.altKey || !BESIDE_BOARD.has(key)) return false;
  return isHeld || done(EVERYWHERE[key]?.(event));
}

/** @param {unknown} _ */
function done(_) {
  return true;
}

/** On an open ticket, unless a button or a link is about to be pressed; the composer hears its own. @param {KeyboardEvent} event */
function isSending({ key, ctrlKey, metaKey, target }) {
  const isPressing = target instanceof Element && target.closest("button, a") !== null;
  return key === "Enter" && (ctrlKey || metaKey) && route.peek().ticket !== null && !isPressing;
}

/** A letter key is known by its place when the layout is not Latin. @param {KeyboardEvent} event */
function layoutless({ key, code, shiftKey }) {
  if (/^[\x20-\x7e]$/.test(key) && !(code === "Slash" && key === ".")) return key.toLowerCase();
  if (code.startsWith("Key")) return code.slice(3).toLowerCase();
  if (code === "Slash") return shiftKey ? "?" : "/";
  return key;
}

/** @param {KeyboardEvent} event @param {[number, number]} arrow */
function takeArrow(event, [dx, dy]) {
  if (route.peek().ticket !== null) return false;
  const number = focusedCard();
  if (event.shiftKey || event.altKey) return mayWork.peek() && number !== null && (event.repeat || done(shift(number, dx, dy)));
  const outside =
    event.target instanceof Element && event.target.closest("[role=tablist], header, dialog, [role=dialog]");
  if (outside) return false;
  return done(number === null ? focusFirst() : dx === 0 ? step(dy) : stepAcross(number, dx));
}

/** @param {KeyboardEvent} event */
function escape(event) {
  if (isDragging()) return cancelDrag();
  const { target } = event;
  if (overlay.peek() !== null) overlay.value = null;
  else if (target instanceof HTMLElement && target.matches(FIELD)) leaveField(target);
  else if (route.peek().page) return;
  else if (route.peek().ticket !== null) go({ ticket: null });
  else if (route.peek().query) go({ query: "" });
}

/** @param {HTMLElement} field */
function leaveField(field) {
  field.blur();
  if (field.closest(".search") && route.peek().query && !route.peek().page) go({ query: "" }, { replace: true });
  const panel = field.closest("[role=dialog]");
  if (panel instanceof HTMLElement) panel.focus();
}

function focusedCard() {
  return isCard(document.activeElement) ? currentCard.peek() : null;
}

/** @param {EventTarget | null} target */
function isCard(target) {
  return target instanceof Element && target.matches("article[data-ticket]");
}

function focusFirst() {
  focusCard(
    currentCard.peek() !== null && cardElement(currentCard.peek())
      ? currentCard.peek()
      : (readingOrder().flat()[0] ?? null),
  );
}

/** Down or up the column; in the panel, to the card's neighbour. @param {number} by */
function step(by) {
  const open = route.peek().ticket;
  const from = open ?? focusedCard();
  if (from === null) return focusFirst();
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
function shift(number, dx, dy) {
  const ticket = ticketOf(number);
  const board = desk.peek()?.boards.find((each) => each.key === ticket?.board);
  if (!ticket || !board) return;
  const column = neighbour(board.columns, ticket.column, dx);
  const lane = neighbour(board.lanes, ticket.lane, dy);
  if (dx !== 0 && column) void move(number, { column });
  if (dy !== 0 && lane) void move(number, { lane });
}

/** @param {{ key: string }[]} items @param {string} key @param {number} by */
function neighbour(items, key, by) {
  return items[items.findIndex((item) => item.key === key) + by]?.key;
}

/** @param {"move" | "labels" | "snooze" | "delay"} kind @param {number} number */
function openMenu(kind, number) {
  const anchor = document.querySelector(`[data-anchor="${kind}"]`) ?? cardElement(number);
  const box = anchor?.getBoundingClientRect();
  overlay.value = { kind, number, x: box?.left ?? 0, y: box ? Math.min(box.bottom, box.top + 40) : 0 };
}

/** @param {number} number @param {"reply" | "note"} mode */
function write(number, mode) {
  if (route.peek().ticket !== number) go({ ticket: number });
  writeAs(mode);
  // The drawing this asked for is a microtask too, and an earlier one: no typed letter is lost in between.
  queueMicrotask(() => focusOn(".composer textarea"));
}

/** @param {string} selector */
function focusOn(selector) {
  const element = document.querySelector(selector);
  if (element instanceof HTMLElement) element.focus();
}

/** @param {number} position */
function goToBoard(position) {
  const keys = [EVERY_BOARD, ...(desk.peek()?.boards ?? []).map((board) => board.key)];
  const board = keys[position - 1];
  if (board) go({ board });
}
