// @ts-check
/** How the events of a ticket's trail read. */

import { words } from "./words.js";

/** @import { DeskEvent, Rating } from "./types" */

/** @type {Record<string, string>} */
const REASONS = {
  customer_wrote: "the customer wrote",
  customer_closed: "closed by the customer",
  no_words: "no words within a day",
  no_topic: "no topic was picked",
};

/** @typedef {(kind: string, key: string) => string} NameOf */
/** @type {Record<string, (event: DeskEvent, nameOf: NameOf) => string>} */
const EVENT_TEXT = {
  "ticket.opened": (event) => `Opened by ${who(event)}`,
  "ticket.moved": (event, nameOf) => `Moved by ${who(event)}${where(event, nameOf)}`,
  "ticket.resolved": (event) => `Resolved by ${who(event)}`,
  "ticket.reopened": (event) => `Reopened by ${who(event)}`,
  "ticket.undone": (event) => `Taken back by ${who(event)}`,
  "ticket.rated": (event) => `Rated ${words.face(/** @type {Rating["score"]} */ (event.score ?? 0))} by ${who(event)}`,
  "ticket.taken": (event) =>
    event.agent
      ? `With ${event.agent}${event.agent === event.actor ? "" : `, by ${who(event)}`}`
      : `Given back by ${who(event)}`,
  "ticket.labelled": (event) => `Labels changed by ${who(event)}`,
  "deadline.missed": (event) => (event.metric === "resolution" ? "Not solved in time" : "Not answered in time"),
  "customer.blocked": () => "The customer blocked the bot",
  "customer.returned": () => "The customer came back",
};

/** @param {DeskEvent} event */
function who({ actor, actor_kind }) {
  if (actor_kind === "timer") return "the clock";
  if (actor_kind === "desk" || !actor) return "the desk";
  return actor;
}

/** Only what changed of the place. @param {DeskEvent} event @param {NameOf} nameOf */
function where({ from, to }, nameOf) {
  if (!to) return "";
  const changed = /** @type {const} */ (["board", "lane", "column"]).filter((kind) => from?.[kind] !== to[kind]);
  return changed.length > 0 ? ` to ${changed.map((kind) => nameOf(kind, to[kind])).join(", ")}` : "";
}

/** @param {DeskEvent} event @param {NameOf} nameOf */
export function eventText(event, nameOf) {
  const said = EVENT_TEXT[event.type]?.(event, nameOf) ?? "";
  const reason = event.reason ? (REASONS[event.reason] ?? event.reason.replaceAll("_", " ")) : "";
  return [said, reason].filter(Boolean).join(", ");
}
