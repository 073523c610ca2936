// @ts-check
/** The keyboard: what is pressed, and which command it is. */

import { send } from "./actions/composer.js";
import { commandOf, ticketAtHand } from "./commands.js";
import { cancelDrag, isDragging } from "./drag.js";
import { focusOnTop } from "./focus.js";
import { go } from "./navigation.js";
import { nameOfPress } from "./pressed.js";
import { clearSelection, showsChecks } from "./selection.js";
import { mayWork, overlay, route } from "./state.js";

const FIELD = "input, textarea, select, [contenteditable=true]";
/** In these a letter is not written. */
const WORDLESS = "input:is([type=checkbox], [type=radio], [type=range], [type=button], [type=file])";
/** Where the arrows have a meaning of their own. */
const WALKED = "[role=tablist], header, dialog, [role=dialog]";

export function watchKeys() {
  document.addEventListener("keydown", keepFromPage, { capture: true });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.key === "Escape") return escape(event);
    if (takeKey(event)) event.preventDefault();
  });
}

/** While a word is being put together from several keys, they are for it. @param {KeyboardEvent} event */
function keepFromPage(event) {
  if (event.isComposing) event.stopPropagation();
}

/** @param {KeyboardEvent} event @returns {boolean} whether the key was ours */
function takeKey(event) {
  const key = nameOfPress(event);
  const call = { number: ticketAtHand(), key };
  const command = commandOf(call);
  if (overlay.peek() !== null) return command?.whileTyping === true;
  if (isSending(key, event.target)) return once(event, () => send());
  if (!command || isForField(event.target, key, command.whileTyping) || isWalking(event.target, key)) return false;
  if (command.travels) command.run?.(call);
  else once(event, () => command.run?.(call));
  return true;
}

/** A key held down only travels; whatever acts, acts once. @param {KeyboardEvent} event @param {() => unknown} act */
function once(event, act) {
  if (!event.repeat) act();
  return true;
}

/** @param {EventTarget | null} target @param {string} key @param {boolean} [isHeard] in a field too */
function isForField(target, key, isHeard = false) {
  if (isHeard || !(target instanceof Element) || !target.matches(FIELD)) return false;
  return !target.matches(WORDLESS) || /Arrow|Enter|^ $/.test(key);
}

/** @param {EventTarget | null} target @param {string} key */
function isWalking(target, key) {
  return key.startsWith("Arrow") && target instanceof Element && target.closest(WALKED) !== null;
}

/** On an open ticket, unless a button or a link is about to be pressed; the composer hears its own. @param {string} key @param {EventTarget | null} target */
function isSending(key, target) {
  const isTaken = target instanceof Element && target.closest(`button, a, ${FIELD}`) !== null;
  return key === "Mod+Enter" && mayWork.peek() && route.peek().ticket !== null && !isTaken;
}

/** @param {KeyboardEvent} event */
function escape(event) {
  if (isDragging()) return cancelDrag();
  const { target } = event;
  if (overlay.peek() !== null) overlay.value = null;
  else if (target instanceof HTMLElement && target.matches(FIELD)) leaveField(target);
  else if (route.peek().page) return;
  else if (route.peek().ticket !== null) go({ ticket: null });
  else if (showsChecks.peek()) clearSelection();
  else if (route.peek().query) go({ query: "" });
}

/** @param {HTMLElement} field */
function leaveField(field) {
  field.blur();
  if (field.closest(".search") && route.peek().query && !route.peek().page) go({ query: "" }, { replace: true });
  const panel = field.closest("[role=dialog]");
  if (panel instanceof HTMLElement) panel.focus();
  else focusOnTop();
}
