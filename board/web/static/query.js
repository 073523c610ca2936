// @ts-check
/** The search box's small language: free words, `account:17-203`, `state:waiting`, `is:late`. */

import { isLatePlace, placeOf } from "./layout.js";
import { badgeOf } from "./warning_rules.js";

/** @import { Ticket } from "./types" */
/** @typedef {typeof CLAIMS[number]} Claim */
/** @typedef {{ params: Record<string, string>, claims: Claim[] }} Query */

const FIELDS = new Set(["board", "topic", "lane", "state", "account"]);
const PLACES = new Set(["board", "topic", "lane", "state"]);
const DAY_MS = 86_400_000;
const OUT_OF_PLAN = "out of plan";
/** Where the owner has switched the list off, whoever asks for it gets it by this. */
export const USUAL_WAITING_DAYS = 3;

/** What the page itself can tell of a card. */
export const CLAIMS = /** @type {const} */ ([
  "open",
  "late",
  "near",
  "snoozed",
  "unread",
  "mine",
  "stale",
  "undelivered",
  "out_of_plan",
]);

/** @param {string} query @returns {Query} */
export function parseQuery(query) {
  /** @type {Record<string, string>} */
  const params = {};
  /** @type {Claim[]} */
  const claims = [];
  const free = query
    .trim()
    .split(/\s+/)
    .filter((word) => {
      const [field, value] = split(word);
      if (!value) return true;
      const claim = CLAIMS.find((each) => each === value);
      if (field === "is" && claim) claims.push(claim);
      else if (FIELDS.has(field)) params[field] = value;
      else return true;
      return false;
    })
    .join(" ");
  if (free) params.q = free;
  return { params, claims };
}

/** @param {string} word @returns {[string, string]} */
function split(word) {
  const colon = word.indexOf(":");
  return colon < 0 ? [word, ""] : [word.slice(0, colon).toLowerCase(), word.slice(colon + 1)];
}

/** @param {Ticket} ticket @param {number | null} days @param {number} nowMs */
export function isStale(ticket, days, nowMs) {
  const at = staleAt(ticket, days);
  return at !== null && at < nowMs;
}

/** Of open tickets the page knows all, and where they stand. @param {Query} query */
export function needsDesk({ params, claims }) {
  return Object.keys(params).some((field) => !claims.includes("open") || !PLACES.has(field));
}

/** Whether it is where the query says. @param {Ticket} ticket @param {Record<string, string>} wanted */
export function standsThere({ board, topic, lane, state }, wanted) {
  return Object.entries({ board, topic, lane, state }).every(([field, here]) => (wanted[field] ?? here) === here);
}

/** When a ticket has waited for its customer so long that it is listed; null if it does not wait. @param {Ticket} ticket @param {number | null} days */
export function staleAt({ waiting_since: since }, days) {
  return since === null ? null : Date.parse(since) + (days ?? USUAL_WAITING_DAYS) * DAY_MS;
}

/** @param {Ticket} ticket @param {string[]} claims @param {{ me: string, nowMs: number, waitingDays: number | null }} seenBy */
export function meetsClaims(ticket, claims, { me, nowMs, waitingDays }) {
  return claims.every((claim) => {
    switch (claim) {
      case "open":
        return ticket.state !== "done" && ticket.last_message_at !== null;
      case "late":
        return isLatePlace(placeOf(ticket), nowMs);
      case "near":
        return badgeOf(ticket, isLatePlace(placeOf(ticket), nowMs)) === "near";
      case "snoozed":
        return ticket.snoozed;
      case "unread":
        return ticket.unread > 0;
      case "mine":
        return ticket.agent === me && ticket.state !== "done";
      case "stale":
        return isStale(ticket, waitingDays, nowMs);
      case "undelivered":
        return ticket.delivery === "failed" || ticket.delivery === "queued";
      case "out_of_plan":
        return ticket.labels.includes(OUT_OF_PLAN);
      default:
        return false;
    }
  });
}
