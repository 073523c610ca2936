// @ts-check
/** What tests of the page's pure modules begin with: a ticket and a comment, as the desk tells them. */

/** @import { Comment, DeskEvent, Ticket, Timer } from "../../board/web/static/types" */

export const NOW = Date.parse("2026-03-02T10:00:00Z");
export const MINUTE = 60_000;

/** @param {number} ms after NOW */
export function at(ms) {
  return new Date(NOW + ms).toISOString();
}

/** @param {Partial<Ticket>} changes @returns {Ticket} */
export function ticket(changes = {}) {
  return {
    number: 1001,
    version: 1,
    topic: "product",
    topic_name: "Product",
    board: "product",
    lane: "today",
    column: "inbox",
    state: "inbox",
    account: "17-203",
    account_name: null,
    customer: { telegram_id: 7, name: "Anna Berg" },
    new_person: false,
    blocked: false,
    barred: null,
    agent: null,
    labels: [],
    source: "telegram",
    follows: null,
    merged: [],
    summary: null,
    cause: null,
    unread: 0,
    last_line: "",
    voice: null,
    last_kind: null,
    last_what: null,
    last_author: null,
    last_message_at: null,
    glyphs: [],
    delivery: null,
    created_at: at(0),
    first_response_at: null,
    resolved_at: null,
    done_at: null,
    waiting_since: null,
    deadline: null,
    timers: [],
    alarm: null,
    suggestion: null,
    paused: false,
    snoozed: false,
    snoozed_until: null,
    told_due_at: null,
    to_say: null,
    forgotten: false,
    rating: null,
    person_has_other: 0,
    ...changes,
  };
}

/** With a promise to answer that is due so long after NOW; its lane warns five minutes before. @param {number} ms @param {Partial<Ticket>} changes */
export function due(ms, changes = {}) {
  const timers = [timer({ warn_at: at(ms - 5 * MINUTE) })];
  return ticket({ deadline: { metric: "first_response", due_at: at(ms) }, timers, ...changes });
}

/** @param {Partial<Timer>} changes @returns {Timer} */
export function timer(changes = {}) {
  return {
    metric: "first_response",
    state: "running",
    goal_seconds: 20 * 60,
    started_at: at(0),
    due_at: null,
    warn_at: null,
    ended_at: null,
    ...changes,
  };
}

/** Words of the customer. @param {number} id @param {Partial<Comment>} changes @returns {Comment} */
export function comment(id, changes = {}) {
  return {
    id,
    author: "customer",
    author_name: "Anna Berg",
    public: true,
    kind: "text",
    what: null,
    text: "Hello?",
    entities: [],
    transcript: null,
    edited: false,
    erased: false,
    forgotten: false,
    removed: null,
    edit_delivery: null,
    edit_delivery_reason: null,
    may_hold_card: false,
    versions: [],
    telegram_message_ids: [id],
    files: [],
    location: null,
    contact: null,
    reply_to: null,
    quote: null,
    quote_from: null,
    quote_what: null,
    forwarded_from: null,
    seen: true,
    thanks: false,
    delivery: null,
    delivery_reason: null,
    goes_at: null,
    maybe_twice: false,
    told_on: null,
    created_at: at(id * MINUTE),
    ...changes,
  };
}

/** @param {DeskEvent["type"]} type @param {Partial<DeskEvent>} changes @returns {DeskEvent} */
export function event(type, changes = {}) {
  return { type, ticket: 1001, actor: "Vera", actor_kind: "agent", at: at(0), ...changes };
}
