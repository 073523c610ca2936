// @ts-check
/** Saying something later: the chooser of when, what is scheduled above the composer, and its mark on the card. */

import { canSend } from "../actions/composer.js";
import { dropScheduled, editScheduled, followUp, sendLater, sendScheduled } from "../actions/later.js";
import { deskNow, today } from "../clock.js";
import { html } from "../html.js";
import { momentText } from "../look.js";
import { say } from "../say.js";
import { hourFrom, morningAfter } from "../snooze.js";
import { composerMode, conversation, desk, mayWork, overlay, ticketOf } from "../state.js";
import { Icon } from "./icons.js";
import { alongText } from "./quick.js";
import { TimeMenu } from "./time_menu.js";

/** @import { Scheduled, Ticket } from "../types" */

const DAYS = [1, 3, 7];
const SILENT = "silent:";

/** @param {{ number: number }} props */
export function LaterButton({ number }) {
  return html`
    <button
      type="button"
      class="tool"
      data-anchor="later"
      aria-haspopup="dialog"
      aria-label=${say("later.title")}
      title="${say("later.title")} (s)"
      onClick=${(/** @type {MouseEvent} */ event) => {
        const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
        overlay.value = { kind: "later", number, x: box.left, y: box.top };
      }}
    >
      <${Icon} name="queued" />
    </button>
  `;
}

/** @param {{ number: number, x: number, y: number }} props */
export function LaterMenu({ number, x, y }) {
  const ticket = ticketOf(number);
  if (!ticket) return null;
  const nowMs = deskNow();
  const hasWords = composerMode.value === "reply" && canSend();
  return html`
    <${TimeMenu}
      x=${x}
      y=${y}
      title=${say("later.title")}
      note=${say(hasWords ? "later.about" : "later.about_reminder")}
      choices=${[...(hasWords ? timesOf(ticket, nowMs) : []), ...(ticket.state === "done" ? [] : silences(hasWords))]}
      first=${morningAfter(nowMs)}
      go=${say("later.go")}
      at=${say("later.at")}
      noTime=${!hasWords}
      onChoose=${(/** @type {string} */ until) =>
        until.startsWith(SILENT)
          ? void followUp(number, Number(until.slice(SILENT.length)))
          : void sendLater(number, until)}
    />
  `;
}

/** @param {Ticket} ticket @param {number} nowMs */
function timesOf(ticket, nowMs) {
  const lanes = desk.value?.boards.find((board) => board.key === ticket.board)?.lanes;
  const opening = lanes?.find((lane) => lane.key === ticket.lane)?.next_opening ?? null;
  const hour = hourFrom(nowMs);
  const morning = morningAfter(nowMs);
  return [
    ...(opening ? [{ until: "opening", text: say("later.opening"), at: opening }] : []),
    { until: hour, text: say("later.hour"), at: hour },
    { until: morning, text: say("later.morning"), at: morning },
  ];
}

/** @param {boolean} hasWords */
function silences(hasWords) {
  return DAYS.map((n) => ({
    until: `${SILENT}${n}`,
    text: say(hasWords ? "later.silent" : "later.remind", { n }),
    at: null,
  }));
}

/** What is to be said on the open ticket, above the words being written. @param {{ number: number }} props */
export function ScheduledList({ number }) {
  const open = conversation.value;
  const items = open?.ticket.number === number ? (open.ticket.scheduled ?? []) : [];
  if (items.length === 0) return null;
  return html`
    <ul class="scheduled" aria-label=${say("scheduled.label")}>
      ${items.map(
        (item) => html`
          <${Item} key=${item.id} number=${number} item=${item} />
        `,
      )}
    </ul>
  `;
}

/** @param {{ number: number, item: Scheduled }} props */
function Item({ number, item }) {
  const files = [...item.files, ...(item.quick?.files ?? [])].map((file) => file.name);
  const isReminder = item.text === "" && files.length === 0;
  const calls = item.held !== null || (isReminder && item.due);
  return html`
    <li data-calls=${calls ? "yes" : undefined}>
      <${Icon} name=${calls ? "warning" : "queued"} />
      <span class="scheduled-when">${whenText(item, isReminder)}</span>
      <bdi class="scheduled-words">${item.text || files.join(", ")}</bdi>
      ${
        item.quick &&
        html`
          <bdi class="scheduled-along">${alongText(ticketOf(number), item.quick)}</bdi>
        `
      }
      ${
        mayWork.value &&
        html`
          <span class="scheduled-acts">
            ${
              !isReminder &&
              html`
                ${
                  item.held !== "redacted" &&
                  html`
                    <button type="button" class="link" onClick=${() => void sendScheduled(number, item)}>
                      ${say(item.held ? "scheduled.send_anyway" : "scheduled.send")}
                    </button>
                  `
                }
                <button type="button" class="link" onClick=${() => void editScheduled(number, item)}>
                  ${say("scheduled.edit")}
                </button>
              `
            }
            <button type="button" class="link" onClick=${() => void dropScheduled(number, item)}>
              ${say("scheduled.drop")}
            </button>
          </span>
        `
      }
    </li>
  `;
}

/** @param {Scheduled} item @param {boolean} isReminder */
function whenText(item, isReminder) {
  const time = momentText(item.send_at, today.value);
  if (item.held) return say(`scheduled.held.${item.held}`);
  if (isReminder) return item.due ? say("scheduled.due") : say("scheduled.remind", { time });
  return say(item.kind === "later" ? "scheduled.at" : "scheduled.follow_up", { time });
}

/** On a card. @param {{ ticket: Ticket }} props */
export function ScheduledMark({ ticket: { to_say: next } }) {
  if (!next) return null;
  const time = momentText(next.at, today.value);
  const text = next.calls ? say("card.to_say.calls") : time;
  return html`
    <span class="card-scheduled" data-calls=${next.calls ? "yes" : undefined} title=${next.calls ? text : say("scheduled.at", { time })}>
      <${Icon} name=${next.calls ? "warning" : "queued"} /> ${text}
    </span>
  `;
}
