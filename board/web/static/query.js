// @ts-check
/**
 * What is typed into the search box, as far as the page itself can tell: the desk reads the same grammar in
 * `board/views/query.py`, with names and words of other languages besides, and is asked whenever more is meant.
 */

import { isLatePlace, placeOf } from "./layout.js";
import { badgeOf } from "./warning_rules.js";

/** @import { Desk, Ticket } from "./types" */
/** @typedef {typeof CLAIMS[number]} Claim */
/** @typedef {typeof FIELDS[number]} Field */
/** @typedef {{ field: Field, values: string[], isNot: boolean, written: string }} Term */
/** @typedef {{ words: string, terms: Term[], claims: Claim[] }} Query `claims`: those that stand alone and are not negated */
/** @typedef {Record<Place, Set<string>>} Keys */
/** @typedef {typeof PLACES[number]} Place */

export const FIELDS = /** @type {const} */ ([
  ...["topic", "board", "lane", "state", "label", "account", "customer", "agent"],
  ...["is", "has", "rated", "from", "after", "before", "on"],
]);
const PLACES = /** @type {const} */ (["topic", "board", "lane", "state"]);
/** As the desk takes a query; what goes beyond is cut off. */
export const LONGEST_QUERY = 500;
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

const VALUE = String.raw`"[^"]*"?|«[^»]*»?|“[^”]*”?|[^\s,"«“][^\s,]*`;
const TOKEN = new RegExp(
  String.raw`(?<!\S)(?<minus>[-−–]?)(?<field>[^\W\d]\w*):(?<values>(?:${VALUE})?(?:,(?:${VALUE})?)*)|\S+`,
  "gu",
);

/** @param {string} query @returns {Query} */
export function parseQuery(query) {
  /** @type {Term[]} */
  const terms = [];
  /** @type {string[]} */
  const words = [];
  for (const { 0: written, groups = {} } of query.matchAll(TOKEN)) {
    const field = FIELDS.find((each) => each === groups.field?.toLowerCase());
    if (!field) words.push(written);
    else {
      const values = (groups.values ?? "").match(new RegExp(VALUE, "gu")) ?? [];
      const told = values.map(unquoted).filter(Boolean);
      if (told.length > 0) terms.push({ field, values: told, isNot: groups.minus !== "", written });
    }
  }
  return { words: words.join(" "), terms, claims: terms.flatMap(claimOf) };
}

/** @param {string} value */
function unquoted(value) {
  return /^["«“]/u.test(value) ? value.slice(1).replace(/["»”]$/u, "").trim() : value;
}

/** @param {Term} term @returns {Claim[]} */
function claimOf({ field, values, isNot }) {
  return field === "is" && !isNot && values.length === 1 ? CLAIMS.filter((each) => each === values[0]?.toLowerCase()) : [];
}

/** Whether anything is asked yet: a filter without its value says nothing. @param {Query} query */
export function asksNothing({ words, terms }) {
  return words === "" && terms.length === 0;
}

/** By which the page knows places. @param {Desk | null} desk @returns {Keys} */
export function keysOf(desk) {
  const boards = desk?.boards ?? [];
  return {
    topic: new Set(desk?.topics.map(({ key }) => key)),
    board: new Set(boards.map(({ key }) => key)),
    lane: new Set(boards.flatMap(({ lanes }) => lanes.map(({ key }) => key))),
    state: new Set(["inbox", "working", "waiting", "done"]),
  };
}

/** Of open tickets the page knows all, and where they stand by key. @param {Query} query @param {Keys} keys */
export function needsDesk({ words, terms, claims }, keys) {
  const knows = (/** @type {Term} */ { field, values }) => {
    if (field === "is") return values.every((value) => CLAIMS.some((claim) => claim === value));
    const place = PLACES.find((each) => each === field);
    return place !== undefined && claims.includes("open") && values.every((value) => keys[place].has(value));
  };
  const isOfOpen = terms.some(({ field, isNot }) => field === "is" && !isNot);
  return words !== "" || !isOfOpen || !terms.every(knows);
}

/** @param {Ticket} ticket @param {number | null} days @param {number} nowMs */
export function isStale(ticket, days, nowMs) {
  const at = staleAt(ticket, days);
  return at !== null && at < nowMs;
}

/** When a ticket has waited for its customer so long that it is listed; null if it does not wait. @param {Ticket} ticket @param {number | null} days */
export function staleAt({ waiting_since: since }, days) {
  return since === null ? null : Date.parse(since) + (days ?? USUAL_WAITING_DAYS) * DAY_MS;
}

/**
 * Whether a card is what the query says, where the page can tell; places told twice are either.
 * @param {Ticket} ticket @param {Term[]} terms @param {SeenBy} seenBy
 */
export function meets(ticket, terms, seenBy) {
  const wanted = terms.map((term) => ({ ...term, isMet: term.values.some((value) => holds(ticket, term.field, value, seenBy)) }));
  return wanted.every(
    ({ field, isNot, isMet }) =>
      isMet !== isNot || (!isNot && field !== "is" && wanted.some((other) => other.field === field && !other.isNot && other.isMet)),
  );
}

/** @typedef {{ me: string, nowMs: number, waitingDays: number | null }} SeenBy */

/** @param {Ticket} ticket @param {Field} field @param {string} value @param {SeenBy} seenBy */
function holds(ticket, field, value, seenBy) {
  const place = PLACES.find((each) => each === field);
  return place ? ticket[place] === value : field === "is" && isSo(ticket, value, seenBy);
}

/** As the desk judges: see `board/views/filters.py`. @param {Ticket} ticket @param {string} claim @param {SeenBy} seenBy */
function isSo(ticket, claim, { me, nowMs, waitingDays }) {
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
}
