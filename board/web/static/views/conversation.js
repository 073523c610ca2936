// @ts-check
/** The conversation: it opens at the first unseen words, stays at its end, and goes on upwards into earlier tickets. */

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { dismissRefusal, markSeen, readEarlier } from "../actions/panel.js";
import { today } from "../clock.js";
import { html } from "../html.js";
import { clockText, dayText } from "../look.js";
import { say } from "../say.js";
import { conversation, desk, mayWork, ticketSignal } from "../state.js";
import { timeline } from "../timeline.js";
import { eventText } from "../trail_words.js";
import { Message } from "./comment.js";
import { Icon } from "./icons.js";

/** @import { Conversation as Open, DeskEvent, Ticket } from "../types" */
/** @import { Line } from "../timeline.js" */

const IN_VIEW_MS = 1000;
const NEAR_END_PX = 80;

/** @param {{ number: number }} props */
export function Conversation({ number }) {
  const scroller = useRef(/** @type {HTMLElement | null} */ (null));
  const open = conversation.value;
  useSteadyScroll(scroller, open);
  useSeen(scroller, open);
  if (!open)
    return html`
      <div class="conversation" aria-busy="true">
        <p class="for-ears" role="status">${say("panel.loading")}</p>
        <div class="conversation-blank" aria-hidden="true"><span></span><span></span><span></span></div>
        <${LastKnown} number=${number} />
      </div>
    `;
  return html`
    <div class="conversation" role="log" aria-label=${say("conversation.label")} tabindex="0" ref=${scroller}>
      <${Beginning} open=${open} scroller=${scroller} />
      ${open.earlier.map(
        (ticket) => html`
          <${TicketLines} key=${ticket.number} ticket=${ticket} open=${open} />
        `,
      )}
      <${TicketLines} key=${open.ticket.number} ticket=${open.ticket} open=${open} />
    </div>
  `;
}

/** Until the rest is there, what the customer said last, as the card has it. @param {{ number: number }} props */
function LastKnown({ number }) {
  const line = ticketSignal(number)?.value.last_line;
  if (!line) return null;
  return html`
    <div class="comment" data-role="customer"><div class="bubble"><div class="comment-text"><bdi>${line}</bdi></div></div></div>
  `;
}

/** @param {{ open: Open, scroller: { current: HTMLElement | null } }} props */
function Beginning({ open, scroller }) {
  const mark = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (!mark.current || open.reachedFirst) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void readEarlier(), {
      root: scroller.current,
      rootMargin: "120px 0px 0px",
    });
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [open.reachedFirst, open.earlier.length]);
  return html`
    <p class="beginning" ref=${mark}>
      ${open.reachedFirst ? say("conversation.first") : say("conversation.loading_earlier")}
    </p>
  `;
}

/** @param {{ ticket: Ticket, open: Open }} props */
function TicketLines({ ticket, open }) {
  const lines = timeline(ticket);
  const isOpenTicket = ticket === open.ticket;
  return html`
    <section
      class="ticket-lines"
      data-number=${ticket.number}
      aria-label=${`#${ticket.number} · ${ticket.topic_name}`}
    >
      ${
        open.earlier.length > 0 &&
        html`
          <h3 class="ticket-head">
            <span>${`#${ticket.number} · ${ticket.topic_name}`}</span>
            ${
              isOpenTicket &&
              html`
                <span class="ticket-head-here">${say("conversation.this_ticket")}</span>
              `
            }
          </h3>
        `
      }
      ${lines.map((line) => drawLine(line, ticket, isOpenTicket ? open : null))}
      ${
        lines.length === 0 &&
        html`
          <p class="system-line">${say("conversation.empty")}</p>
        `
      }
    </section>
  `;
}

/** The number of a ticket that was merged into this one, before what happened to it. @param {DeskEvent} event @param {Ticket} ticket */
function cameFrom({ ticket: number }, ticket) {
  return number !== null && ticket.merged.includes(number) ? `#${number} · ` : "";
}

/** @param {Line} line @param {Ticket} ticket @param {Open | null} open */
function drawLine(line, ticket, open) {
  if (line.kind === "day")
    return html`
      <div class="day" key=${line.key}><span>${dayText(line.at, today.value)}</span></div>
    `;
  if (line.kind === "event")
    return html`
      <p class="system-line" key=${line.key}>
        <bdi>${cameFrom(line.event, ticket)}${eventText(line.event, nameOf)}</bdi>
        <time datetime=${line.event.at}>${clockText(line.event.at)}</time>
      </p>
    `;
  const unseen = open?.unseenFrom ?? null;
  const isFirstUnseen = unseen !== null && line.from <= unseen && unseen <= line.comment.id;
  return html`
    ${
      isFirstUnseen &&
      open?.refusal &&
      html`
        <${RefusalLine} text=${open.refusal} />
      `
    }
    ${
      isFirstUnseen &&
      html`
        <div class="new-line" key="new"><span>${say("conversation.new_line")}</span></div>
      `
    }
    <${Message}
      key=${line.key}
      comment=${line.comment}
      ticket=${mayWork.value ? ticket.number : null}
      times=${line.times}
      follows=${line.follows && !isFirstUnseen}
    />
  `;
}

/** Why the desk refused, beside the words it refused over. @param {{ text: string }} props */
function RefusalLine({ text }) {
  return html`
    <div class="refusal" role="alert">
      <${Icon} name="warning" />
      <span>${text}</span>
      <button type="button" class="tool" aria-label=${say("toast.dismiss")} onClick=${dismissRefusal}>
        <${Icon} name="close" />
      </button>
    </div>
  `;
}

/** The name people know a board, or a lane or column of a board, by; all boards have the same lanes. @param {string} kind @param {string} key @param {string} on */
function nameOf(kind, key, on) {
  const boards = (desk.value?.boards ?? []).filter((board) => kind === "board" || on === "" || board.key === on);
  /** @type {{ key: string, name: string }[]} */
  const known =
    kind === "board" ? boards : boards.flatMap((board) => [...(kind === "lane" ? board.lanes : board.columns)]);
  return known.find((each) => each.key === key)?.name ?? key;
}

/**
 * Opens at the unseen words or the end, follows the end while it is in view or this page said something, and stays put when something grows above.
 * @param {{ current: HTMLElement | null }} scroller @param {Open | null} open
 */
function useSteadyScroll(scroller, open) {
  const last = useRef({
    number: 0,
    height: 0,
    top: 0,
    isAtEnd: true,
    earlier: 0,
    refusal: /** @type {string | null} */ (null),
    sent: /** @type {number | null} */ (null),
  });
  // Measured while drawing, when everything still stands where it is seen.
  const steady = scroller.current && firstInView(scroller.current);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box || !open) return;
    const before = last.current;
    const isOpening = before.number !== open.ticket.number || (open.refusal !== null && before.refusal === null);
    if (isOpening) goToUnseen(box);
    else if (open.earlier.length > before.earlier) box.scrollTop = box.scrollHeight - before.height + before.top;
    else if (before.isAtEnd || open.sent !== before.sent) box.scrollTop = box.scrollHeight;
    else if (steady) box.scrollTop += steady.comment.getBoundingClientRect().top - steady.top;
    last.current = {
      ...positionOf(box),
      number: open.ticket.number,
      earlier: open.earlier.length,
      refusal: open.refusal,
      sent: open.sent,
    };
  }, [open]);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const note = () => (last.current = { ...last.current, ...positionOf(box) });
    const stayAtEnd = () => {
      if (last.current.isAtEnd) box.scrollTop = box.scrollHeight;
      note();
    };
    box.addEventListener("scroll", note, { passive: true });
    // Pictures grow when they arrive; the end stays in view.
    box.addEventListener("load", stayAtEnd, { capture: true });
    const growth = new ResizeObserver(stayAtEnd);
    growth.observe(box);
    return () => {
      growth.disconnect();
      box.removeEventListener("scroll", note);
      box.removeEventListener("load", stayAtEnd, { capture: true });
    };
  }, [open === null]);
}

/** @param {HTMLElement} box */
function firstInView(box) {
  const from = box.getBoundingClientRect().top;
  for (const comment of box.querySelectorAll("[data-comment]")) {
    const { top } = comment.getBoundingClientRect();
    if (top >= from) return { comment, top };
  }
  return null;
}

/** @param {HTMLElement} box */
function positionOf({ scrollTop: top, scrollHeight: height, clientHeight }) {
  return { top, height, isAtEnd: height - top - clientHeight < NEAR_END_PX };
}

/** @param {HTMLElement} box */
function goToUnseen(box) {
  const mark = box.querySelector(".refusal, .new-line");
  if (mark instanceof HTMLElement) box.scrollTop = mark.offsetTop - box.offsetTop - 12;
  else box.scrollTop = box.scrollHeight;
}

/**
 * What the customer wrote counts as seen once it has been in view for a second.
 * @param {{ current: HTMLElement | null }} scroller @param {Open | null} open
 */
function useSeen(scroller, open) {
  useEffect(() => {
    const box = scroller.current;
    if (!box || !open) return;
    const { number } = open.ticket;
    /** @type {Map<Element, ReturnType<typeof setTimeout>>} */
    const timers = new Map();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          clearTimeout(timers.get(target));
          if (isIntersecting)
            timers.set(
              target,
              setTimeout(() => sawNow(number, target), IN_VIEW_MS),
            );
        }
      },
      { root: box },
    );
    const watchUnseen = () => {
      observer.disconnect();
      if (document.visibilityState !== "visible") return timers.forEach((timer) => clearTimeout(timer));
      box.querySelectorAll(`[data-number="${number}"] [data-unseen]`).forEach((each) => observer.observe(each));
    };
    watchUnseen();
    document.addEventListener("visibilitychange", watchUnseen);
    return () => {
      observer.disconnect();
      timers.forEach((timer) => clearTimeout(timer));
      document.removeEventListener("visibilitychange", watchUnseen);
    };
  }, [open?.ticket]);
}

/** @param {number} number @param {Element} element */
function sawNow(number, element) {
  const id = Number(element instanceof HTMLElement ? element.dataset.comment : NaN);
  if (!Number.isNaN(id)) void markSeen(number, id);
}
