// @ts-check
/** Holds the board still while a button is down or a field has the focus. */

import { effect } from "@preact/signals";
import { second } from "./clock.js";
import { holdBoard } from "./state.js";

const FIELDS =
  "input:not([type=range], [type=checkbox], [type=radio], [type=button], [type=file]), textarea, select, [contenteditable=true]";

let isPressed = false;

/** Starts watching the pointer and the focus. */
export function watchHold() {
  addEventListener("pointerdown", press, { capture: true });
  for (const type of ["pointerup", "pointercancel", "dragend"])
    addEventListener(type, releaseAfterClick, { capture: true });
  // A release that was never heard shows in the next move.
  addEventListener("pointermove", ({ buttons }) => isPressed && buttons === 0 && releaseAfterClick(), {
    capture: true,
    passive: true,
  });
  // A finger that scrolls loses its pointer events but is still down: only touchend tells.
  addEventListener("touchstart", press, { capture: true, passive: true });
  for (const type of ["touchend", "touchcancel"])
    addEventListener(type, releaseAfterClick, { capture: true, passive: true });
  addEventListener("blur", releaseAfterClick);
  document.addEventListener("focusin", settle);
  document.addEventListener("focusout", () => setTimeout(settle));
  // A field removed with the focus in it says nothing.
  effect(() => {
    second.value;
    settle();
  });
}

function press() {
  isPressed = true;
  settle();
}

/** The click that ends a press must still land on the card it was meant for. */
function releaseAfterClick() {
  setTimeout(() => {
    isPressed = false;
    settle();
  });
}

function settle() {
  holdBoard(isPressed || document.activeElement?.matches(FIELDS) === true);
}
