// @ts-check
/** Short notices at the foot of the page, each gone by itself. */

import { Refusal } from "../api.js";
import { toasts } from "../state.js";
import { words } from "../words.js";

/** @import { Toast } from "../types" */

const PLAIN_MS = 5000;
/** The desk takes an undo back for ten seconds. */
export const UNDO_MS = 10_000;

let lastId = 0;

/** @param {string} text @param {Partial<Pick<Toast, "tone" | "action" | "lastsMs">>} [look] */
export function notice(text, look = {}) {
  lastId += 1;
  const toast = { id: lastId, text, tone: look.tone ?? "plain", action: look.action ?? null, lastsMs: look.lastsMs ?? PLAIN_MS };
  toasts.value = [...toasts.value.slice(-3), /** @type {Toast} */ (toast)];
  setTimeout(() => dismissNotice(toast.id), toast.lastsMs);
}

/** @param {number} id */
export function dismissNotice(id) {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** @param {unknown} failure */
export function sayFailure(failure) {
  if (!(failure instanceof Refusal)) throw failure;
  notice(failure.status === 0 ? words.toast.unreachable : failure.message, { tone: "alert", lastsMs: UNDO_MS });
}
