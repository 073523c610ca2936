// @ts-check
/** What an agent does to a ticket: move, resolve, reopen, take, label, greet, and undo. */

import { batch, effect } from "@preact/signals";
import { Refusal, write } from "../api.js";
import { placeText } from "../arrivals.js";
import { deskNow } from "../clock.js";
import { momentText } from "../look.js";
import { go } from "../navigation.js";
import { hearTicket, readCustomer, rereadSoon } from "../reread.js";
import { say } from "../say.js";
import { absorb, applyWaiting, desk, foretell, me, nextNeedingPerson, route, ticketOf, ticketSignal } from "../state.js";
import { showComment } from "./composer.js";
import { UNDO_MS, dismissNotice, notice, sayFailure, undoAction } from "./notices.js";
import { expectRefusal } from "./panel.js";
import { offerTakingBack, takeWaitingBack, waiting } from "./taking_back.js";

/** @import { Method } from "../api.js" */
/** @import { PlainKey } from "../say.js" */
/** @import { Column, Comment, Destination, Ticket } from "../types" */

/** @param {number} number @param {Destination} to */
export async function move(number, to) {
  const before = ticketOf(number);
  if (!before || isThere(before, to)) return;
  await moveForetold(before, to, "move", { ...to });
}

/**
 * Drawn at once; asked of the desk in its turn.
 * @param {Ticket} before @param {Destination} to @param {string} verb @param {Record<string, unknown>} body
 */
async function moveForetold(before, to, verb, body) {
  const { number } = before;
  const column = landingColumn(before, to);
  const answered = foretell(number, { ...to, ...(column ? { column: column.key, state: column.kind } : {}) });
  await inTurn(number, async () => {
    await change(
      number,
      verb,
      { ...body, version: ticketOf(number)?.version },
      {
        answered,
        unseen: "panel.unseen.moved",
        done: (ticket) => offerUndo(say("toast.moved", { number, place: placeText(before, ticket) }), ticket),
      },
    );
  });
}

/** @type {Map<number, Promise<void>>} */
const turns = new Map();

/** Two quick moves of one card go one after the other, each with the version the last one left. @param {number} number @param {() => Promise<void>} act */
function inTurn(number, act) {
  const turn = (turns.get(number) ?? Promise.resolve()).then(act);
  turns.set(
    number,
    turn.catch(() => {}),
  );
  return turn;
}

/** @param {Ticket} ticket @param {Destination} to */
function isThere(ticket, to) {
  return (
    (to.board ?? ticket.board) === ticket.board &&
    (to.lane ?? ticket.lane) === ticket.lane &&
    (to.column ?? ticket.column) === ticket.column
  );
}

/** @param {Ticket} ticket @param {Destination} to @returns {Column | undefined} */
function landingColumn(ticket, to) {
  const board = desk.peek()?.boards.find((each) => each.key === (to.board ?? ticket.board));
  return board?.columns.find((each) => each.key === (to.column ?? ticket.column));
}

/** Quiet where nothing is suggested. @param {number} number */
export async function takeSuggestion(number) {
  const before = ticketOf(number);
  const lane = before?.suggestion?.lane;
  if (before && lane) await moveForetold(before, { lane }, "take-suggestion", {});
}

/** @param {number} number */
export async function dismissSuggestion(number) {
  if (!ticketOf(number)?.suggestion) return;
  const done = () => notice(say("toast.suggestion_dismissed", { number }), { about: number });
  await change(number, "dismiss-suggestion", {}, { done });
}

/** @param {number} number @param {string} closingWords @param {number | null} [cause] */
export async function resolve(number, closingWords, cause = null) {
  const text = closingWords.trim();
  return change(
    number,
    "resolve",
    { ...(text ? { text, ...waiting() } : {}), ...(cause === null ? {} : { cause }), version: ticketOf(number)?.version },
    {
      unseen: "panel.unseen.resolved",
      done: (ticket) => offerUndo(say("toast.resolved", { number }), ticket, text ? undoClosing : undo),
    },
  );
}

/** For as long as the ticket stands where it was put. @param {string} text @param {Ticket} ticket @param {(number: number) => Promise<void>} [back] */
function offerUndo(text, ticket, back = undo) {
  const { number, board, lane, column } = ticket;
  const offered = notice(text, {
    about: number,
    lastsMs: UNDO_MS,
    action: undoAction(() => void back(number)),
  });
  const stopWatching = effect(() => {
    const now = ticketSignal(number)?.value;
    if (now && !isThere(now, { board, lane, column })) dismissNotice(offered);
  });
  setTimeout(stopWatching, UNDO_MS);
}

/** @param {number} number */
async function undo(number) {
  const version = ticketOf(number)?.version;
  await change(number, "undo", { version }, { done: () => notice(say("toast.undone", { number }), { about: number }) });
}

/** With its words, as long as they wait. @param {number} number */
async function undoClosing(number) {
  if (!(await takeWaitingBack(number))) await undo(number);
}

/** @param {number} number */
export function reopen(number) {
  return change(number, "reopen", {});
}

/** @param {number} number @param {string | null} agent */
export function take(number, agent = me.peek()) {
  return change(number, "take", { agent, version: ticketOf(number)?.version });
}

/** To a colleague, a board or both; the line goes with whichever comes first. @param {number} number @param {{ agent: string | null, board: string, summary: string }} to */
export async function handOver(number, { agent, board, summary }) {
  const before = ticketOf(number);
  if (!before) return;
  let words = summary.trim() ? { summary: summary.trim() } : {};
  if (agent !== before.agent || board === before.board) {
    if (!(await change(number, "take", { agent, ...words, version: before.version }))) return;
    words = {};
  }
  if (board === before.board) return void notice(say("toast.handed_on", { number }), { about: number });
  await change(
    number,
    "move",
    { board, ...words, version: ticketOf(number)?.version },
    { unseen: "panel.unseen.moved", done: (ticket) => offerUndo(say("toast.moved", { number, place: placeText(before, ticket) }), ticket) },
  );
}

/** @param {number} number @param {{ add?: string[], remove?: string[] }} labels */
export function label(number, { add = [], remove = [] }) {
  return change(number, "labels", { add, remove, version: ticketOf(number)?.version });
}

/** @param {number} number @param {string} until a time, `opening` or `customer` */
export function snooze(number, until) {
  const action = undoAction(() => void wake(number));
  /** @param {Ticket} ticket */
  const done = ({ snoozed_until: end }) => {
    const text = end
      ? say("toast.snoozed", { number, time: momentText(end, deskNow()) })
      : say("toast.snoozed.customer", { number });
    notice(text, { about: number, lastsMs: UNDO_MS, action });
  };
  return change(number, "snooze", { until }, { done });
}

/** @param {number} number @param {string} until a time, `hour`, `tonight` or `tomorrow` */
export function tellDelay(number, until) {
  const done = () => notice(say("toast.delay_told", { number }), { about: number });
  return change(number, "delay", { until }, { done });
}

/** @param {number} number */
export function wake(number) {
  const done = () => notice(say("toast.woken", { number }), { about: number });
  return change(number, "snooze", {}, { done, method: "DELETE" });
}

/** @param {number} number */
export async function confirmPerson(number) {
  const action = undoAction(() => void unconfirmPerson(number));
  const done = () => notice(say("toast.confirmed", { number }), { about: number, lastsMs: UNDO_MS, action });
  if (await change(number, "confirm-person", {}, { done })) await readCustomer(number).catch(sayFailure);
}

/** @param {number} number */
async function unconfirmPerson(number) {
  const done = () => notice(say("toast.unconfirmed", { number }), { about: number });
  if (await change(number, "unconfirm-person", {}, { done })) await readCustomer(number).catch(sayFailure);
}

/** @param {number} number @param {number} comment */
export function notThanks(number, comment) {
  return change(number, "not-thanks", { comment });
}

/** @type {Map<number, Promise<void>>} waiting for their turn, or on their way */
const greetings = new Map();

/** A greeting that has not gone yet is not begun again: a hand that presses twice means it once. @param {number} number */
export function greet(number) {
  const begun = greetings.get(number) ?? inTurn(number, () => greetNow(number)).finally(() => greetings.delete(number));
  greetings.set(number, begun);
  return begun;
}

/** @param {number} number */
async function greetNow(number) {
  try {
    /** @type {Comment} */
    const comment = await write(`/tickets/${number}/greet`, waiting());
    showComment(number, comment);
    offerTakingBack(number, comment);
    if (!comment.goes_at && route.peek().ticket !== number) notice(say("toast.greeted", { number }), { about: number });
    rereadSoon(number);
  } catch (failure) {
    sayFailure(failure);
  }
}

/** A failed reply is sent again, or a failed file fetched again. @param {number} number @param {number} comment @param {"retry" | "fetch"} what */
export async function tryAgain(number, comment, what) {
  try {
    await write(`/comments/${comment}/${what}`, {});
    rereadSoon(number);
  } catch (failure) {
    sayFailure(failure);
  }
}

/** Opens the next ticket that needs a person. @param {number | null} after */
export function goNext(after) {
  const next = nextNeedingPerson(after);
  if (next === null) notice(say("toast.no_next"));
  else go({ ticket: next });
}

/**
 * One write to a ticket; the answer is whether the desk agreed.
 * @param {number} number @param {string} verb @param {Record<string, unknown>} body
 * @param {{ unseen?: PlainKey, done?: (ticket: Ticket) => void, answered?: () => void, method?: Method }} [then]
 */
async function change(number, verb, body, then = {}) {
  try {
    const ticket = await writeOver(number, verb, body, then.method);
    batch(() => {
      then.answered?.();
      absorb([ticket]);
      applyWaiting();
    });
    then.done?.(ticket);
    rereadSoon(number);
    return true;
  } catch (failure) {
    then.answered?.();
    if (failure instanceof Refusal && failure.status === 409) sayConflict(number, failure, then.unseen);
    else sayFailure(failure);
    return false;
  }
}

/**
 * What was changed meanwhile by nobody but this agent, as by the key pressed before, is no conflict.
 * @param {number} number @param {string} verb @param {Record<string, unknown>} body @param {Method} [method]
 * @returns {Promise<Ticket>}
 */
async function writeOver(number, verb, body, method) {
  const path = `/tickets/${number}/${verb}`;
  try {
    return await write(path, body, undefined, method);
  } catch (failure) {
    const { ticket, changed_by: name } = failure instanceof Refusal ? failure.problem : {};
    if (!ticket || name !== me.peek() || !("version" in body)) throw failure;
    return write(path, { ...body, version: ticket.version }, undefined, method);
  }
}

/** @param {number} number @param {Refusal} refusal @param {PlainKey} [unseen] */
function sayConflict(number, { problem, message }, unseen) {
  if (problem.ticket) {
    hearTicket(problem.ticket);
    applyWaiting();
  } else rereadSoon(number);
  if (problem.unseen?.length > 0 && unseen) {
    expectRefusal(number, say(unseen), problem.unseen[0].id);
    go({ ticket: number });
  } else if (problem.ticket)
    notice(changedText(number, problem.changed_by), { tone: "alert", lastsMs: UNDO_MS });
  else notice(message, { tone: "alert" });
}

/** @param {number} number @param {string | null | undefined} name */
function changedText(number, name) {
  return name ? say("toast.changed", { number, name }) : say("toast.changed_by_somebody", { number });
}
