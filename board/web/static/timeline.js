// @ts-check
/** A conversation as the lines to draw: days, comments, and what happened between them. */

import { isTold } from "./trail_words.js";

/** @import { Comment, DeskEvent, Ticket } from "./types" */
/** @typedef {{ kind: "day", key: string, at: string }} DayLine */
/**
 * @typedef {object} CommentLine one comment, or the same words sent again and again
 * @property {"comment"} kind
 * @property {string} key
 * @property {Comment} comment the latest
 * @property {Comment["id"]} from the first one's
 * @property {number} times
 * @property {boolean} follows
 */
/** @typedef {{ kind: "event", key: string, event: DeskEvent }} EventLine */
/** @typedef {DayLine | CommentLine | EventLine} Line */

const TOGETHER_MS = 5 * 60_000;

/** @param {Ticket} ticket @returns {Line[]} */
export function timeline(ticket) {
  const comments = (ticket.comments ?? []).map((comment) => ({ at: comment.created_at, comment }));
  const events = (ticket.trail ?? []).filter(isTold).map((event) => ({ at: event.at, event }));
  const moments = [...comments, ...events].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  /** @type {Line[]} */
  const lines = [];
  /** @type {Comment | null} */
  let last = null;
  let day = "";
  moments.forEach((moment, index) => {
    const today = new Date(moment.at).toDateString();
    if (today !== day) {
      lines.push({ kind: "day", key: `day ${today}`, at: moment.at });
      day = today;
      last = null;
    }
    if ("comment" in moment) {
      const { comment } = moment;
      const before = lines.at(-1);
      if (before?.kind === "comment" && isRepeated(before.comment, comment)) {
        lines[lines.length - 1] = { ...before, comment, times: before.times + 1 };
      } else lines.push(commentLine(comment, goesOn(last, comment)));
      last = comment;
    } else {
      lines.push({ kind: "event", key: `event ${index}`, event: moment.event });
      last = null;
    }
  });
  return lines;
}

/** @param {Comment} comment @param {boolean} follows @returns {CommentLine} */
function commentLine(comment, follows) {
  const { id } = comment;
  return { kind: "comment", key: `comment ${id}`, comment, from: id, times: 1, follows };
}

/** The customer said the very same again; what is unseen stays apart from what is seen. @param {Comment} last @param {Comment} next */
function isRepeated(last, next) {
  return [last, next].every(isPlain) && last.text === next.text && last.seen === next.seen;
}

/** Words of the customer and nothing else; where nothing stands, nothing is repeated. @param {Comment} comment */
function isPlain({ author, kind, text, edited, erased, reply_to, quote, quote_from, forwarded_from, thanks }) {
  const isQuoting = Boolean(reply_to || quote || quote_from);
  const isBare = !edited && !erased && !isQuoting && !forwarded_from && !thanks;
  return author === "customer" && kind === "text" && text.trim() !== "" && isBare;
}

/** Whether one person simply goes on, so that the name need not be said again. @param {Comment | null} last @param {Comment} next */
function goesOn(last, next) {
  return (
    last !== null &&
    last.author === next.author &&
    last.author_name === next.author_name &&
    last.public === next.public &&
    Date.parse(next.created_at) - Date.parse(last.created_at) < TOGETHER_MS
  );
}

/** The last thing the customer said, which a reply answers. @param {Ticket} ticket */
export function lastCustomerComment(ticket) {
  return (ticket.comments ?? []).findLast((comment) => comment.author === "customer") ?? null;
}

/** Whether a reply can quote it: the customer has it in their chat. @param {Comment} comment */
export function quotable({ public: isPublic, erased, removed }) {
  return isPublic && !erased && !removed;
}
