// @ts-check
/** The time left on a ticket, redrawn by the one ticker while it is on screen. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { deskNow, watchCountdown } from "../clock.js";
import { deadlineFace } from "../deadline.js";
import { html } from "../html.js";
import { Icon } from "./icons.js";

/** @import { Ticket } from "../types" */

/** @param {{ ticket: Ticket, id?: string }} props */
export function Deadline({ ticket, id }) {
  const badge = useRef(/** @type {HTMLElement | null} */ (null));
  const face = useSignal(deadlineFace(ticket, deskNow()));
  useEffect(() => {
    if (!badge.current) return;
    face.value = deadlineFace(ticket, deskNow());
    return watchCountdown(badge.current, (nowMs) => {
      const next = deadlineFace(ticket, nowMs);
      if (next.text !== face.peek().text || next.tone !== face.peek().tone) face.value = next;
      return next.changesInMs;
    });
  }, [ticket]);
  const { tone, text, spoken } = face.value;
  return html`
    <span ref=${badge} id=${id} class="deadline" data-tone=${tone} title=${dueTitle(ticket)}>
      ${
        ticket.paused &&
        tone !== "paused" &&
        html`
          <${Icon} name="pause" />
        `
      }
      <${Shape} tone=${tone} />
      <span aria-hidden="true">${text}</span>
      <span class="for-ears">${spoken}</span>
    </span>
  `;
}

/** @param {{ tone: import("../deadline.js").Tone }} props */
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
  return deadline ? new Date(deadline.due_at).toLocaleString() : undefined;
}
