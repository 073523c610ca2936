// @ts-check
/** How the events of a ticket's trail read. */

import { words } from "./words.js";

/** @import { Cause, DeskEvent, EventType, Opening, Rating } from "./types" */

/** What follows a line that does not give the reason itself. @type {Record<Opening | Cause, string>} */
const REASONS = {
  no_topic: "no topic was picked",
  follow_up: "the customer wrote again",
  something_new: "about something new",
  empty: "no words within a day",
  not_thanks: "that was no thanks",
  not_solved: "it was not solved",
  topic_picked: "the customer picked the topic",
  closed_by_customer: "closed by the customer",
  customer_wrote: "",
  answered: "",
  erased: "",
};

const NAME_OF_ERASED = "—";

/** @typedef {(kind: string, key: string) => string} NameOf */
/** What has no text is not told. @type {Record<EventType, ((event: DeskEvent, nameOf: NameOf) => string) | null>} */
const EVENT_TEXT = {
  "ticket.opened": (event) => `Opened by ${who(event)}`,
  "ticket.moved": moved,
  "ticket.resolved": (event) =>
    event.reason === "erased" ? "Closed: the customer had themselves erased" : `Resolved by ${who(event)}`,
  "ticket.reopened": (event, nameOf) =>
    event.reason === "customer_wrote" ? moved(event, nameOf) : `Reopened by ${who(event)}`,
  "ticket.undone": (event) => `Taken back by ${who(event)}`,
  "ticket.rated": (event) => `Rated ${words.face(/** @type {Rating["score"]} */ (event.score ?? 0))} by ${who(event)}`,
  "ticket.taken": (event) =>
    event.agent
      ? `With ${event.agent}${event.agent === event.actor ? "" : `, by ${who(event)}`}`
      : `Given back by ${who(event)}`,
  "ticket.labelled": (event) => capital(`${who(event)} ${labelChanges(event)}`),
  "ticket.seen": null,
  "comment.added": null,
  "comment.changed": null,
  "delivery.changed": null,
  "deadline.near": null,
  "deadline.missed": (event) => (event.metric === "resolution" ? "Not solved in time" : "Not answered in time"),
  "person.at_door": null,
  "person.left_door": null,
  "customer.blocked": () => "The customer blocked the bot",
  "customer.returned": () => "The customer came back",
  "customer.changed": ({ reason, actor }) =>
    reason === "person_confirmed"
      ? `Person confirmed by ${actor}`
      : reason === "person_unconfirmed"
        ? `Person marked as new again by ${actor}`
        : "",
  "numbers.guessed": null,
  "desk.changed": null,
};

/** Whether it has a line of its own between the comments. @param {DeskEvent} event */
export function isTold(event) {
  return Boolean(EVENT_TEXT[event.type]?.(event, () => ""));
}

/** @param {DeskEvent} event */
function who({ actor, actor_kind }) {
  if (actor_kind === "timer") return "the clock";
  if (actor_kind === "desk" || !actor) return "the desk";
  if (actor === NAME_OF_ERASED) return "the customer";
  return actor;
}

/** Words move a ticket by themselves; that is nobody's doing. @param {DeskEvent} event @param {NameOf} nameOf */
function moved(event, nameOf) {
  const goal = where(event, nameOf);
  if (event.reason === "customer_wrote") return `Back${goal}: the customer wrote`;
  if (event.reason === "answered") return `${capital(goal.trim() || "moved")}: ${who(event)} answered`;
  return `Moved by ${who(event)}${goal}`;
}

/** Only what changed of the place. @param {DeskEvent} event @param {NameOf} nameOf */
function where({ from, to }, nameOf) {
  if (!to) return "";
  const changed = /** @type {const} */ (["board", "lane", "column"]).filter((kind) => from?.[kind] !== to[kind]);
  return changed.length > 0 ? ` to ${changed.map((kind) => nameOf(kind, to[kind])).join(", ")}` : "";
}

/** @param {DeskEvent} event */
function labelChanges({ added = [], removed = [] }) {
  const told = [
    added.length > 0 ? `added ${added.join(", ")}` : "",
    removed.length > 0 ? `removed ${removed.join(", ")}` : "",
  ].filter(Boolean);
  return told.join(", ") || "changed the labels";
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {DeskEvent} event @param {NameOf} nameOf */
export function eventText(event, nameOf) {
  const said = EVENT_TEXT[event.type]?.(event, nameOf);
  const reason = REASONS[/** @type {Opening | Cause} */ (event.reason)];
  return [said, reason].filter(Boolean).join(", ");
}
