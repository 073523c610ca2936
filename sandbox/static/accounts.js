// @ts-check
/** Numbers for a customer who has not registered: one tap writes one into the field. */

import { insert } from "./composer.js";
import { el, fill, iconButton } from "./dom.js";
import { change, currentPerson, state, watch } from "./state.js";

/** Where the offer was put away. @type {Set<number>} */
const dismissed = new Set();

export function accountsOffer() {
  const bar = el("section", { class: "accounts", "aria-label": "Accounts you can use" });
  let drawn = state.accounts;
  watch(() => {
    bar.hidden = !isNeeded();
    if (drawn === state.accounts) return;
    drawn = state.accounts;
    fill(
      bar,
      el("div", { class: "accounts-words" }, el("small", {}, "Accounts you can use:"), drawn.map(chip)),
      iconButton("close", "Put the accounts away", dismiss),
    );
  });
  return bar;
}

/** @param {import("./types.js").Account} account */
function chip({ account, name, status }) {
  const words = status === "active" ? null : el("small", {}, status);
  return el("button", { type: "button", class: "account", title: name, onclick: () => insert(account) }, account, words);
}

function dismiss() {
  if (state.person !== null) dismissed.add(state.person);
  change({});
}

/** Numbers are offered beside a practice desk, until the customer has written that of an active account. */
function isNeeded() {
  if (!state.desk || !state.accounts.length || currentPerson() === null || dismissed.has(state.person ?? 0)) return false;
  const served = state.accounts.filter(({ status }) => status === "active").map(({ account }) => digits(account));
  const written = state.messages.filter(({ from }) => !from.is_bot).map(({ text }) => digits(text));
  return state.standing !== "kicked" && !written.some((text) => served.some((account) => text.includes(account)));
}

/** @param {string} text */
const digits = (text) => text.replace(/\D/g, "");
