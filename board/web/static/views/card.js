// @ts-check
/** A ticket's picture on a board: every card has the same height, so news never moves its neighbours. */

import { useComputed, useSignal } from "@preact/signals";
import { html } from "../html.js";
import { kindText } from "../kinds.js";
import { labelName } from "../labels.js";
import { EVERY_BOARD } from "../layout.js";
import { hueOf, lengthText, ratedText, sourceName } from "../look.js";
import { marked } from "../marking.js";
import { go } from "../navigation.js";
import { isErased } from "../person.js";
import { routeAddress } from "../route.js";
import { say } from "../say.js";
import { isSelecting, selectTo, selected, toggleCard } from "../selection.js";
import { currentCard, desk, dragged, mayWork, overlay, route, ticketSignal } from "../state.js";
import { barredText, holds } from "./blocking.js";
import { Deadline } from "./deadline.js";
import { DraftMark } from "./draft.js";
import { AgentMark, Face, Icon } from "./icons.js";
import { IncidentMark } from "./incidents.js";
import { ScheduledMark } from "./later.js";
import { Marked } from "./marked.js";
import { SnoozedMark, snoozedText } from "./snooze.js";
import { Suggestion } from "./suggestion.js";

/** @import { Signal } from "@preact/signals" */
/** @import { Hit, Place, Ticket } from "../types" */

/** @type {Hit} */
const NO_HIT = { words: [], passage: null };

/** @param {{ place: Place, hit?: Hit }} props */
export function Card({ place, hit = NO_HIT }) {
  const ticket = ticketSignal(place.number)?.value;
  const isCurrent = useComputed(() => currentCard.value === place.number);
  const isSelected = useComputed(() => selected.value.has(place.number));
  const isDragged = useComputed(() => dragged.value === place.number);
  const opens = useSignal("");
  if (!ticket) return null;
  const { number } = ticket;
  const topic = ticket.topic_name || ticket.topic;
  return html`
    <article
      class="card"
      id=${`card-${number}`}
      data-ticket=${number}
      data-board=${place.board}
      data-lane=${place.lane}
      data-column=${place.column}
      data-state=${place.state}
      data-unread=${ticket.unread > 0 ? "yes" : undefined}
      data-selected=${isSelected.value ? "yes" : undefined}
      data-dragged=${isDragged.value ? "yes" : undefined}
      tabindex=${isCurrent.value ? 0 : -1}
      aria-label=${cardName(ticket, isSelected.value)}
      aria-describedby=${`due-${number}`}
      onClick=${(/** @type {MouseEvent} */ event) => open(event, number)}
      onContextMenu=${(/** @type {MouseEvent} */ event) => openMenu(event, number)}
    >
      <div class="card-top">
        <${Check} number=${number} isSelected=${isSelected.value} />
        <a class="card-number" href=${addressOf(number)} tabindex="-1" draggable=${false}>
          <${Marked} parts=${marked(`#${number}`, hit.words)} />
        </a>
        <span class="topic" data-hue=${hueOf(ticket.topic)} title=${topic}>${topic}</span>
        <${Deadline} ticket=${ticket} id=${`due-${number}`} opens=${opens} />
      </div>
      <div class="card-who"><${Who} ticket=${ticket} asked=${hit.words} /></div>
      ${
        hit.passage
          ? html`
              <div class="card-line card-passage"><${Marked} parts=${hit.passage} /></div>
            `
          : html`
              <${LastLine} ticket=${ticket} />
            `
      }
      <div class="card-foot">
        <span class="card-labels">
          <${Suggestion} ticket=${ticket} tabIndex=${-1} />
          <${DraftMark} number=${ticket.number} />
          ${
            ticket.summary &&
            html`
              <span class="card-summary" title=${ticket.summary.text}>
                <${Icon} name="note" />
                <span class="for-ears">${say("panel.summary", { name: ticket.summary.by ?? "" })}: ${ticket.summary.text}</span>
              </span>
            `
          }
          <${ScheduledMark} ticket=${ticket} />
          <${SnoozedMark} ticket=${ticket} />
          <${IncidentMark} number=${number} />
          <${Opens} at=${opens} />
          <${Elsewhere} ticket=${ticket} />
          ${ticket.labels.map(
            (label) => html`
              <span class="label" key=${label} data-hue=${hueOf(label)}>
                <${Marked} parts=${marked(labelName(label), hit.words)} />
              </span>
            `,
          )}
        </span>
        ${
          mayWork.value &&
          html`
            <button
              class="card-menu"
              type="button"
              tabindex="-1"
              aria-label=${say("card.menu", { number })}
              onClick=${(/** @type {MouseEvent} */ event) => openMenu(event, number)}
            >
              <${Icon} name="dots" />
            </button>
          `
        }
        <${Marks} ticket=${ticket} />
      </div>
    </article>
  `;
}

/** Until when the time left stands. @param {{ at: Signal<string> }} props */
function Opens({ at }) {
  return at.value === ""
    ? null
    : html`
        <span class="card-opens" aria-hidden="true">${at.value}</span>
      `;
}

/** Among the cards of all boards, the board of one that its topic alone would not place there. @param {{ ticket: Ticket }} props */
function Elsewhere({ ticket }) {
  const { boards = [], topics = [] } = desk.value ?? {};
  const isMixed = route.value.board === EVERY_BOARD || route.value.query !== "";
  const home = topics.find((topic) => topic.key === ticket.topic)?.board;
  if (!isMixed || home === ticket.board) return null;
  const name = boards.find((board) => board.key === ticket.board)?.name ?? ticket.board;
  return html`
    <span class="card-board" title=${say("card.board", { name })}>${say("card.board", { name })}</span>
  `;
}

/** What the customer said last; of a recording, its first words, or why there are none. @param {{ ticket: Ticket }} props */
function LastLine({ ticket }) {
  const { last_line: line, last_kind: kind, last_what: what, forgotten, voice } = ticket;
  const empty = isErased(ticket) ? say("conversation.erased") : say(forgotten ? "card.forgotten" : "card.no_words");
  const named = forgotten ? "" : kindText({ kind, what });
  const isNamed = kind === "other" || kind === "sticker";
  const said = line
    ? [isNamed && named, line].filter(Boolean).join(" · ")
    : [named || empty, voiceText(voice)].filter(Boolean).join(" · ");
  const isUnclear = line !== "" && voice?.state === "unclear";
  return html`
    <div class="card-line" data-empty=${line ? undefined : "yes"} data-unclear=${isUnclear ? "yes" : undefined}>
      ${
        voice &&
        html`
          <span class="card-voice" role="img" aria-label=${voiceName(voice.seconds)}>
            <${Icon} name="voice" />
            ${voice.seconds !== null && lengthText(voice.seconds)}
          </span>
          ${" "}
        `
      }
      ${
        isUnclear &&
        html`
          <span class="card-unclear">${say("transcript.unclear")}</span>
          ${" "}
        `
      }
      <bdi>${said}</bdi>
    </div>
  `;
}

/** @param {Ticket["voice"]} voice */
function voiceText(voice) {
  return voice?.state && voice.state !== "words" ? say(`voice.card.${voice.state}`) : "";
}

/** @param {number | null} seconds */
function voiceName(seconds) {
  return seconds === null ? say("voice.name") : say("voice.of_length", { n: seconds });
}

/** @param {{ ticket: Ticket, asked: string[] }} props */
function Who({ ticket, asked }) {
  return html`
    ${
      ticket.account &&
      html`
        <bdi class="account"><${Marked} parts=${marked(ticket.account, asked)} /></bdi>
      `
    }
    <bdi class="card-name"><${Marked} parts=${marked(ticket.customer.name, asked)} /></bdi>
    ${
      ticket.new_person &&
      html`
        <${Sign} kind="new-person" icon="user_new" label=${say("card.new_person")} />
      `
    }
    ${
      ticket.blocked &&
      html`
        <${Sign} kind="mark-alert" icon="blocked" label=${say("card.blocked")} />
      `
    }
    ${
      ticket.barred &&
      holds(ticket.barred) &&
      html`
        <${Sign} kind="mark-alert" icon="lock" label=${`${say("block.blocked")} ${barredText(ticket.barred)}`} />
      `
    }
    ${
      ticket.account_name &&
      html`
        <bdi class="card-company"><${Marked} parts=${marked(ticket.account_name, asked)} /></bdi>
      `
    }
  `;
}

/** @param {{ ticket: Ticket }} props */
function Marks({ ticket }) {
  const { agent, delivery, rating, source, unread, voice } = ticket;
  const glyphs = ticket.glyphs.filter((glyph) => glyph !== "voice" || !voice);
  return html`
    <span class="card-marks">
      ${glyphs.map(
        (glyph) => html`
          <${Sign} key=${glyph} icon=${glyph} label=${say(`card.glyph.${glyph}`)} />
        `,
      )}
      ${
        delivery === "failed" &&
        html`
          <${Sign} kind="mark-alert" icon="warning" label=${say("card.failed")} />
        `
      }
      ${
        delivery === "queued" &&
        html`
          <${Sign} icon="queued" label=${say("card.queued")} />
        `
      }
      ${
        rating &&
        html`
          <${Face} score=${rating.score} label=${ratedText(rating.score)} />
        `
      }
      <${Sign} kind="source" icon=${source === "agent" ? "reply" : "telegram"} label=${say("card.source", { source: sourceName(source) })} />
      ${
        agent &&
        html`
          <${AgentMark} name=${agent} label=${say("card.agent", { name: agent })} />
        `
      }
      ${
        unread > 0 &&
        html`
          <span class="unread" role="img" aria-label=${say("card.unread", { n: unread })}>${unread}</span>
        `
      }
    </span>
  `;
}

/** A small picture that means something. @param {{ icon: string, label: string, kind?: string }} props */
function Sign({ icon, label, kind = "" }) {
  return html`
    <span class=${kind} role="img" aria-label=${label} title=${label}><${Icon} name=${icon} /></span>
  `;
}

/** @param {number} number */
function addressOf(number) {
  return routeAddress({ ...route.peek(), ticket: number });
}

/** Selects the card; by keyboard, a key of the card's own does. @param {{ number: number, isSelected: boolean }} props */
function Check({ number, isSelected }) {
  return mayWork.value
    ? html`
        <input
          type="checkbox"
          class="card-check"
          tabindex="-1"
          aria-label=${say("bulk.select", { number })}
          checked=${isSelected}
          onClick=${(/** @type {MouseEvent} */ event) => {
            event.stopPropagation();
            if (event.shiftKey) selectTo(number);
            else toggleCard(number);
          }}
        />
      `
    : null;
}

/** @param {Ticket} ticket @param {boolean} isSelected */
function cardName(ticket, isSelected) {
  const parts = [
    `#${ticket.number} ${ticket.topic_name || ticket.topic}`,
    ticket.customer.name,
    ticket.account ?? "",
    say(`state.${ticket.state}`),
  ];
  if (isSelected) parts.push(say("bulk.card_selected"));
  if (ticket.suggestion) parts.push(say("suggestion.word", { word: ticket.suggestion.word }));
  if (ticket.unread > 0) parts.push(say("card.unread", { n: ticket.unread }));
  if (ticket.snoozed) parts.push(snoozedText(ticket));
  return parts.filter(Boolean).join(", ");
}

/** @param {MouseEvent} event @param {number} number */
function open(event, number) {
  const isLink = event.target instanceof Element && event.target.closest("a");
  // A modified click on the number opens another tab, as on any link.
  if (isLink && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
  event.preventDefault();
  if (mayWork.peek() && event.shiftKey) selectTo(number);
  else if (mayWork.peek() && (isSelecting.peek() || event.ctrlKey || event.metaKey)) toggleCard(number);
  else go({ ticket: number });
}

/** @param {MouseEvent} event @param {number} number */
function openMenu(event, number) {
  if (!mayWork.peek()) return;
  event.preventDefault();
  event.stopPropagation();
  currentCard.value = number;
  overlay.value = { kind: "move", number, x: event.clientX, y: event.clientY };
}
