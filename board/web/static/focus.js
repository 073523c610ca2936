// @ts-check
/** Where the keyboard is: it is never lost, whatever leaves the page under it. */

import { neighbourOf } from "./neighbours.js";
import { currentCard, frame, narrowColumn, readingOrder, route, shownPlace } from "./state.js";

const ABOVE = ".scrim [role=dialog], .menu, .menu-ground [role=dialog]";
const PANEL = ".panel";
const WHOLE = "main, .page, .panel, #app, body, html";
const PRESSED = "button:not(:disabled):not([tabindex='-1']), a[href]:not([tabindex='-1'])";

let wasOnCard = false;
/** What had the focus last, and all it stands in. @type {Element[]} */
let path = [];
/** @type {number[][]} */
let lastOrder = [];

/** Starts following the focus. */
export function watchFocus() {
  document.addEventListener("focusin", ({ target }) => {
    const card = cardOf(target);
    wasOnCard = card !== null;
    path = target instanceof Element ? ancestors(target) : [];
    if (card !== null) currentCard.value = card;
  });
  document.addEventListener("pointerdown", ({ target }) => {
    wasOnCard = cardOf(target) !== null;
  });
  // Nothing tells of a focus that left with its element.
  new MutationObserver(() => {
    if (isLost()) requestAnimationFrame(() => isLost() && findAgain());
  }).observe(document.body, { childList: true, subtree: true });
}

function isLost() {
  const [last] = path;
  return last !== undefined && !last.isConnected && document.activeElement === document.body;
}

/** Beside what has left; else to what lies on top. */
function findAgain() {
  const left = path.slice(1).find((each) => each.isConnected);
  const over = onTop();
  path = [];
  if (wasOnCard && !over) return focusCard(currentCard.peek());
  const isBeside = left && !left.matches(WHOLE) && (!over || over.contains(left));
  const beside = isBeside ? left.querySelector(PRESSED) : null;
  if (beside) focusOn(beside);
  else focusOnTop();
}

function onTop() {
  return document.querySelector(ABOVE) ?? document.querySelector(PANEL);
}

/** What lies over the board, else the card where the keyboard was, else all of it. */
export function focusOnTop() {
  focusOn(onTop() ?? cardElement(currentCard.peek()) ?? document.querySelector("main"));
}

/** @param {Element} element */
function ancestors(element) {
  const found = [];
  for (let each = /** @type {Element | null} */ (element); each; each = each.parentElement) found.push(each);
  return found;
}

/** @param {Element | null | undefined} element */
function focusOn(element) {
  if (element instanceof HTMLElement) element.focus({ preventScroll: true });
}

/** @param {EventTarget | null} target */
function cardOf(target) {
  const card = target instanceof Element ? target.closest("article[data-ticket]") : null;
  return card instanceof HTMLElement ? Number(card.dataset.ticket) : null;
}

/** @param {number | null} number */
export function cardElement(number) {
  return number === null ? null : document.getElementById(`card-${number}`);
}

/** The card that has the focus itself; not one with the focus in it. */
export function focusedCard() {
  return isCard(document.activeElement) ? currentCard.peek() : null;
}

/** @param {EventTarget | null} target */
export function isCard(target) {
  return target instanceof Element && target.matches("article[data-ticket]");
}

/** A card that is not drawn yet is drawn for it; in place of one that has left, its neighbour. @param {number | null} number */
export function focusCard(number) {
  if (number === null) return focusOn(document.querySelector("main"));
  currentCard.value = number;
  showColumnOf(number);
  if (takeFocus(number)) return;
  requestAnimationFrame(() => {
    const at = document.activeElement;
    if ((at !== document.body && !isCard(at)) || takeFocus(number)) return;
    keepCurrentCard();
    if (!takeFocus(currentCard.peek())) focusOn(document.querySelector("main"));
  });
}

/** @param {number | null} number */
function takeFocus(number) {
  const card = cardElement(number);
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return card !== null && card === document.activeElement;
}

/** Where one column shows at a time, that of this card. @param {number} number */
function showColumnOf(number) {
  const column = shownPlace(number)?.column;
  if (column && isNarrow()) narrowColumn.value = column;
}

/** On a narrow screen one column shows at a time; the keyboard goes on in it. @param {string} key */
export function showColumn(key) {
  narrowColumn.value = key;
  const first = readingOrder()[frame.peek().columns.findIndex((column) => column.key === key)]?.[0];
  if (first !== undefined) currentCard.value = first;
}

export function isNarrow() {
  return matchMedia("(max-width: 45rem)").matches;
}

/** Called with each drawing: of the cards in view one is in the order of the Tab key, and it keeps its place. */
export function keepCurrentCard() {
  const order = readingOrder();
  const isThere = (/** @type {number} */ number) => order.some((numbers) => numbers.includes(number));
  const { ticket: open } = route.peek();
  const current = currentCard.peek();
  // A ticket may be open before its card has come: until then a neighbour stands for it.
  if (open !== null && isThere(open)) currentCard.value = open;
  else if (current === null || !isThere(current))
    currentCard.value = current === null ? (order.flat()[0] ?? null) : neighbourOf(current, lastOrder, order);
  lastOrder = order;
}

/** Where the focus goes on to when this card is done with. @param {number} number */
export function nextTo(number) {
  const order = readingOrder();
  return neighbourOf(
    number,
    order,
    order.map((numbers) => numbers.filter((each) => each !== number)),
  );
}

/**
 * After a dialog: back to what had the focus before it, unless something else took it since.
 * @param {Element | null} before
 */
export function giveFocusBack(before) {
  const card = cardOf(before);
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    if (card !== null) focusCard(card);
    else if (before?.isConnected && before !== document.body) focusOn(before);
    else focusOn(document.querySelector(PANEL) ?? cardElement(currentCard.peek()));
  });
}

/** A card drawn in another cell is another element: give it the focus its old one had. */
export function restoreCardFocus() {
  if (wasOnCard && document.activeElement === document.body) focusCard(currentCard.peek());
}
