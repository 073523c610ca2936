// @ts-check
/** A small dialog over the page: it takes the focus, keeps it, and gives it back. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { giveFocusBack } from "../focus.js";
import { html } from "../html.js";
import { say } from "../say.js";
import { Icon } from "./icons.js";

const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex='0']";

/** @param {{ label: string, title: string, onClose: () => void, wide?: boolean, children?: unknown }} props */
export function Sheet({ label, title, onClose, wide = false, children }) {
  const sheet = useDialogFocus();
  return html`
    <div
      class="scrim"
      onClick=${(/** @type {MouseEvent} */ event) => event.target === event.currentTarget && onClose()}
    >
      <div
        class="sheet"
        data-wide=${wide ? "yes" : undefined}
        role="dialog"
        aria-modal="true"
        aria-label=${label}
        tabindex="-1"
        ref=${sheet}
        onKeyDown=${keepTabInside}
      >
        <div class="sheet-head">
          <h2>${title}</h2>
          <button type="button" class="tool" aria-label=${say("panel.close")} onClick=${onClose}>
            <${Icon} name="close" />
          </button>
        </div>
        ${children}
      </div>
    </div>
  `;
}

/** What a sheet switches, with what that means. @param {{ checked: boolean, onChoose: (isOn: boolean) => void, text: string, about: string }} props */
export function Tick({ checked, onChoose, text, about }) {
  return html`
    <label class="sheet-tick">
      <input
        type="checkbox"
        checked=${checked}
        onChange=${(/** @type {Event} */ event) => onChoose(/** @type {HTMLInputElement} */ (event.target).checked)}
      />
      <span>
        ${text}
        <span class="quiet">${about}</span>
      </span>
    </label>
  `;
}

/** Focuses the dialog when it opens and what had the focus when it closes. */
export function useDialogFocus() {
  const dialog = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const before = document.activeElement;
    const first = dialog.current?.querySelector("[data-autofocus]") ?? dialog.current;
    if (first instanceof HTMLElement) first.focus();
    return () => giveFocusBack(before);
  }, []);
  return dialog;
}

/** @param {KeyboardEvent} event */
export function keepTabInside(event) {
  if (event.key !== "Tab" || !(event.currentTarget instanceof HTMLElement)) return;
  const stops = [...event.currentTarget.querySelectorAll(FOCUSABLE)].filter(
    (each) => each instanceof HTMLElement && each.offsetParent !== null,
  );
  const first = stops[0];
  const last = stops.at(-1);
  const at = document.activeElement;
  const isLeaving = event.shiftKey ? at === first || at === event.currentTarget : at === last;
  if (!isLeaving || !first || !last) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (event.shiftKey ? last : first).focus();
}
