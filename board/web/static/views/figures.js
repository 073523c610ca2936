// @ts-check
/** How the day goes so far: a quiet line beside the boards, and the same with what each figure counts. */

import { deskNow } from "../clock.js";
import { firstAnswerText, inTimeText, nextDeadlineText, openByLane, openCount } from "../figures.js";
import { html } from "../html.js";
import { EVERY_BOARD, frameOf } from "../layout.js";
import { go } from "../navigation.js";
import { say } from "../say.js";
import { desk, figures, overlay, route } from "../state.js";
import { Sheet } from "./sheet.js";

/** @import { Today } from "../types" */
/** @typedef {{ key: "in_time" | "first_answer" | "open" | "next", text: string, detail: string, onOpen: () => void }} Figure */

const OPEN = "is:open";

export function Figures() {
  const told = figures.value;
  if (!told || route.value.page) return null;
  const shown = figuresOf(told);
  const [first] = shown;
  return html`
    <div class="figures" role="group" aria-label=${say("figures.title")}>
      ${shown.map(
        (figure) => html`
          <${Figure} key=${figure.key} figure=${figure} />
        `,
      )}
      <button type="button" class="figure-button figures-more" aria-haspopup="dialog" onClick=${openAll}>
        <span class="figure-name">${say("figures.title")}</span>
        <span class="figure-text">${first?.text}</span>
      </button>
    </div>
  `;
}

/** What each opens: the tickets behind it, where a search finds them. @param {Today} told @returns {Figure[]} */
function figuresOf(told) {
  const next = told.next_deadline;
  const tickets = say("figures.tickets", { n: told.first_response.tickets });
  const lanes = lanesOf(told).map(laneText).join(" · ");
  const deadline = next ? `#${next.ticket}, ${say(`figures.next.${next.metric}`)}` : "";
  const openNext = next ? () => openTicket(next.ticket) : openAll;
  return [
    { key: "in_time", text: inTimeText(told), detail: "", onOpen: openAll },
    { key: "first_answer", text: firstAnswerText(told), detail: tickets, onOpen: openAll },
    { key: "open", text: String(openCount(told)), detail: lanes, onOpen: () => search(OPEN) },
    { key: "next", text: nextDeadlineText(told, deskNow()), detail: deadline, onOpen: openNext },
  ];
}

/** @param {Today} told */
function lanesOf(told) {
  return openByLane(told, frameOf(desk.value?.boards ?? [], EVERY_BOARD).lanes);
}

/** @param {{ name: string, tickets: number }} lane */
function laneText({ name, tickets }) {
  return say("figures.lane", { lane: name, n: tickets });
}

function openAll() {
  overlay.value = { kind: "figures" };
}

/** @param {string} query */
function search(query) {
  overlay.value = null;
  go({ query, ticket: null });
}

/** @param {number} ticket */
function openTicket(ticket) {
  overlay.value = null;
  go({ ticket });
}

/** @param {{ figure: Figure }} props */
function Figure({ figure: { key, text, detail, onOpen } }) {
  return html`
    <span class="figure">
      <button type="button" class="figure-button" aria-describedby="figure-${key}" onClick=${onOpen}>
        <span class="figure-name">${say(`figures.${key}`)}</span>
        <span class="figure-text">${text}</span>
      </button>
      <span class="figure-about" role="tooltip" id="figure-${key}">
        ${
          detail &&
          html`
            <strong>${detail}</strong>
          `
        }
        ${say(`figures.${key}.about`)}
      </span>
    </span>
  `;
}

export function FiguresSheet() {
  const told = figures.value;
  if (!told) return null;
  return html`
    <${Sheet} label=${say("figures.title")} title=${say("figures.title")} onClose=${() => (overlay.value = null)}>
      <dl class="figures-all">
        ${figuresOf(told).map(
          ({ key, text, detail }) => html`
            <div key=${key}>
              <dt>${say(`figures.${key}`)}</dt>
              <dd class="figure-text">${text}</dd>
              <dd class="figure-detail">
                <${Behind} told=${told} figure=${key} detail=${detail} />
                <span class="quiet">${say(`figures.${key}.about`)}</span>
              </dd>
            </div>
          `,
        )}
      </dl>
    <//>
  `;
}

/** The tickets of a figure. @param {{ told: Today, figure: Figure["key"], detail: string }} props */
function Behind({ told, figure, detail }) {
  switch (figure) {
    case "in_time":
      return told.answers.late_on.length === 0
        ? null
        : html`
            <span class="figure-links">
              ${say("figures.late")}
              ${told.answers.late_on.map(
                (number) => html`
                  <${TicketLink} key=${number} number=${number} />
                `,
              )}
            </span>
          `;
    case "first_answer":
      return html`
        <span>${detail}</span>
      `;
    case "open":
      return html`
        <${Lanes} told=${told} />
      `;
    case "next":
      return told.next_deadline
        ? html`
            <span class="figure-links">
              <${TicketLink} number=${told.next_deadline.ticket} />
              ${say(`figures.next.${told.next_deadline.metric}`)}
            </span>
          `
        : null;
  }
}

/** @param {{ number: number }} props */
function TicketLink({ number }) {
  return html`
    <button type="button" class="link" onClick=${() => openTicket(number)}>#${number}</button>
  `;
}

/** @param {{ told: Today }} props */
function Lanes({ told }) {
  return html`
    <span class="figure-links">
      ${lanesOf(told).map(
        (lane) => html`
          <button type="button" class="link" key=${lane.key} onClick=${() => search(`${OPEN} lane:${lane.key}`)}>
            ${laneText(lane)}
          </button>
        `,
      )}
    </span>
  `;
}
