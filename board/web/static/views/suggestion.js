// @ts-check
/** A lane that a rule suggests, because of a word in the opening: one tap takes it, one dismisses it. */

import { dismissSuggestion, takeSuggestion } from "../actions/tickets.js";
import { keyOf } from "../commands.js";
import { html } from "../html.js";
import { textOfPress } from "../pressed.js";
import { say } from "../say.js";
import { desk, mayWork } from "../state.js";
import { Icon } from "./icons.js";

/** @import { Ticket } from "../types" */

/** On a card it is no stop of the Tab key: keys do the same. @param {{ ticket: Ticket, tabIndex?: number }} props */
export function Suggestion({ ticket, tabIndex }) {
  const { number, board, suggestion } = ticket;
  if (!suggestion) return null;
  const lanes = desk.value?.boards.find((each) => each.key === board)?.lanes ?? [];
  const lane = lanes.find((each) => each.key === suggestion.lane)?.name ?? suggestion.lane;
  const named = { lane, word: suggestion.word };
  const asked = html`
    <strong>${say("suggestion.ask", { lane })}</strong>
    ${" "}
    <bdi>${say("suggestion.word", { word: suggestion.word })}</bdi>
  `;
  if (!mayWork.value)
    return html`
      <span class="suggestion" title=${say("suggestion.why", named)}><span class="suggestion-take">${asked}</span></span>
    `;
  return html`
    <span class="suggestion" role="group" aria-label=${say("suggestion.why", named)}>
      <button
        type="button"
        class="suggestion-take"
        tabindex=${tabIndex}
        title="${say("suggestion.take", named)} (${keyOf("commands.take_suggestion")})"
        onClick=${alone(() => void takeSuggestion(number))}
      >
        ${asked}
      </button>
      <button
        type="button"
        class="suggestion-dismiss"
        tabindex=${tabIndex}
        aria-label=${say("suggestion.dismiss", { lane })}
        title="${say("suggestion.dismiss", { lane })} (${textOfPress(keyOf("commands.dismiss_suggestion"), false)})"
        onClick=${alone(() => void dismissSuggestion(number))}
      >
        <${Icon} name="close" />
      </button>
    </span>
  `;
}

/** The card under it does not open. @param {() => void} act */
function alone(act) {
  return (/** @type {MouseEvent} */ event) => {
    event.preventDefault();
    event.stopPropagation();
    act();
  };
}
