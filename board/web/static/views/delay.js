// @ts-check
/** Telling a customer that it takes longer, and until when. */

import { tellDelay } from "../actions/tickets.js";
import { deskNow } from "../clock.js";
import { html } from "../html.js";
import { say } from "../say.js";
import { hourFrom } from "../snooze.js";
import { ticketOf } from "../state.js";
import { TimeMenu } from "./time_menu.js";

/** @param {{ number: number, x: number, y: number }} props */
export function DelayMenu({ number, x, y }) {
  const ticket = ticketOf(number);
  if (!ticket) return null;
  const choices = [
    { until: "hour", text: say("delay.hour"), at: null },
    { until: "tonight", text: say("delay.tonight"), at: null },
    { until: "tomorrow", text: say("delay.tomorrow"), at: null },
  ];
  const latest = Math.max(deskNow(), Date.parse(ticket.told_due_at ?? "") || 0);
  return html`
    <${TimeMenu}
      x=${x}
      y=${y}
      title=${say("delay.title", { number })}
      note=${say("delay.about")}
      choices=${choices}
      first=${hourFrom(latest)}
      go=${say("delay.go")}
      onChoose=${(/** @type {string} */ until) => void tellDelay(number, until)}
    />
  `;
}
