// @ts-check
/** The ticket, opened over the board. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { label, reopen, take } from "../actions/tickets.js";
import { today } from "../clock.js";
import { keyOf } from "../commands.js";
import { focusCard } from "../focus.js";
import { html } from "../html.js";
import { labelName } from "../labels.js";
import { hueOf, momentText, ratedText } from "../look.js";
import { go } from "../navigation.js";
import { isErased } from "../person.js";
import { isMac, textOfPress } from "../pressed.js";
import { say } from "../say.js";
import { connection, conversation, currentCard, customer, ledOn, mayWork, me, openHours, overlay, panelPart, route, ticketMissing, ticketSignal } from "../state.js";
import { barredText, holds } from "./blocking.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Customer } from "./customer.js";
import { Deadline, hoursName } from "./deadline.js";
import { AgentMark, Face, Icon } from "./icons.js";
import { IncidentFact } from "./incidents.js";
import { askMerge } from "./regrouping.js";
import { keepTabInside } from "./sheet.js";
import { SnoozedFact } from "./snooze.js";
import { Suggestion } from "./suggestion.js";

/** @import { Ticket } from "../types" */

/** @param {{ number: number }} props */
export function Panel({ number }) {
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  // What its card says is there at once; an erased or unknown one has no card.
  conversation.value;
  const ticket = ticketMissing.value ? undefined : ticketSignal(number)?.value;
  const notes = customer.value?.notes.length ?? 0;
  useLayoutEffect(() => {
    // Whoever is writing while it is merged writes on.
    const isWriting = document.activeElement?.matches(".composer textarea") && ledOn.peek()?.to === number;
    if (!isWriting) panel.current?.focus();
  }, [number]);
  useLayoutEffect(
    () => () => {
      panelPart.value = "conversation";
      focusCard(currentCard.peek());
    },
    [],
  );
  return html`
    <div
      class="panel-scrim"
      onClick=${(/** @type {MouseEvent} */ event) => event.target === event.currentTarget && close()}
    >
      <div
        class="panel"
        role="dialog"
        aria-modal="true"
        aria-label=${`#${number} ${ticket?.customer.name ?? ""}`}
        tabindex="-1"
        ref=${panel}
        data-part=${panelPart.value}
        onKeyDown=${keepTabInside}
      >
        <div class="panel-head">
          <${Title} number=${number} ticket=${ticket} />
          <div class="panel-tools">
            ${
              ticket &&
              mayWork.value &&
              html`
                <${Tools} ticket=${ticket} />
              `
            }
            <button
              type="button"
              class="tool"
              aria-label=${say("palette.ticket", { number })}
              title="${say("palette.ticket", { number })} (${textOfPress(keyOf("commands.palette"), isMac())})"
              onClick=${() => (overlay.value = { kind: "palette", number })}
            >
              <${Icon} name="palette" />
            </button>
            <button
              type="button"
              class="tool"
              aria-label=${say("panel.close")}
              title="${say("panel.close")} (Esc)"
              onClick=${close}
            >
              <${Icon} name="close" />
            </button>
          </div>
        </div>
        <${Offline} />
        ${
          ticket &&
          html`
            <${Summary} ticket=${ticket} />
            <${Strip} ticket=${ticket} />
          `
        }
        <div class="panel-parts" role="group" aria-label=${`#${number}`}>
          <button
            type="button"
            aria-pressed=${panelPart.value === "conversation"}
            onClick=${() => (panelPart.value = "conversation")}
          >
            ${say("panel.see_board")}
          </button>
          <button
            type="button"
            aria-pressed=${panelPart.value === "customer"}
            onClick=${() => (panelPart.value = "customer")}
          >
            ${notes > 0 ? say("panel.see_customer_notes", { n: notes }) : say("panel.see_customer")}
          </button>
        </div>
        <div class="panel-body">
          ${
            ticketMissing.value
              ? html`
                  <div class="board-note">
                    <p>${say("panel.missing", { number })}</p>
                    <p>${say("panel.missing.next")}</p>
                    <button type="button" class="button" onClick=${close}>${say("panel.close")}</button>
                  </div>
                `
              : html`
                  <div class="panel-main">
                    <${Conversation} key=${number} number=${number} />
                    <${Composer} number=${number} ticket=${ticket} />
                  </div>
                  <${Customer} ticket=${ticket} />
                `
          }
        </div>
      </div>
    </div>
  `;
}

function close() {
  go({ ticket: null });
}

/** The header, which says it too, lies under the panel. */
function Offline() {
  return html`
    <div class="panel-offline" role="status">
      ${
        connection.value === "offline" &&
        html`
          <p>
            <${Icon} name="warning" />
            ${say("header.offline_title")}
          </p>
        `
      }
    </div>
  `;
}

/** @param {{ number: number, ticket: Ticket | undefined }} props */
function Title({ number, ticket }) {
  return html`
    <div class="panel-title">
      <h2>
        <span class="panel-number">#${number}</span>
        <bdi>${ticket?.customer.name}</bdi>
      </h2>
      ${
        ticket?.account &&
        html`
          <span class="account">${ticket.account}</span>
        `
      }
      ${
        ticket &&
        html`
          <span class="topic" data-hue=${hueOf(ticket.topic)}>${ticket.topic_name || ticket.topic}</span>
          <${Deadline} ticket=${ticket} />
        `
      }
      ${
        ticket?.rating &&
        html`
          <${Face} score=${ticket.rating.score} label=${ratedText(ticket.rating.score)} />
        `
      }
    </div>
  `;
}

/** @param {{ ticket: Ticket }} props */
function Tools({ ticket }) {
  const { number, agent } = ticket;
  const isMine = agent === me.value;
  return html`
    ${
      agent
        ? html`
            <button
              type="button"
              class="button button-quiet"
              title=${isMine ? say("panel.give_back") : say("panel.take_title")}
              onClick=${() => void take(number, isMine ? null : me.value)}
            >
              <${AgentMark} name=${agent} />
              ${say("panel.taken_by", { name: agent })}
            </button>
          `
        : html`
            <button
              type="button"
              class="button"
              title="${say("panel.take_title")} (t)"
              onClick=${() => void take(number)}
            >
              <${Icon} name="hand" />
              ${say("panel.take")}
            </button>
          `
    }
    <${MenuButton} kind="move" number=${number} letter="m" opens="menu" text=${say("panel.move")} icon="arrow" />
    ${
      ticket.state !== "done" &&
      html`
        <${MenuButton} kind="snooze" number=${number} letter="z" text=${say("panel.snooze")} icon="snooze" />
      `
    }
    ${
      ticket.state === "done" &&
      !isErased(ticket) &&
      html`
        <button type="button" class="button" onClick=${() => void reopen(number)}>
          <${Icon} name="undo" />
          ${say("panel.reopen")}
        </button>
      `
    }
  `;
}

/**
 * Opens what its letter opens too, under itself.
 * @param {{ kind: "move" | "labels" | "snooze" | "delay", number: number, letter: string, text: string, title?: string,
 *   icon?: string, look?: string, opens?: "menu" | "dialog" }} props
 */
function MenuButton({ kind, number, letter, text, title = text, icon, look = "button", opens = "dialog" }) {
  return html`
    <button
      type="button"
      class=${look}
      data-anchor=${kind}
      aria-haspopup=${opens}
      title="${title} (${letter})"
      onClick=${(/** @type {MouseEvent} */ event) => {
        const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
        overlay.value = { kind, number, x: box.left, y: box.bottom + 4 };
      }}
    >
      ${
        icon &&
        html`
          <${Icon} name=${icon} />
        `
      }
      ${text}
    </button>
  `;
}

/** What whoever had it before wants the next one to read first. @param {{ ticket: Ticket }} props */
function Summary({ ticket: { summary } }) {
  if (!summary) return null;
  return html`
    <p class="panel-summary">
      <${Icon} name="note" />
      <span>
        <strong>${say("panel.summary", { name: summary.by ?? "" })}</strong>
        <bdi>${summary.text}</bdi>
      </span>
    </p>
  `;
}

/** Labels, and what is worth knowing before writing. @param {{ ticket: Ticket }} props */
function Strip({ ticket }) {
  const { number } = ticket;
  return html`
    <div class="panel-strip">
      <${Suggestion} ticket=${ticket} />
      ${ticket.labels.map(
        (each) => html`
          <span class="label label-removable" key=${each} data-hue=${hueOf(each)}>
            ${labelName(each)}
            ${
              mayWork.value &&
              html`
                <button
                  type="button"
                  aria-label=${say("composer.remove", { name: labelName(each) })}
                  onClick=${() => void label(number, { remove: [each] })}
                >
                  <${Icon} name="close" />
                </button>
              `
            }
          </span>
        `,
      )}
      ${
        mayWork.value &&
        html`
          <${MenuButton} kind="labels" number=${number} letter="l" look="label label-add" text=${say("panel.labels")} icon="tag" />
        `
      }
      <${SnoozedFact} ticket=${ticket} />
      <${IncidentFact} number=${ticket.number} />
      ${
        ticket.follows &&
        html`
          <a
            class="strip-fact"
            href="/?ticket=${ticket.follows}"
            onClick=${(/** @type {MouseEvent} */ event) => {
              event.preventDefault();
              go({ ticket: ticket.follows });
            }}
          >
            ${say("panel.follows", { number: ticket.follows })}
          </a>
        `
      }
      ${
        ticket.cause &&
        html`
          <span class="strip-fact">${say("panel.cause", { cause: ticket.cause })}</span>
        `
      }
      ${
        ticket.merged.length > 0 &&
        html`
          <span class="strip-fact">
            ${say("panel.merged", { numbers: ticket.merged.map((number) => `#${number}`).join(", ") })}
          </span>
        `
      }
      ${
        ticket.person_has_other > 0 &&
        html`
          <span class="strip-fact">
            ${say("panel.other", { n: ticket.person_has_other })}
            ${
              mayWork.value &&
              html`
                <button type="button" class="link" onClick=${() => askMerge(number)}>${say("merge.button")}</button>
              `
            }
          </span>
        `
      }
      ${
        ticket.told_due_at &&
        html`
          <span class="strip-fact">
            ${say("panel.told_due", { time: momentText(ticket.told_due_at, today.value) })}
            ${
              mayWork.value &&
              ticket.state !== "done" &&
              html`
                <${MenuButton}
                  kind="delay"
                  number=${number}
                  letter="d"
                  look="link"
                  text=${say("panel.delay")}
                  title=${say("panel.delay_title")}
                />
              `
            }
          </span>
        `
      }
      <${CountsIn} ticket=${ticket} />
      ${
        ticket.barred &&
        holds(ticket.barred) &&
        html`
          <span class="strip-fact strip-alert">
            <${Icon} name="lock" />
            ${say("block.blocked")} ${barredText(ticket.barred)}
          </span>
        `
      }
      ${
        ticket.blocked &&
        html`
          <span class="strip-fact strip-alert">
            <${Icon} name="blocked" />
            ${say("panel.blocked")}
          </span>
        `
      }
    </div>
  `;
}

/** In which hours its deadline counts, unless in every one. @param {{ ticket: Ticket }} props */
function CountsIn({ ticket }) {
  const hours = openHours.value.get(ticket.deadline?.hours ?? "");
  return hours
    ? html`
        <span class="strip-fact">${say("panel.counts", { hours: hoursName(hours) })}</span>
      `
    : null;
}
