// @ts-check
/** What an agent does to the words of a recording: correct them, or ask for them once more. */

import { write } from "../api.js";
import { rereadSoon } from "../reread.js";
import { conversation } from "../state.js";
import { sayFailure } from "./notices.js";

/** @import { Comment, FileFace, Ticket } from "../types" */

/** The answer is whether the desk took them. @param {number} ticket @param {FileFace["id"]} file @param {string} text */
export function correct(ticket, file, text) {
  return change(ticket, file, "transcript", { text });
}

/** @param {number} ticket @param {FileFace["id"]} file */
export function hearAgain(ticket, file) {
  return change(ticket, file, "hear-again", {});
}

/** @param {number} ticket @param {FileFace["id"]} file @param {string} verb @param {object} body */
async function change(ticket, file, verb, body) {
  try {
    drawChanged(ticket, await write(`/files/${file}/${verb}`, body));
    rereadSoon(ticket);
    return true;
  } catch (failure) {
    sayFailure(failure);
    return false;
  }
}

/** Draws the new words before the stream tells of them. @param {number} number @param {Comment} comment */
function drawChanged(number, comment) {
  const open = conversation.peek();
  if (!open) return;
  const drawn = (/** @type {Ticket} */ ticket) =>
    ticket.number === number
      ? { ...ticket, comments: ticket.comments?.map((each) => (each.id === comment.id ? comment : each)) }
      : ticket;
  conversation.value = { ...open, ticket: drawn(open.ticket), earlier: open.earlier.map(drawn) };
}
