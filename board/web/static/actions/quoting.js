// @ts-check
/** Answering one message of the conversation: which one the reply quotes. */

import { conversation, draft } from "../state.js";
import { quotable } from "../timeline.js";
import { changeDraft, writeAs } from "./composer.js";

/** @import { Comment } from "../types" */

/** The reply will quote this comment; null: none. @param {Comment["id"] | null} comment */
export function quote(comment) {
  if (comment !== null) writeAs("reply");
  changeDraft({ ...draft.peek(), quoted: comment });
}

/** Quotes what was said before the quoted comment, at first the latest of the customer's. */
export function quoteEarlier() {
  const open = conversation.peek();
  if (!open) return;
  const said = [...open.earlier, open.ticket].flatMap((ticket) => ticket.comments ?? []).filter(quotable);
  const at = said.findIndex(({ id }) => id === draft.peek().quoted);
  const next = at < 0 ? said.findLast(({ author }) => author === "customer") : said[at - 1];
  quote(next?.id ?? null);
}
