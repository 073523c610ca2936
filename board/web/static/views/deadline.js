// @ts-check
/** The time left on a ticket, redrawn by the one ticker while it is on screen. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { deskNow, watchCountdown } from "../clock.js";
import { deadlineFace } from "../deadline.js";
import { html } from "../html.js";
import { wholeMomentText } from "../look.js";
import { Icon } from "./icons.js";

/** @import { DeadlineFace, Tone } from "../deadline.js" */
/** @import { Ticket } from "../types" */

/** "23 h 59 min" can lose its minutes where there is no room. */
const BETWEEN_UNITS = /(?<=\p{L}) (?=\d)/u;

/** @param {{ ticket: Ticket, id?: string }} props */
export function Deadline({ ticket, id }) {
  const badge = useRef(/** @type {HTMLElement | null} */ (null));
  const face = useSignal(deadlineFace(ticket, deskNow()));
  useEffect(() => {
    if (!badge.current) return;
    face.value = deadlineFace(ticket, deskNow());
    return watchCountdown(badge.current, (nowMs) => {
      const next = deadlineFace(ticket, nowMs);
      if (!saysTheSame(next, face.peek())) face.value = next;
      return next.changesInMs;
    });
  }, [ticket]);
  const { tone, lead, text, spoken } = face.value;
  const [coarse, fine] = text.split(BETWEEN_UNITS);
  return html`
    <span ref=${badge} id=${id} class="deadline" data-tone=${tone} title=${dueTitle(ticket)}>
      ${
        lead &&
        html`
          <span class="deadline-lead" aria-hidden="true">${lead}${" "}</span>
        `
      }
      <span class="deadline-time" aria-hidden="true">
        <span>
          ${
            ticket.paused &&
            tone !== "paused" &&
            html`
              <${Icon} name="pause" />
            `
          }
          <${Shape} tone=${tone} />
          ${coarse}
        </span>
        ${
          fine &&
          html`
            <span>${" "}${fine}</span>
          `
        }
      </span>
      <span class="for-ears">${spoken}</span>
    </span>
  `;
}

/** @param {DeadlineFace} a @param {DeadlineFace} b */
function saysTheSame(a, b) {
  return a.text === b.text && a.tone === b.tone && a.lead === b.lead;
}

/** @param {{ tone: Tone }} props */
function Shape({ tone }) {
  if (tone === "late" || tone === "near")
    return html`
      <${Icon} name=${tone} />
    `;
  if (tone === "paused")
    return html`
      <${Icon} name="pause" />
    `;
  return tone === "calm"
    ? html`
        <${Icon} name="queued" />
      `
    : null;
}

/** @param {Ticket} ticket */
function dueTitle({ deadline }) {
  return deadline ? wholeMomentText(deadline.due_at) : undefined;
}
