// @ts-check
/** Where the keyboard is: cards keep the focus when they are drawn elsewhere, and get it back from the panel. */

import { currentCard } from "./state.js";

let wasOnCard = false;

/** Starts following the focus. */
export function watchFocus() {
  document.addEventListener("focusin", ({ target }) => {
    const card = cardOf(target);
    wasOnCard = card !== null;
    if (card !== null) currentCard.value = card;
  });
  document.addEventListener("pointerdown", ({ target }) => {
    wasOnCard = cardOf(target) !== null;
  });
}

/** @param {EventTarget | null} target */
function cardOf(target) {
  const card = target instanceof Element ? target.closest("article[data-ticket]") : null;
  return card instanceof HTMLElement ? Number(card.dataset.ticket) : null;
}

/** @param {number | null} number */
export function cardElement(number) {
  const card = number === null ? null : document.querySelector(`article[data-ticket="${number}"]`);
  return card instanceof HTMLElement ? card : null;
}

/** @param {number | null} number */
export function focusCard(number) {
  const card = cardElement(number);
  if (!card) return;
  currentCard.value = number;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
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
    else if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  });
}

/** A card drawn in another cell is another element: give it the focus its old one had. */
export function restoreCardFocus() {
  if (wasOnCard && document.activeElement === document.body) focusCard(currentCard.peek());
}
