// @ts-check
/** Short notices at the foot of the page, each gone by itself. */

import { Refusal } from "../api.js";
import { say } from "../say.js";
import { toasts } from "../state.js";

/** @import { Toast } from "../types" */

const PLAIN_MS = 5000;
/** The desk takes an undo back for ten seconds. */
export const UNDO_MS = 10_000;

let lastId = 0;

/**
 * A later notice about the same ticket takes the place of an earlier one, and of its undo; the same words stand once.
 * The answer is the notice's id.
 * @param {string} text @param {Partial<Omit<Toast, "id" | "text">>} [look]
 */
export function notice(text, look = {}) {
  lastId += 1;
  /** @type {Toast} */
  const toast = { id: lastId, text, tone: "plain", action: null, about: null, lastsMs: PLAIN_MS, until: null, ...look };
  const others = toasts.value.filter(({ about, text: said }) => (about === null ? said !== text : about !== toast.about));
  toasts.value = [...others.slice(-3), toast];
  setTimeout(() => dismissNotice(toast.id), toast.lastsMs);
  return toast.id;
}

/** @param {number} id */
export function dismissNotice(id) {
  toasts.value = toasts.peek().filter((toast) => toast.id !== id);
}

/** Takes back the last thing that a notice still offers to take back. */
export function undoLast() {
  const last = toasts.peek().findLast(({ action }) => action?.isUndo);
  if (!last) return void notice(say("toast.no_undo"));
  dismissNotice(last.id);
  last.action?.run();
}

/** @param {() => void} run */
export function undoAction(run) {
  return { label: say("toast.undo"), run, isUndo: true };
}

/** @param {unknown} failure */
export function sayFailure(failure) {
  if (!(failure instanceof Refusal)) throw failure;
  notice(failureText(failure), { tone: "alert", lastsMs: UNDO_MS });
}

/** @param {Refusal} refusal */
function failureText({ status, message }) {
  return status === 401 ? say("toast.signed_out") : message;
}
