// @ts-check
/** The time left on a ticket, redrawn by the one ticker while it is on screen. */

import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { deskNow, watchCountdown } from "../clock.js";
import { deadlineFace } from "../deadline.js";
import { html } from "../html.js";
import { wholeMomentText } from "../look.js";
import { say } from "../say.js";
import { openHours } from "../state.js";
import { Icon } from "./icons.js";

/** @import { DeadlineFace, Tone } from "../deadline.js" */
/** @import { Signal } from "@preact/signals" */
/** @import { Hours } from "../open_time.js" */
/** @import { Ticket } from "../types" */

/** "23 h 59 min" can lose its minutes where there is no room. */
const BETWEEN_UNITS = /(?<=\p{L}) (?=\d)/u;

/**
 * `opens` is told until when it stands, for whoever shows that elsewhere.
 * @param {{ ticket: Ticket, id?: string, opens?: Signal<string> }} props
 */
export function Deadline({ ticket, id, opens: told }) {
  const badge = useRef(/** @type {HTMLElement | null} */ (null));
  const hours = useComputed(() => openHours.value.get(ticket.deadline?.hours ?? "")).value;
  const face = useSignal(deadlineFace(ticket, deskNow(), hours));
  useEffect(() => {
    if (!badge.current) return;
    face.value = deadlineFace(ticket, deskNow(), hours);
    return watchCountdown(badge.current, (nowMs) => {
      const next = deadlineFace(ticket, nowMs, hours);
      if (!saysTheSame(next, face.peek())) face.value = next;
      return next.changesInMs;
    });
  }, [ticket, hours]);
  const { tone, lead, text, spoken, opens = "" } = face.value;
  useEffect(() => {
    if (told) told.value = opens;
  }, [told, opens]);
  const before = told ? lead : opens || lead;
  const [coarse, fine] = text.split(BETWEEN_UNITS);
  return html`
    <span ref=${badge} id=${id} class="deadline" data-tone=${tone} title=${dueTitle(ticket, hours)}>
      ${
        before &&
        html`
          <span class="deadline-lead" aria-hidden="true">${before}${" "}</span>
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
          <${Shape} tone=${tone} stands=${opens !== ""} />
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
  return a.text === b.text && a.tone === b.tone && a.lead === b.lead && a.opens === b.opens;
}

/** @param {{ tone: Tone, stands: boolean }} props */
function Shape({ tone, stands }) {
  if (stands)
    return html`
      <${Icon} name="moon" />
    `;
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

/** @param {Ticket} ticket @param {Hours | undefined} hours */
function dueTitle({ deadline }, hours) {
  if (!deadline) return undefined;
  return [wholeMomentText(deadline.due_at), hours && hoursName(hours)].filter(Boolean).join(" · ");
}

/** @param {Hours} hours */
export function hoursName({ name }) {
  return name === null ? say("deadline.hours_before") : say("deadline.hours", { name });
}
