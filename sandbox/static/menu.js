// @ts-check
/** The menu of one message: react, answer, edit, copy, delete here. */

import * as api from "./api.js";
import { el, icon } from "./dom.js";
import { attempt, notice } from "./notices.js";
import { change, readChat, state } from "./state.js";

/** @typedef {import("./types.js").Message} Message */

const QUICK = ["👍", "❤️", "🙏", "🔥", "😁", "😢", "👌"];

/** @param {Message} message @param {HTMLElement} anchor */
export function openMenu(message, anchor) {
  const person = /** @type {number} */ (state.person);
  const isMine = !message.from.is_bot;
  const isEditable = isMine && !message.forward_origin && (message.text !== "" || message.files.length > 0);
  const choices = [
    choice("reply", "Reply", () => change({ replyTo: message, editing: null })),
    isEditable && choice("edit", "Edit", () => change({ editing: message, replyTo: null })),
    message.text && choice("copy", "Copy text", () => copy(message.text)),
    choice("trash", "Delete for me", () => attempt(async () => { await api.hide(person, message.id); await readChat(); })),
  ];
  const react = (/** @type {string} */ emoji) => attempt(() => api.react(person, message.id, message.own_reaction === emoji ? "" : emoji));
  const row = QUICK.map((emoji) => el("button", { type: "button", class: "react", "aria-label": `React ${emoji}`, "aria-pressed": String(message.own_reaction === emoji), onclick: () => react(emoji) }, emoji));
  popup(anchor, el("div", { class: "reacts" }, row), ...choices);
}

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard.writeText(text);
  notice("Copied");
}

/** @param {string} name @param {string} label @param {() => void} onclick */
export function choice(name, label, onclick) {
  return el("button", { type: "button", class: "choice", role: "menuitem", onclick }, icon(name), label);
}

/**
 * A menu beside its button; closes on a choice, on Escape and on a click elsewhere.
 * @param {HTMLElement} anchor @param {...(Node | false | "")} children
 */
export function popup(anchor, ...children) {
  if (document.querySelector(".popup")) return;
  const dialog = el("dialog", { class: "popup", onclose: () => { dialog.remove(); anchor.focus(); } }, el("div", { role: "menu" }, children));
  dialog.addEventListener("click", () => dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  const from = anchor.getBoundingClientRect();
  const own = dialog.getBoundingClientRect();
  const left = Math.min(Math.max(8, from.right - own.width), innerWidth - own.width - 8);
  const below = from.bottom + 4;
  const top = below + own.height > innerHeight - 8 ? Math.max(8, from.top - own.height - 4) : below;
  dialog.style.left = `${left}px`;
  dialog.style.top = `${top}px`;
}
