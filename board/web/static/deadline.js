// @ts-check
/** A ticket's deadline as a person reads it: words, tone and shape, negative once late. */

import { BY_THE_SECOND, agoText, durationSpoken, durationText, openTimeSpoken, openTimeText } from "./durations.js";
import { soonText, wholeMomentText } from "./look.js";
import { countdown } from "./open_time.js";
import { say } from "./say.js";

/** @import { Hours } from "./open_time.js" */
/** @import { Metric, Ticket, Timer } from "./types" */
/** @typedef {"calm" | "near" | "late" | "paused" | "none"} Tone */
/** @typedef {{ tone: Tone, lead: string, text: string, spoken: string, changesInMs: number, opens?: string }} DeadlineFace `opens`: it stands, and until when */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Says nothing before its words, and goes on saying them. */
const STILL = { lead: "", changesInMs: Number.POSITIVE_INFINITY };

/** @param {Ticket} ticket @param {number} nowMs @param {Hours} [hours] those in which its deadline counts @returns {DeadlineFace} */
export function deadlineFace(ticket, nowMs, hours) {
  const { deadline } = ticket;
  if (!deadline) return restingFace(ticket, nowMs);
  if (isHeld(ticket))
    return { ...STILL, tone: "calm", text: say("deadline.held"), spoken: say("deadline.held") };
  const counted = countdown(deadline, hours, nowMs);
  if (!counted) return { ...STILL, tone: "calm", text: "…", spoken: wholeMomentText(deadline.due_at) };
  const { leftMs, standsUntilMs } = counted;
  const { metric } = deadline;
  const [inText, forEars] = deadline.hours === undefined ? [durationText, durationSpoken] : [openTimeText, openTimeSpoken];
  const time = inText(Math.abs(leftMs));
  const late = Date.parse(deadline.due_at) < nowMs;
  const spoken = spokenFace(metric, late, forEars(Math.abs(leftMs)));
  const face = {
    tone: /** @type {Tone} */ (late ? "late" : isNear(ticket, nowMs) ? "near" : "calm"),
    lead: late ? say(`deadline.late.${metric}`) : say(`deadline.left.${metric}`),
    text: late ? `−${time}` : time,
  };
  if (standsUntilMs === null) return { ...face, spoken, changesInMs: Math.min(changesIn(leftMs), counted.runsUntilMs - nowMs + 1) };
  const at = Number.isFinite(standsUntilMs) ? soonText(standsUntilMs, nowMs) : null;
  return {
    ...face,
    spoken: at ? say("deadline.spoken_opens", { face: spoken, at }) : say("deadline.spoken_closed", { face: spoken }),
    changesInMs: Math.min(standsUntilMs - nowMs + 1, MINUTE),
    opens: at ? say("deadline.opens", { at }) : say("deadline.closed"),
  };
}

/** @param {Metric} metric @param {boolean} late @param {string} time */
function spokenFace(metric, late, time) {
  return late ? say(`deadline.spoken_late.${metric}`, { time }) : say(`deadline.spoken_left.${metric}`, { time });
}

/** @param {Ticket} ticket @param {number} nowMs @returns {DeadlineFace} */
function restingFace(ticket, nowMs) {
  if (ticket.state === "waiting") {
    return { ...STILL, tone: "paused", text: say("deadline.paused"), spoken: say("deadline.spoken_paused") };
  }
  if (ticket.state !== "done" || !ticket.resolved_at) {
    return { ...STILL, tone: "none", text: say("deadline.none"), spoken: say("deadline.none") };
  }
  const agoMs = nowMs - Date.parse(ticket.resolved_at);
  const text = agoText(agoMs);
  const spoken = agoMs < MINUTE ? say("deadline.done_now") : say("deadline.done_ago", { time: text });
  return { tone: "none", lead: "", text, spoken, changesInMs: MINUTE };
}

/** A reply is on its way: until Telegram refuses it, nothing is late. @param {Ticket} ticket */
export function isHeld(ticket) {
  return ticket.timers.some((timer) => isRunning(timer, ticket.deadline?.metric) && timer.state === "held");
}

/** From the share of its time on that its lane warns at. @param {Ticket} ticket @param {number} nowMs */
function isNear(ticket, nowMs) {
  if (ticket.alarm === "near") return true;
  const timer = ticket.timers.find((each) => isRunning(each, ticket.deadline?.metric));
  return Boolean(timer?.warn_at) && Date.parse(timer?.warn_at ?? "") <= nowMs;
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
