// @ts-check
/** Snooze: the chooser of when it ends, and how a card and the panel say that a ticket is snoozed. */

import { snooze, wake } from "../actions/tickets.js";
import { deskNow, today } from "../clock.js";
import { html } from "../html.js";
import { momentText } from "../look.js";
import { say } from "../say.js";
import { hourFrom, morningAfter } from "../snooze.js";
import { desk, mayWork, overlay, ticketOf } from "../state.js";
import { Icon } from "./icons.js";
import { TimeMenu } from "./time_menu.js";

/** @import { Ticket } from "../types" */

/** @param {{ number: number, x: number, y: number }} props */
export function SnoozeMenu({ number, x, y }) {
  const ticket = ticketOf(number);
  if (!ticket) return null;
  const nowMs = deskNow();
  const end = html`
    <button
      type="button"
      data-autofocus
      data-until="now"
      onClick=${() => {
        overlay.value = null;
        void wake(number);
      }}
    >
      ${say("snooze.end")}
    </button>
  `;
  return html`
    <${TimeMenu}
      x=${x}
      y=${y}
      title=${say("snooze.title", { number })}
      note=${ticket.snoozed ? snoozedText(ticket) : say("snooze.about")}
      choices=${choicesOf(ticket, nowMs)}
      first=${morningAfter(nowMs)}
      go=${say("snooze.go")}
      before=${ticket.snoozed && end}
      onChoose=${(/** @type {string} */ until) => void snooze(number, until)}
    />
  `;
}

/**
 * The usual ends, with the time where it is one; an opening only where the lane ever closes.
 * @param {Ticket} ticket @param {number} nowMs
 */
function choicesOf(ticket, nowMs) {
  const lanes = desk.value?.boards.find((board) => board.key === ticket.board)?.lanes;
  const opening = lanes?.find((lane) => lane.key === ticket.lane)?.next_opening ?? null;
  const hour = hourFrom(nowMs);
  const morning = morningAfter(nowMs);
  return [
    { until: hour, text: say("snooze.hour"), at: hour },
    ...(opening ? [{ until: "opening", text: say("snooze.opening"), at: opening }] : []),
    { until: morning, text: say("snooze.morning"), at: morning },
    { until: "customer", text: say("snooze.customer"), at: null },
  ];
}

/** @param {Ticket} ticket */
export function snoozedText({ snoozed_until: until }) {
  return until ? say("card.snoozed", { time: momentText(until, today.value) }) : say("card.snoozed.customer");
}

/** On a card; its deadline stays beside it. @param {{ ticket: Ticket }} props */
export function SnoozedMark({ ticket }) {
  if (!ticket.snoozed) return null;
  const { snoozed_until: until } = ticket;
  const short = until
    ? say("card.snoozed.short", { time: momentText(until, today.value) })
    : say("card.snoozed.customer.short");
  return html`
    <span class="card-snoozed" title=${snoozedText(ticket)}><${Icon} name="snooze" /> ${short}</span>
  `;
}

/** In the panel's strip, where it can be ended. @param {{ ticket: Ticket }} props */
export function SnoozedFact({ ticket }) {
  if (!ticket.snoozed) return null;
  return html`
    <span class="strip-fact strip-snoozed">
      <${Icon} name="snooze" />
      ${snoozedText(ticket)}
      ${
        mayWork.value &&
        html`
          <button type="button" class="link" onClick=${() => void wake(ticket.number)}>${say("snooze.end")}</button>
        `
      }
    </span>
  `;
}
