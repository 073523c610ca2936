// @ts-check
/** What an agent does to the words of a recording: correct them, or ask for them once more. */

import { Refusal, read, write } from "../api.js";
import { hearComment, hearTicket } from "../reread.js";
import { sayFailure } from "./notices.js";

/** @import { Correction, FileFace, Ticket } from "../types" */

/**
 * The answer is whether the desk took the words, and which the agent now knows of.
 * @param {number} ticket @param {FileFace["id"]} file @param {Correction} correction
 */
export async function correct(ticket, file, correction) {
  try {
    await change(ticket, file, "transcript", correction);
    return { isTaken: true, known: correction.text };
  } catch (failure) {
    const isChanged = failure instanceof Refusal && failure.status === 409;
    if (!isChanged) sayFailure(failure);
    return { isTaken: false, known: isChanged ? await readChanged(ticket, file) : correction.replaces };
  }
}

/** What somebody else wrote meanwhile. @param {number} number @param {FileFace["id"]} file */
async function readChanged(number, file) {
  /** @type {Ticket} */
  const ticket = await read(`/tickets/${number}`);
  hearTicket(ticket);
  const files = ticket.comments?.flatMap((comment) => comment.files) ?? [];
  return files.find(({ id }) => id === file)?.transcript?.text ?? "";
}

/** @param {number} ticket @param {FileFace["id"]} file */
export async function hearAgain(ticket, file) {
  await change(ticket, file, "hear-again", {}).catch(sayFailure);
}

/** @param {number} number @param {FileFace["id"]} file @param {string} verb @param {object} body */
async function change(number, file, verb, body) {
  hearComment(number, await write(`/files/${file}/${verb}`, body));
}
