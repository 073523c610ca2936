// @ts-check
/** The message that a reply quotes: how it is chosen, and where it stands above the words. */

import { quote } from "../actions/quoting.js";
import { html } from "../html.js";
import { kindText } from "../kinds.js";
import { say } from "../say.js";
import { composerMode, conversation, draft, mayWork } from "../state.js";
import { quotable } from "../timeline.js";
import { Icon } from "./icons.js";

/** @import { Comment } from "../types" */

/** @param {{ comment: Comment }} props */
export function QuoteButton({ comment }) {
  if (!mayWork.value || !quotable(comment)) return null;
  return html`
    <button
      type="button"
      class="tool tool-small comment-quote"
      aria-label=${say("composer.quote")}
      title="${say("composer.quote")} (q)"
      onClick=${() => {
        quote(comment.id);
        // The drawing this asked for is a microtask too, and an earlier one.
        queueMicrotask(() => /** @type {HTMLElement | null} */ (document.querySelector(".composer textarea"))?.focus());
      }}
    >
      <${Icon} name="reply" />
    </button>
  `;
}

/** Above the words of a reply. */
export function Quoted() {
  const { quoted } = draft.value;
  if (composerMode.value === "note" || quoted === null) return null;
  const open = conversation.value;
  const said = open ? [...open.earlier, open.ticket].flatMap((ticket) => ticket.comments ?? []) : [];
  const comment = said.find(({ id }) => id === quoted);
  const name = comment?.author_name ?? say("conversation.customer");
  return html`
    <div class="composer-quoted" role="group" aria-label=${say("composer.quoting", { name })}>
      <${Icon} name="reply" />
      <strong><bdi>${name}</bdi></strong>
      <bdi class="composer-quoted-words">
        ${comment ? comment.text || comment.transcript || kindText(comment) : say("conversation.quote_gone")}
      </bdi>
      <button
        type="button"
        class="tool tool-small"
        aria-label=${say("composer.unquote")}
        title=${say("composer.unquote")}
        onClick=${() => quote(null)}
      >
        <${Icon} name="close" />
      </button>
    </div>
  `;
}
