// @ts-check
/** A ticket's deadline as a person reads it: words, tone and shape, negative once late. */

import { words } from "./words.js";

/** @import { Ticket, Timer } from "./types" */
/** @typedef {"calm" | "near" | "late" | "paused" | "none"} Tone */
/** @typedef {{ tone: Tone, lead: string, text: string, spoken: string, changesInMs: number }} DeadlineFace */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BY_THE_SECOND = 10 * MINUTE;
/** Says nothing before its words, and goes on saying them. */
const STILL = { lead: "", changesInMs: Number.POSITIVE_INFINITY };

/** @param {Ticket} ticket @param {number} nowMs @returns {DeadlineFace} */
export function deadlineFace(ticket, nowMs) {
  const { deadline } = ticket;
  if (!deadline) return restingFace(ticket, nowMs);
  if (isHeld(ticket))
    return { ...STILL, tone: "calm", text: words.deadline.held, spoken: words.deadline.held };
  const leftMs = Date.parse(deadline.due_at) - nowMs;
  const time = durationText(Math.abs(leftMs));
  const spokenTime = durationSpoken(Math.abs(leftMs));
  const late = leftMs < 0;
  return {
    tone: late ? "late" : isNear(ticket, leftMs) ? "near" : "calm",
    lead: late ? words.deadline.late(deadline.metric) : words.deadline.left(deadline.metric),
    text: late ? `−${time}` : time,
    spoken: late
      ? words.deadline.spokenLate(deadline.metric, spokenTime)
      : words.deadline.spokenLeft(deadline.metric, spokenTime),
    changesInMs: changesIn(leftMs),
  };
}

/** @param {Ticket} ticket @param {number} nowMs @returns {DeadlineFace} */
function restingFace(ticket, nowMs) {
  if (ticket.state === "waiting") {
    return { ...STILL, tone: "paused", text: words.deadline.paused, spoken: words.deadline.spokenPaused };
  }
  if (ticket.state !== "done" || !ticket.resolved_at) {
    return { ...STILL, tone: "none", text: words.deadline.none, spoken: words.deadline.none };
  }
  const agoMs = nowMs - Date.parse(ticket.resolved_at);
  const text = agoText(agoMs);
  return { tone: "none", lead: "", text, spoken: words.deadline.spokenDone(text), changesInMs: MINUTE };
}

/** A reply is on its way: until Telegram refuses it, nothing is late. @param {Ticket} ticket */
export function isHeld(ticket) {
  return ticket.timers.some((timer) => isRunning(timer, ticket.deadline?.metric) && timer.state === "held");
}

/** @param {Ticket} ticket @param {number} leftMs */
function isNear(ticket, leftMs) {
  if (ticket.alarm === "near") return true;
  const timer = ticket.timers.find((each) => isRunning(each, ticket.deadline?.metric));
  return timer !== undefined && leftMs <= (timer.goal_seconds * SECOND) / 4;
}

/** @param {Timer} timer @param {string | undefined} metric */
function isRunning(timer, metric) {
  return timer.metric === metric && timer.ended_at === null;
}

/** @param {number} leftMs */
function changesIn(leftMs) {
  const step = Math.abs(leftMs) <= BY_THE_SECOND ? SECOND : MINUTE;
  const rest = ((leftMs % step) + step) % step;
  return rest + 1;
}

/** "4:32", "24 min", "2 h 05 min", "1 d 3 h". @param {number} ms */
export function durationText(ms) {
  if (ms < BY_THE_SECOND) return minutesAndSeconds(ms);
  if (ms < HOUR) return words.time.minutes(Math.floor(ms / MINUTE));
  if (ms < DAY) {
    const minutes = String(Math.floor((ms % HOUR) / MINUTE)).padStart(2, "0");
    return words.time.hours(Math.floor(ms / HOUR), minutes);
  }
  return words.time.days(Math.floor(ms / DAY), Math.floor((ms % DAY) / HOUR));
}

/** @param {number} ms */
function minutesAndSeconds(ms) {
  const seconds = Math.floor(ms / SECOND);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The same, for ears. @param {number} ms */
export function durationSpoken(ms) {
  if (ms < MINUTE) return words.time.spokenSeconds(Math.floor(ms / SECOND));
  if (ms < HOUR) return words.time.spokenMinutes(Math.floor(ms / MINUTE));
  if (ms < DAY) return words.time.spokenHours(Math.floor(ms / HOUR), Math.floor((ms % HOUR) / MINUTE));
  return words.time.spokenDays(Math.floor(ms / DAY), Math.floor((ms % DAY) / HOUR));
}

/** How long ago, in the coarsest unit that is still true. @param {number} ms */
export function agoText(ms) {
  if (ms < MINUTE) return words.time.justNow;
  if (ms < HOUR) return words.time.minutes(Math.floor(ms / MINUTE));
  if (ms < DAY) return words.time.hoursOnly(Math.floor(ms / HOUR));
  return words.time.daysOnly(Math.floor(ms / DAY));
}
