// @ts-check
/** Answers given so often that they may become quick replies. */

import { html } from "../../html.js";
import { dateText } from "../../look.js";
import { followLink } from "../../navigation.js";
import { proposalAddress, routeAddress } from "../../route.js";
import { say } from "../../say.js";
import { route } from "../../state.js";
import { Icon } from "../../views/icons.js";
import { actAndSay } from "../acting.js";
import { Block } from "../parts/states.js";

/** @import { Proposal } from "../../types" */

/** @param {{ items: Proposal[] }} props */
export function Proposals({ items }) {
  if (items.length === 0) return null;
  return html`
    <${Block} title=${say("quick.proposals")} about=${say("quick.proposals.about")}>
      <ol class="rows proposals">
        ${items.map(
          (item) => html`
            <${One} key=${item.comment} item=${item} />
          `,
        )}
      </ol>
    <//>
  `;
}

/** @param {{ item: Proposal }} props */
function One({ item: { comment, title, text, times, tickets, last_said_at: last } }) {
  const dismiss = () =>
    actAndSay("POST", `/settings/quick-replies/proposals/${comment}/dismiss`, {}, say("quick.proposal.dismissed", { title }));
  return html`
    <li class="proposal">
      <strong>${title}</strong>
      <p class="proposal-text">${text}</p>
      <p class="quiet proposal-said">
        <span>${say("quick.proposal.times", { n: times })}</span>
        <span>${dateText(last)}</span>
        ${tickets.map(
          (number) => html`
            <a key=${number} href=${ticketAddress(number)} onClick=${followLink}>#${number}</a>
          `,
        )}
      </p>
      <p class="proposal-choices">
        <a class="button" href=${proposalAddress(comment)} onClick=${followLink}>
          <${Icon} name="plus" />
          ${say("quick.proposal.make")}
          <span class="for-ears">${title}</span>
        </a>
        <button type="button" class="button button-quiet" onClick=${dismiss}>
          ${say("quick.proposal.not")}
          <span class="for-ears">${title}</span>
        </button>
      </p>
    </li>
  `;
}

/** @param {number} number */
function ticketAddress(number) {
  return routeAddress({ ...route.value, page: null, ticket: number });
}
