// @ts-check
/** How long a reply still waits, and the way to take it back meanwhile. */

import { takeBack } from "../actions/taking_back.js";
import { deskNow, second } from "../clock.js";
import { html } from "../html.js";
import { say } from "../say.js";
import { mayWork, me } from "../state.js";
import { Icon } from "./icons.js";

/** @import { Comment } from "../types" */

const SECOND_MS = 1000;

/** Seen and not heard: a screen reader would say each second. @param {{ until: string }} props */
export function SecondsLeft({ until }) {
  second.value;
  const n = Math.max(0, Math.ceil((Date.parse(until) - deskNow()) / SECOND_MS));
  return html`
    <span class="seconds-left" aria-hidden="true">${say("taking_back.seconds", { n })}</span>
  `;
}

/** Beside a reply of one's own that has not gone yet. @param {{ comment: Comment, ticket: number | null }} props */
export function TakeBackLink({ comment, ticket }) {
  second.value;
  const { goes_at: until } = comment;
  if (!until || ticket === null || !mayWork.value || comment.author_name !== me.value) return null;
  if (Date.parse(until) <= deskNow()) return null;
  return html`
    <${SecondsLeft} until=${until} />
    <button type="button" class="link" onClick=${() => void takeBack(ticket, comment.id)}>
      <${Icon} name="undo" />
      ${say("toast.undo")}
    </button>
  `;
}
