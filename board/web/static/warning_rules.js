// @ts-check
/** Which of a ticket's events are worth a warning by now: pure. */

/** @import { DeskEvent, Metric, Ticket } from "./types" */
/** @typedef {"near" | "missed"} Stage */
/** @typedef {{ id: string, number: number, stage: Stage, metric: Metric }} Call */

/** After closing people are still there: what falls due at the end of the day is told at the end of the day. */
const STILL_THERE_MS = 5 * 60_000;

/**
 * One at most, for the latest event whose promise is still open: nobody hears twice of a ticket at once. Of one that
 * sleeps nobody hears at all, and of one whose lane is closed only at the time itself.
 * @param {Ticket} ticket @param {{ id: string, event: DeskEvent }[]} told @param {{ nowMs: number, isOpen: boolean }} now
 * @returns {Call[]}
 */
export function calls(ticket, told, { nowMs, isOpen }) {
  if (ticket.snoozed || ticket.state === "done") return [];
  const standing = told.flatMap(({ id, event }) => {
    const isTimely = isOpen || nowMs - Date.parse(event.at) <= STILL_THERE_MS;
    const call = isTimely ? callOf(ticket, id, event) : null;
    return call ? [call] : [];
  });
  const last = standing.at(-1);
  return last ? [last] : [];
}

/** @param {Ticket} ticket @param {string} id @param {DeskEvent} event @returns {Call | null} */
function callOf(ticket, id, event) {
  const { number, alarm, deadline } = ticket;
  if (!alarm) return null;
  if (event.type === "ticket.woken") return deadline && { id, number, stage: alarm, metric: deadline.metric };
  const { metric } = event;
  const isOpen = ticket.timers.some((timer) => timer.metric === metric && timer.ended_at === null);
  return metric && isOpen ? { id, number, stage: event.type === "deadline.missed" ? "missed" : "near", metric } : null;
}

/**
 * What the board's badges count: a card that is late or near, unless it sleeps.
 * @param {Ticket} ticket @param {boolean} isLate @returns {"late" | "near" | null}
 */
export function badgeOf(ticket, isLate) {
  if (ticket.snoozed || ticket.state === "done") return null;
  if (isLate) return "late";
  return ticket.alarm === "near" && ticket.deadline !== null ? "near" : null;
}
