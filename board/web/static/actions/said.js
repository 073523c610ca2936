// @ts-check
/** What an agent does to what was said: say it otherwise, take it back, or take its words out everywhere. */

import { Refusal, write } from "../api.js";
import { hearComment, rereadSoon } from "../reread.js";
import { conversation } from "../state.js";
import { keepAllNow } from "./drafts.js";
import { sayFailure } from "./notices.js";

/** @import { Comment, Entity, RedactedFor } from "../types" */

/**
 * Whether the desk took it; if somebody changed it meanwhile, what it says now.
 * @param {number} ticket @param {Comment} comment @param {string} text @param {Entity[]} entities
 * @returns {Promise<{ isTaken: boolean, known?: string }>}
 */
export async function editComment(ticket, comment, text, entities) {
  try {
    await change(ticket, comment.id, "edit", { text, entities, replaces: comment.text });
    return { isTaken: true };
  } catch (failure) {
    if (failure instanceof Refusal && failure.problem.text !== undefined) {
      rereadSoon(ticket);
      return { isTaken: false, known: failure.problem.text };
    }
    sayFailure(failure);
    return { isTaken: false };
  }
}

/** @param {number} ticket @param {Comment["id"]} comment */
export async function deleteComment(ticket, comment) {
  await change(ticket, comment, "delete", {});
}

/** @param {number} ticket @param {Comment["id"]} comment @param {RedactedFor} why */
export async function redactComment(ticket, comment, why) {
  await keepAllNow();
  await change(ticket, comment, "redact", { why });
}

/** The last message of the open ticket in which the number of a card may stand. */
export function withCard() {
  const open = conversation.peek();
  const found = open?.ticket.comments?.findLast((comment) => comment.may_hold_card);
  return open && found ? { ticket: open.ticket.number, comment: found.id } : null;
}

export function redactCard() {
  const found = withCard();
  return found && redactComment(found.ticket, found.comment, "card").catch(sayFailure);
}

/** @param {number} number @param {Comment["id"]} id @param {string} verb @param {object} body */
async function change(number, id, verb, body) {
  hearComment(number, await write(`/comments/${id}/${verb}`, body));
}
