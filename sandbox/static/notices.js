// @ts-check
/** Short words over the chat: a bot's answer to a tap, or why something failed. */

import { el } from "./dom.js";

const SHOWN_MS = 3500;

/** @type {HTMLElement | null} */
let shown = null;

/** @param {string} text */
export function notice(text) {
  shown?.remove();
  const toast = el("div", { class: "toast", role: "status" }, text);
  shown = toast;
  (document.querySelector(".history") ?? document.body).append(toast);
  setTimeout(() => toast.remove(), SHOWN_MS);
}

/** @param {import("./types.js").TapAnswer} answer */
export function showAnswer(answer) {
  if (!answer.text) return;
  if (answer.show_alert) ask(answer.text, "OK");
  else notice(answer.text);
}

/** A question with one way on; resolves to whether it was taken. @param {string} text @param {string} yes @returns {Promise<boolean>} */
export function ask(text, yes) {
  return new Promise((resolve) => {
    const dialog = el(
      "dialog",
      { class: "sheet", onclose: () => { dialog.remove(); resolve(dialog.returnValue === "yes"); } },
      el(
        "form",
        { method: "dialog" },
        el("p", {}, text),
        el(
          "div",
          { class: "sheet-buttons" },
          yes === "OK" ? null : el("button", { class: "text-button", value: "no", formnovalidate: true }, "Cancel"),
          el("button", { class: "text-button", value: "yes" }, yes),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Runs what a person asked for and says why when it fails. @param {() => Promise<unknown>} work */
export async function attempt(work) {
  try {
    await work();
  } catch (problem) {
    notice(problem instanceof Error ? problem.message.replace(/^Bad Request: /, "") : String(problem));
  }
}
