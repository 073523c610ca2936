// @ts-check
/** Moving a card by pointer: a mouse drags at once, a finger after a long press. */

import { move } from "./actions/tickets.js";
import { dragged, mayWork } from "./state.js";

/** @import { Destination } from "./types" */
/**
 * @typedef {object} Drag
 * @property {number} number
 * @property {number} beganAt in ms, by the browser's clock
 * @property {number} farthest in px from where the press began
 * @property {HTMLElement} card
 * @property {number} pointer
 * @property {number} startX
 * @property {number} startY
 * @property {number} x
 * @property {number} y
 * @property {number} offsetX from the card's corner to where it was taken
 * @property {number} offsetY
 * @property {HTMLElement | null} ghost
 * @property {HTMLElement | null} target
 */

const SLACK_PX = 5;
// A hand that only means to click may tremble as far as this.
const GLIDE_PX = 24;
const GLIDE_MS = 500;
const LONG_PRESS_MS = 350;
const EDGE_PX = 60;
const SCROLL_PX = 14;

/** @type {Drag | null} */
let drag = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let longPress;
let isClickDue = false;

/** Starts listening on the whole page. */
export function watchDrag() {
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", endPress);
  document.addEventListener("pointercancel", cancelDrag);
  // A release outside the window, or while another one has the focus, may never be heard.
  addEventListener("blur", cancelDrag);
  document.addEventListener("touchmove", keepPageStill, { passive: false });
  document.addEventListener("dragstart", (event) => {
    if (event.target instanceof Element && event.target.closest("article[data-ticket]")) event.preventDefault();
  });
  document.addEventListener("click", swallowClick, { capture: true });
}

/** @param {PointerEvent} event */
function begin(event) {
  if (!mayWork.peek() || event.button !== 0 || !event.isPrimary || !(event.target instanceof Element)) return;
  cancelDrag();
  isClickDue = false;
  const card = event.target.closest("article[data-ticket]");
  if (!(card instanceof HTMLElement) || event.target.closest("button, input")) return;
  const box = card.getBoundingClientRect();
  const { clientX: x, clientY: y } = event;
  drag = {
    number: Number(card.dataset.ticket),
    beganAt: event.timeStamp,
    farthest: 0,
    card,
    pointer: event.pointerId,
    startX: x,
    startY: y,
    x,
    y,
    offsetX: x - box.left,
    offsetY: y - box.top,
    ghost: null,
    target: null,
  };
  if (event.pointerType === "touch") longPress = setTimeout(lift, LONG_PRESS_MS);
}

/** @param {PointerEvent} event */
function follow(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  if (event.buttons === 0) return cancelDrag();
  drag.x = event.clientX;
  drag.y = event.clientY;
  drag.farthest = Math.max(drag.farthest, Math.hypot(drag.x - drag.startX, drag.y - drag.startY));
  const isFar = drag.farthest > SLACK_PX;
  if (!drag.ghost && isFar) {
    if (event.pointerType === "touch") cancelDrag();
    else lift();
  }
  if (drag?.ghost) carry(drag);
}

/** Takes the card up: a picture of it follows the pointer, the card itself stays where it is. */
function lift() {
  if (!drag) return;
  const box = drag.card.getBoundingClientRect();
  const ghost = /** @type {HTMLElement} */ (drag.card.cloneNode(true));
  ghost.classList.add("card-ghost");
  for (const name of ["id", "data-ticket", "tabindex", "aria-label", "aria-describedby"]) ghost.removeAttribute(name);
  ghost.setAttribute("aria-hidden", "true");
  ghost.style.width = `${box.width}px`;
  document.body.append(ghost);
  drag.ghost = ghost;
  dragged.value = drag.number;
  document.documentElement.classList.add("is-dragging");
  carry(drag);
  requestAnimationFrame(scrollAtEdges);
}

/** @param {Drag} current */
function carry(current) {
  if (!current.ghost) return;
  current.ghost.style.transform = `translate(${current.x - current.offsetX}px, ${current.y - current.offsetY}px) rotate(1.2deg)`;
  const under = document.elementFromPoint(current.x, current.y)?.closest("[data-drop]");
  mark(current, under instanceof HTMLElement ? under : null);
}

/** @param {Drag} current @param {HTMLElement | null} target */
function mark(current, target) {
  if (current.target === target) return;
  current.target?.classList.remove("is-drop-target");
  target?.classList.add("is-drop-target");
  current.target = target;
}

function scrollAtEdges() {
  if (!drag?.ghost) return;
  const scroller = document.querySelector(".board-scroll");
  if (scroller) {
    const box = scroller.getBoundingClientRect();
    if (drag.y < box.top + EDGE_PX && drag.y > box.top) scroller.scrollTop -= SCROLL_PX;
    if (drag.y > box.bottom - EDGE_PX) scroller.scrollTop += SCROLL_PX;
    if (drag.x > box.right - EDGE_PX) scroller.scrollLeft += SCROLL_PX;
    if (drag.x < box.left + EDGE_PX) scroller.scrollLeft -= SCROLL_PX;
  }
  requestAnimationFrame(scrollAtEdges);
}

/** @param {PointerEvent} event */
function endPress(event) {
  drop(event);
  // The click of this press, if there is one, comes before the timer.
  setTimeout(() => (isClickDue = false));
}

/** @param {PointerEvent} event */
function drop(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  const { ghost, number, target, card } = drag;
  const isClick = ghost !== null && isGlide(drag, event);
  cancelDrag();
  if (isClick) click(card, event);
  else if (ghost && target) void move(number, destination(target));
}

/** A click of a hand that moved: short, and ended near where it began. @param {Drag} current @param {PointerEvent} event */
function isGlide({ farthest, beganAt, target, card }, event) {
  const isQuick = event.timeStamp - beganAt <= GLIDE_MS;
  const isAtHome = target === null || target.contains(card);
  return event.pointerType !== "touch" && farthest <= GLIDE_PX && (isQuick || isAtHome);
}

/** The browser makes a click of it itself, unless the pointer has left the card. @param {HTMLElement} card @param {PointerEvent} event */
function click(card, event) {
  isClickDue = false;
  if (!card.contains(document.elementFromPoint(event.clientX, event.clientY))) card.click();
}

/** @param {HTMLElement} target @returns {Destination} */
function destination({ dataset }) {
  return dataset.drop === "board" ? { board: dataset.board } : { lane: dataset.lane, column: dataset.column };
}

/** Puts the card down where it was. */
export function cancelDrag() {
  clearTimeout(longPress);
  if (!drag) return;
  mark(drag, null);
  isClickDue = drag.ghost !== null;
  drag.ghost?.remove();
  drag = null;
  dragged.value = null;
  document.documentElement.classList.remove("is-dragging");
}

export function isDragging() {
  return drag?.ghost != null;
}

/** @param {TouchEvent} event */
function keepPageStill(event) {
  if (drag?.ghost) event.preventDefault();
}

/** The click a browser makes of a drag's end would open the card. @param {MouseEvent} event */
function swallowClick(event) {
  if (!isClickDue) return;
  isClickDue = false;
  event.preventDefault();
  event.stopPropagation();
}
