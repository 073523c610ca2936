// @ts-check
/** Live changes: one stream a browser, held by whichever tab has the lock and shared with the others. */

import { readAnsweredAgain } from "./actions/answered.js";
import { syncDrafts } from "./actions/drafts.js";
import { notice } from "./actions/notices.js";
import { forgetQuickReplies } from "./actions/quick.js";
import { searchAgainSoon } from "./actions/search.js";
import { recountSoon } from "./actions/searches.js";
import { openEvents } from "./api.js";
import { deskNow, hearDeskTime } from "./clock.js";
import { readIncidents, readIncidentsSoon } from "./incidents.js";
import {
  readBoard,
  readDesk,
  readDeskSoon,
  readDoor,
  readDoorSoon,
  readFigures,
  readFiguresSoon,
  readOpenCustomerSoon,
  readSelf,
  readSelfSoon,
  rereadHours,
  rereadSoon,
} from "./reread.js";
import { say } from "./say.js";
import { leaveToSignIn } from "./session.js";
import { readPageSoon } from "./settings/opening.js";
import { eventParser } from "./sse.js";
import { connection, conversation, customer, route } from "./state.js";
import { expectWarning } from "./warnings.js";

/** @import { DeskEvent, EventType } from "./types" */
/** @import { ServerEvent } from "./sse.js" */

const NAME = "lanedesk.live";
// The desk sends a comment line every 15 s: twice that without a byte is a dead line.
const SILENCE_MS = 35_000;
const RETRY_FROM_MS = 500;
const RETRY_TO_MS = 8000;
const CLOCK_JUMP_MS = 5000;
const ALARM_MS = 60_000;

/** @typedef {"words" | "marks" | "customer" | "people" | "door" | "desk" | "page" | "figures" | "incidents"} Part */
/**
 * What each event may change besides its ticket's card: conversation and trail, the marks of what is unseen, the
 * customer's side of the panel or only who took part, the door, the desk's counters, the page beside the board, the
 * figures of the day, incidents and what looks like one.
 * @type {Record<EventType, Part[]>}
 */
const CHANGES = {
  "ticket.opened": ["words", "door", "figures", "incidents"],
  "ticket.moved": ["words", "figures", "incidents"],
  "ticket.resolved": ["words", "figures", "incidents"],
  "ticket.reopened": ["words", "figures", "incidents"],
  "ticket.undone": ["words", "figures", "incidents"],
  "ticket.cause": ["words"],
  "ticket.merged": ["words", "customer", "figures", "incidents"],
  "ticket.rated": ["words", "customer"],
  "ticket.promised": ["words", "figures"],
  "ticket.forgotten": ["words", "customer"],
  "ticket.suggested": ["words"],
  "ticket.linked": ["words", "incidents"],
  "ticket.taken": ["words"],
  "ticket.labelled": ["words"],
  "ticket.snoozed": ["words"],
  "ticket.scheduled": ["words"],
  "ticket.woken": ["words"],
  "ticket.seen": ["marks"],
  "comment.added": ["words", "people", "figures", "incidents"],
  "comment.changed": ["words"],
  "delivery.changed": ["words", "desk", "figures", "incidents"],
  "deadline.near": [],
  "deadline.missed": ["words", "figures"],
  "person.at_door": ["words", "door", "desk"],
  "person.left_door": ["words", "door", "desk"],
  "customer.blocked": ["words", "customer"],
  "customer.returned": ["words", "customer"],
  "customer.changed": ["words", "customer"],
  "incident.changed": ["incidents"],
  "numbers.guessed": [],
  "desk.changed": ["desk", "page"],
  "access.changed": ["page"],
};
/** What else pages beside the board show, by why a customer changed. */
const TOLD_ON_PAGES = new Set(["archive_asked", "archive_made", "erased"]);
/** Of a desk newer than the page. @type {Part[]} */
const UNKNOWN = ["words", "customer", "door", "desk", "figures", "incidents"];

let cursor = "";
let wasLost = false;
/** @type {BroadcastChannel | null} */
let others = null;

/** Hears the other tabs; done before the first read, so that nothing falls between the two. */
export function joinOthers() {
  others = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(NAME);
  others?.addEventListener("message", ({ data }) => hearLeader(data));
}

/** @param {string} from the cursor of the last full read */
export function startLive(from) {
  cursor ||= from;
  // Only pages on https or loopback have locks; elsewhere every tab keeps a stream of its own.
  if (!navigator.locks || !others) void lead();
  else {
    void navigator.locks.request(NAME, lead);
    others.postMessage({ ask: true });
  }
}

let isLeading = false;

/** @param {{ ask?: boolean, connection?: "live" | "offline", event?: ServerEvent }} said */
function hearLeader(said) {
  if (said.ask && isLeading) others?.postMessage({ connection: connection.peek() });
  if (said.connection && !isLeading) setConnection(said.connection);
  if (said.event) takeEvent(said.event);
}

async function lead() {
  isLeading = true;
  let waitMs = RETRY_FROM_MS;
  for (;;) {
    const opened = await follow();
    announceConnection("offline");
    waitMs = opened ? RETRY_FROM_MS : Math.min(waitMs * 2, RETRY_TO_MS);
    await backOnline(waitMs);
  }
}

/** Follows the stream to its end; the answer is whether it ever opened. */
async function follow() {
  const line = new AbortController();
  const hangUp = () => line.abort();
  addEventListener("offline", hangUp);
  let silence = setTimeout(hangUp, SILENCE_MS);
  let opened = false;
  try {
    const response = await openEvents(cursor, line.signal);
    if (response.status === 401) leaveToSignIn();
    if (!response.ok || !response.body) return false;
    opened = true;
    announceConnection("live");
    const parse = eventParser(tell);
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return true;
      clearTimeout(silence);
      silence = setTimeout(hangUp, SILENCE_MS);
      parse(decoder.decode(value, { stream: true }));
    }
  } catch {
    return opened;
  } finally {
    clearTimeout(silence);
    removeEventListener("offline", hangUp);
  }
}

/** @param {number} waitMs @returns {Promise<void>} */
function backOnline(waitMs) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    addEventListener("online", done);
  });
}

/** @param {"live" | "offline"} state */
function announceConnection(state) {
  setConnection(state);
  others?.postMessage({ connection: state });
}

/** @param {"live" | "offline"} state */
function setConnection(state) {
  connection.value = state;
  if (state === "offline") wasLost = true;
  else if (wasLost) {
    wasLost = false;
    void Promise.all([readSelf(), readDesk(), readDoor(), syncDrafts()]).catch(() => {});
    readFiguresSoon();
    readIncidentsSoon();
    readPageSoon();
    searchAgainSoon();
  }
}

/** @param {ServerEvent} event */
function tell(event) {
  takeEvent(event);
  others?.postMessage({ event });
}

/** @param {ServerEvent} event */
function takeEvent(event) {
  if (event.id) cursor = event.id;
  if (event.event === "reset") void readAll();
  else if (event.event === "change") takeChange(event.id ?? "", JSON.parse(event.data));
  else if (event.event === "clock" && hearDeskTime(JSON.parse(event.data).now)) {
    readDeskSoon();
    readFiguresSoon();
  }
}

async function readAll() {
  try {
    cursor = await readBoard();
    await Promise.all([readDesk(), readDoor(), readFigures(), readIncidents()]);
    searchAgainSoon();
  } catch {
    return;
  }
}

/** @param {string} id @param {DeskEvent} change */
function takeChange(id, change) {
  if (change.type === "numbers.guessed") notice(say("toast.guessed"), { tone: "alert", lastsMs: ALARM_MS });
  expectWarning(id, change);
  const changes = new Set(CHANGES[change.type] ?? UNKNOWN);
  if (change.ticket) rereadSoon(change.ticket, changes.has("words") || (changes.has("marks") && showsUnseen()));
  const isNews = changes.has("customer") || (changes.has("people") && isFirstHere(change));
  if (change.ticket && change.ticket === route.peek().ticket && isNews) readOpenCustomerSoon();
  else if (change.customer !== undefined && change.customer === customer.peek()?.customer.id) readOpenCustomerSoon();
  if (changes.has("door")) readDoorSoon();
  if (changes.has("figures")) readFiguresSoon();
  if (changes.has("incidents")) readIncidentsSoon();
  if (change.ticket) recountSoon();
  if (change.ticket || changes.has("customer") || changes.has("desk")) searchAgainSoon();
  if (change.type === "desk.changed" && change.thing === "agent") readSelfSoon();
  if (change.type === "desk.changed" && change.thing === "calendar") rereadHours();
  if (change.type === "desk.changed") forgetQuickReplies();
  // What was begun on a ticket goes back with it when a merge is undone.
  if (change.reason === "redacted" || change.type === "ticket.undone") void syncDrafts().catch(() => {});
  if (change.reason === "redacted") readAnsweredAgain(change.ticket);
  if (changes.has("page") || TOLD_ON_PAGES.has(change.reason ?? "")) readPageSoon();
  if (changes.has("desk") || Date.parse(change.at) - deskNow() > CLOCK_JUMP_MS) readDeskSoon();
}

/** An agent who reads has said so already; nothing of theirs is left to mark. */
function showsUnseen() {
  const said = conversation.peek()?.ticket.comments ?? [];
  return said.some((comment) => comment.author === "customer" && comment.seen === false);
}

/** Who spoke here before is known. @param {DeskEvent} change */
function isFirstHere({ actor, actor_kind }) {
  const isPerson = actor_kind === "customer" || actor_kind === "agent";
  return isPerson && customer.peek()?.participants.some(({ name }) => name === actor) !== true;
}
