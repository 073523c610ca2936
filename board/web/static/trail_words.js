// @ts-check
/** How the events of a ticket's trail read. */

import { labelName } from "./labels.js";
import { faceOf, languageName, momentText, wholeMomentText } from "./look.js";
import { NOBODY } from "./person.js";
import { say } from "./say.js";
import { desk } from "./state.js";

/** @import { PlainKey } from "./say.js" */
/** @import { Cause, DeskEvent, EventType, Opening, Rating } from "./types" */

/** What follows a line that does not give the reason itself. @type {Record<Opening | Cause, PlainKey | null>} */
const REASONS = {
  no_topic: "trail.reason.no_topic",
  follow_up: "trail.reason.follow_up",
  something_new: "trail.reason.something_new",
  split: "trail.reason.split",
  agent: "trail.reason.agent",
  private: "trail.reason.private",
  empty: "trail.reason.empty",
  not_thanks: "trail.reason.not_thanks",
  not_solved: "trail.reason.not_solved",
  topic_picked: "trail.reason.topic_picked",
  place_removed: "trail.reason.place_removed",
  suggestion: "trail.reason.suggestion",
  breach: "trail.reason.breach",
  closed_by_customer: "trail.reason.closed_by_customer",
  customer_wrote: null,
  answered: null,
  erased: null,
};

/** @typedef {(kind: string, key: string, board: string) => string} NameOf */
/** What has no text is not told. @type {Record<EventType, ((event: DeskEvent, nameOf: NameOf) => string) | null>} */
const EVENT_TEXT = {
  "ticket.opened": opened,
  "ticket.moved": moved,
  "ticket.resolved": (event) =>
    event.reason === "erased" ? say("trail.closed_erased") : say("trail.resolved", { who: who(event) }),
  "ticket.reopened": (event, nameOf) =>
    event.reason === "customer_wrote" ? moved(event, nameOf) : say("trail.reopened", { who: who(event) }),
  "ticket.undone": (event) => say("trail.undone", { who: who(event) }),
  "ticket.cause": caused,
  "ticket.merged": (event) =>
    event.merged ? say("trail.merged", { who: who(event), number: event.merged }) : "",
  "ticket.rated": (event) =>
    say("trail.rated", { face: faceOf(/** @type {Rating["score"]} */ (event.score ?? 0)), who: who(event) }),
  "ticket.promised": promised,
  "ticket.forgotten": (event) => say(event.reason === "files" ? "trail.forgotten.files" : "trail.forgotten.words"),
  "ticket.suggested": suggested,
  "ticket.linked": linked,
  "ticket.taken": taken,
  "ticket.labelled": (event) => capital(labelled(event)),
  "ticket.snoozed": snoozed,
  "ticket.scheduled": scheduled,
  "ticket.woken": woken,
  "ticket.seen": null,
  "comment.added": null,
  "comment.changed": (event) => {
    if (event.reason === "taken_back") return say("trail.taken_back", { who: who(event) });
    return event.moved_to ? say("trail.moved_away", { number: event.moved_to }) : "";
  },
  "delivery.changed": null,
  "deadline.near": null,
  "deadline.missed": (event) =>
    event.metric === "resolution" ? say("trail.unsolved_in_time") : say("trail.unanswered_in_time"),
  "person.at_door": null,
  "person.left_door": null,
  "customer.blocked": () => say("trail.blocked"),
  "customer.returned": () => say("trail.returned"),
  "customer.changed": (event) => {
    if (event.reason === "person_confirmed") return say("trail.person_confirmed", { who: event.actor });
    if (event.reason === "barred") return barred(event);
    if (event.reason === "unbarred") return say("trail.unbarred", { who: who(event) });
    if (event.reason === "language_given")
      return say("trail.language_given", { who: who(event), language: languageName(event.language ?? "") });
    return event.reason === "person_unconfirmed" ? say("trail.person_unconfirmed", { who: event.actor }) : "";
  },
  "incident.changed": null,
  "numbers.guessed": null,
  "desk.changed": null,
  "access.changed": null,
};

/** Whether it has a line of its own between the comments. @param {DeskEvent} event */
export function isTold(event) {
  return Boolean(EVENT_TEXT[event.type]?.(event, () => ""));
}

/** @param {DeskEvent} event */
function who({ actor, actor_kind }) {
  if (actor_kind === "rule") return say("trail.who.rule");
  if (actor_kind === "timer") return say("trail.who.clock");
  if (actor_kind === "desk" || !actor) return say("trail.who.desk");
  // Whoever had themselves erased has no name any more.
  return actor === NOBODY ? say("trail.who.customer") : actor;
}

/** Words move a ticket by themselves; that is nobody's doing. @param {DeskEvent} event @param {NameOf} nameOf */
function moved(event, nameOf) {
  const place = placeText(event, nameOf);
  const by = { who: who(event) };
  if (event.reason === "customer_wrote") return place ? say("trail.back_to", { place }) : say("trail.back");
  if (event.reason === "answered")
    return place ? say("trail.answered_to", { ...by, place }) : say("trail.answered", by);
  return place ? say("trail.moved_to", { ...by, place }) : say("trail.moved", by);
}

/** Only what changed of the place. @param {DeskEvent} event @param {NameOf} nameOf */
function placeText({ from, to }, nameOf) {
  if (!to) return "";
  const changed = /** @type {const} */ (["board", "lane", "column"]).filter((kind) => from?.[kind] !== to[kind]);
  return changed.map((kind) => nameOf(kind, to[kind], to.board)).join(", ");
}

/** @param {DeskEvent} event */
function barred(event) {
  const params = { who: who(event), reason: event.words ?? "" };
  if (!event.until) return say("trail.barred", params);
  return say("trail.barred.until", { ...params, time: momentText(event.until, Date.parse(event.at)) });
}

/** By the owner's list as it is now. @param {DeskEvent} event */
function caused(event) {
  const cause = desk.value?.causes.find((each) => each.id === event.cause)?.name;
  return cause ? say("trail.cause", { who: who(event), cause }) : say("trail.cause.gone", { who: who(event) });
}

/** @param {DeskEvent} event */
function promised(event) {
  if (event.reason === "renewed") return say("trail.renewed", { who: who(event) });
  const until = wholeMomentText(event.until ?? "");
  if (event.actor_kind === "timer") return say("trail.delay.clock", { until });
  return say("trail.delay", { who: who(event), until });
}

/** @param {DeskEvent} event */
function opened(event) {
  const names = { who: who(event), agent: event.agent ?? "" };
  if (event.given === "knows") return say("trail.opened_given.knows", names);
  if (event.given === "free") return say("trail.opened_given.free", names);
  return event.agent ? say("trail.opened_for", names) : say("trail.opened", { who: names.who });
}

/** Which of the owner's words it was, the card says. @param {DeskEvent} event @param {NameOf} nameOf */
function suggested(event, nameOf) {
  const lane = nameOf("lane", event.lane ?? "", "");
  return event.reason === "dismissed"
    ? say("trail.suggestion_dismissed", { who: who(event), lane })
    : say("trail.suggested", { lane });
}

/** To which incident, the panel says. @param {DeskEvent} event */
function linked(event) {
  if (event.reason === "dismissed") return "";
  return event.reason === "unlinked"
    ? say("trail.unlinked", { who: who(event) })
    : say("trail.linked", { who: who(event) });
}

/** @param {DeskEvent} event */
function taken(event) {
  const { agent, actor, reason } = event;
  if (reason === "handed_over") return say("trail.handed_over", { agent: agent ?? "", who: who(event) });
  if (!agent) return say("trail.given_back", { who: who(event) });
  return agent === actor ? say("trail.taken", { agent }) : say("trail.taken_by_other", { agent, who: who(event) });
}

/** @param {DeskEvent} event */
function snoozed(event) {
  const by = { who: who(event) };
  if (!event.until) return say("trail.snoozed.customer", by);
  return say("trail.snoozed", { ...by, time: momentText(event.until, Date.parse(event.at)) });
}

/** @param {DeskEvent} event */
function scheduled(event) {
  const params = { who: who(event), time: momentText(event.until ?? event.at, Date.parse(event.at)) };
  switch (event.reason) {
    case "made":
    case "changed":
      return say(`trail.scheduled.${event.reason}`, params);
    case "dropped":
      return say("trail.scheduled.dropped", { who: params.who });
    case "held":
    case "reminds":
    case "cancelled":
      return say(`trail.scheduled.${event.reason}`);
    default:
      return "";
  }
}

/** @param {DeskEvent} event */
function woken(event) {
  if (event.reason === "customer_wrote") return say("trail.woken.customer");
  return event.actor_kind === "timer" ? say("trail.woken.time") : say("trail.woken", { who: who(event) });
}

/** @param {DeskEvent} event */
function labelled(event) {
  const by = { who: who(event) };
  const [added, removed] = [event.added ?? [], event.removed ?? []].map((labels) => labels.map(labelName).join(", "));
  if (added && removed) return say("trail.labels_both", { ...by, added, removed });
  if (added) return say("trail.labels_added", { ...by, added, n: event.added?.length ?? 0 });
  if (removed) return say("trail.labels_removed", { ...by, removed, n: event.removed?.length ?? 0 });
  return say("trail.labels_changed", by);
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {DeskEvent} event @param {NameOf} nameOf */
export function eventText(event, nameOf) {
  const said = EVENT_TEXT[event.type]?.(event, nameOf) ?? "";
  const reason = REASONS[/** @type {Opening | Cause} */ (event.reason)];
  return reason ? say("trail.with_reason", { said, reason: say(reason) }) : said;
}
