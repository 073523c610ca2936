// @ts-check
/** Warnings of deadlines that came near or were missed: a sound and the browser's notice, once in all its tabs. */

import { chime, readyChime } from "./chime.js";
import { deskNow } from "./clock.js";
import { whenIdle } from "./idle.js";
import { go } from "./navigation.js";
import { say } from "./say.js";
import { announcement, desk, route, ticketOf } from "./state.js";
import { recall, remember } from "./storage.js";
import { pause } from "./turns.js";
import { prefersNotices, prefersSound, takeUpWarningChoices } from "./warning_choices.js";
import { calls } from "./warning_rules.js";

/** @import { DeskEvent, Ticket } from "./types" */
/** @import { Call } from "./warning_rules.js" */

const GATHER_MS = 300;
/** A tab in front, which makes no sound, speaks first; then one whose sound the browser allows. */
const BEHIND_MS = 400;
const UNTOUCHED_MS = 800;
const REMEMBERED = 200;
const LOCK = "lanedesk.warned";

/** @type {Map<number, { id: string, event: DeskEvent }[]>} of tickets that are being read again */
const expected = new Map();
/** @type {Call[]} */
let gathered = [];

/** After it the ticket is read again, and then it is known whether it is worth a warning. @param {string} id @param {DeskEvent} event */
export function expectWarning(id, event) {
  const isOfDeadline = event.type === "deadline.near" || event.type === "deadline.missed";
  if (!event.ticket || !(isOfDeadline || event.type === "ticket.woken")) return;
  expected.set(event.ticket, [...(expected.get(event.ticket) ?? []), { id, event }]);
}

/** Called with tickets as they are now. @param {Ticket[]} tickets */
export function judgeWarnings(tickets) {
  for (const { number } of tickets) {
    const ticket = ticketOf(number);
    const told = expected.get(number);
    if (!ticket || !told) continue;
    expected.delete(number);
    const lane = desk.peek()?.boards.find(({ key }) => key === ticket.board)?.lanes.find(({ key }) => key === ticket.lane);
    const worth = calls(ticket, told, { nowMs: deskNow(), isOpen: lane?.is_open ?? true });
    if (worth.length === 0) continue;
    if (gathered.length === 0) setTimeout(() => void warn(), GATHER_MS);
    gathered.push(...worth);
  }
}

async function warn() {
  const all = gathered;
  gathered = [];
  if (!document.hasFocus()) await pause(navigator.userActivation?.hasBeenActive === false ? UNTOUCHED_MS : BEHIND_MS);
  const mine = await claim(all);
  const last = mine.at(-1);
  if (!last) return;
  announcement.value = mine.length > 1 ? say("warning.several", { n: mine.length }) : textOf(last);
  if (!document.hasFocus() && prefersSound()) chime(mine.some(({ stage }) => stage === "missed") ? "missed" : "near");
  if (prefersNotices()) showNotice(mine, last);
}

/** Those that no other tab has spoken of. @param {Call[]} all @returns {Promise<Call[]>} */
async function claim(all) {
  const take = () => {
    /** @type {string[]} */
    const known = recall("warned", []);
    const fresh = all.filter(({ id }) => !known.includes(id));
    remember("warned", [...known, ...fresh.map(({ id }) => id)].slice(-REMEMBERED));
    return fresh;
  };
  return navigator.locks ? await navigator.locks.request(LOCK, take) : take();
}

/** Not of what is open in front of the agent. @param {Call[]} mine @param {Call} last */
function showNotice(mine, last) {
  const isInView = (/** @type {Call} */ { number }) => document.hasFocus() && route.peek().ticket === number;
  if (mine.every(isInView)) return;
  const isOne = mine.length === 1;
  const shown = {
    body: isOne ? textOf(last) : mine.slice(0, 4).map(textOf).join("\n"),
    tag: isOne ? `lanedesk.${last.number}` : "lanedesk",
    icon: "/static/icon.svg",
    silent: true,
  };
  try {
    const notice = new Notification(isOne ? titleOf(last) : say("warning.several", { n: mine.length }), shown);
    notice.onclick = () => {
      window.focus();
      notice.close();
      go(isOne ? { page: null, ticket: last.number } : { page: null, ticket: null, query: "is:late" });
    };
  } catch {
    // Chrome on Android has none without a service worker.
  }
}

/** @param {Call} call */
function titleOf({ number }) {
  const ticket = ticketOf(number);
  return [`#${number}`, ticket?.topic_name, ticket?.account].filter(Boolean).join(" · ");
}

/** @param {Call} call */
function textOf({ number, stage, metric }) {
  return say(`warning.${stage}.${metric}`, { number });
}

/** Sound is made ready by the agent's first touch, once that is answered: a browser's first sound takes it a while. */
export function watchWarnings() {
  takeUpWarningChoices();
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => whenIdle(readyChime), { once: true });
}
