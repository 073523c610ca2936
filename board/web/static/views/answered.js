// @ts-check
/** What was answered before on tickets like the open one; nothing where nothing was. */

import { useAnswer } from "../actions/answered.js";
import { keyOf } from "../commands.js";
import { html } from "../html.js";
import { dateText, ratedText } from "../look.js";
import { followLink } from "../navigation.js";
import { proposalAddress, routeAddress } from "../route.js";
import { say } from "../say.js";
import { answered, mayWork, route } from "../state.js";
import { Face, Icon } from "./icons.js";

/** @import { Proposal, SimilarTicket, Ticket } from "../types" */

/** @param {{ ticket: Ticket }} props */
export function Answered({ ticket }) {
  const known = answered.value;
  if (ticket.state === "done" || known?.number !== ticket.number || known.items.length === 0) return null;
  return html`
    <section class="customer-part answered" aria-labelledby="answered-title">
      <h3 id="answered-title">${say("answered.title")}</h3>
      <ol>
        ${known.items.map(
          (item, index) => html`
            <${Answer} key=${item.number} number=${ticket.number} item=${item} letter=${index === 0 ? keyOf("commands.answered") : ""} />
          `,
        )}
      </ol>
      ${known.proposal && mayWork.value && html`<${Offer} proposal=${known.proposal} />`}
    </section>
  `;
}

/** @param {{ proposal: Proposal }} props */
function Offer({ proposal: { comment, times } }) {
  return html`
    <p class="answered-offer">
      ${say("answered.proposal", { n: times })}
      <a href=${proposalAddress(comment)} onClick=${followLink}>
        ${say("answered.propose")}
      </a>
      ${" "}
      <kbd aria-hidden="true">${keyOf("commands.propose")}</kbd>
    </p>
  `;
}

/** @param {{ number: number, item: SimilarTicket, letter: string }} props `letter`: the key that takes it */
function Answer({ number, item, letter }) {
  const { answer, opening, rating, times } = item;
  return html`
    <li class="answered-one">
      <p class="answered-head">
        <a href=${routeAddress({ ...route.value, ticket: item.number })} onClick=${followLink}>#${item.number}</a>
        <span>${dateText(item.resolved_at)}</span>
        ${rating !== null && html`<${Face} score=${rating} label=${ratedText(rating)} />`}
        ${times > 1 && html`<span>${say("answered.times", { n: times })}</span>`}
      </p>
      <p class="answered-asked" title=${opening}><bdi>${opening}</bdi></p>
      <p class="answered-answer"><bdi>${answer.text}</bdi></p>
      ${
        mayWork.value &&
        html`
          <button
            type="button"
            class="button button-small"
            title=${say("answered.use_of", { number: item.number })}
            onClick=${() => useAnswer(number, item)}
          >
            <${Icon} name="reply" />
            ${say("answered.use")}
            <span class="for-ears">#${item.number}</span>
            ${letter && html`<kbd aria-hidden="true">${letter}</kbd>`}
          </button>
        `
      }
    </li>
  `;
}
