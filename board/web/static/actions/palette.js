// @ts-check
/** What the desk knows of the palette's words: tickets and accounts. */

import { signal } from "@preact/signals";
import { read } from "../api.js";
import { absorb } from "../state.js";
import { sayFailure } from "./notices.js";

/** @import { Signal } from "@preact/signals" */
/** @import { AccountsPage, ListedAccount, Page } from "../types" */

const TYPING_MS = 150;
const SHORTEST = 2;
const TICKETS = 6;
const ACCOUNTS = 4;

/** @typedef {{ typed: string, tickets: number[], accounts: ListedAccount[] }} Told */
/** @type {Signal<Told>} */
export const told = signal({ typed: "", tickets: [], accounts: [] });

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let latest = "";

/** @param {string} typed */
export function askSoon(typed) {
  clearTimeout(timer);
  latest = typed.trim();
  if (latest.length < SHORTEST) told.value = { typed: latest, tickets: [], accounts: [] };
  else timer = setTimeout(() => void ask(latest), TYPING_MS);
}

/** @param {string} typed */
async function ask(typed) {
  try {
    /** @type {[Page, AccountsPage]} */
    const [tickets, accounts] = await Promise.all([
      read(`/tickets?${new URLSearchParams({ q: typed, limit: String(TICKETS) })}`),
      read(`/accounts?${new URLSearchParams({ q: typed, limit: String(ACCOUNTS) })}`),
    ]);
    if (latest !== typed) return;
    absorb(tickets.items);
    told.value = { typed, tickets: tickets.items.map(({ number }) => number), accounts: accounts.items };
  } catch (failure) {
    sayFailure(failure);
  }
}
