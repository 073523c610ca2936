// @ts-check
/** Replies that wait a moment before they go, so that their agent can take them back. */

import { Refusal, read, write } from "../api.js";
import { deskNow } from "../clock.js";
import { emptyDraft, loadDraft, together } from "../drafts.js";
import { go } from "../navigation.js";
import { rereadSoon } from "../reread.js";
import { say } from "../say.js";
import { conversation, mayWork, route, takesBack, toasts } from "../state.js";
import { putDraft } from "./drafts.js";
import { dismissNotice, notice, sayFailure, undoAction } from "./notices.js";

/** @import { Comment, TakenBack, Ticket } from "../types" */

/** What a reply is sent with. */
export function waiting() {
  return takesBack.peek() ? { waits: true } : {};
}

/** @param {number} number @param {Comment} comment */
export function offerTakingBack(number, comment) {
  if (!comment.goes_at) return;
  const lastsMs = Date.parse(comment.goes_at) - deskNow();
  if (lastsMs <= 0) return;
  const action = undoAction(() => void takeBack(number, comment.id));
  notice(say("taking_back.waits", { number }), { about: aboutOf(comment.id), until: comment.goes_at, lastsMs, action });
}

/** Its words come back before what was written since. @param {number} number @param {Comment["id"]} comment */
export async function takeBack(number, comment) {
  toasts.peek().filter(({ about }) => about === aboutOf(comment)).forEach(({ id }) => dismissNotice(id));
  try {
    /** @type {TakenBack} */
    const { words, draft } = await write(`/tickets/${number}/take-back`, { comment });
    hide(number, comment);
    if (words) {
      const since = loadDraft(number, "reply");
      const { reply_to: quoted, ...back } = words;
      const version = draft?.version ?? since.version;
      putDraft(number, "reply", { ...together({ ...emptyDraft(), ...back, quoted }, since), version });
      if (route.peek().ticket !== number) go({ ticket: number });
    }
    notice(say("taking_back.done"), { about: number });
  } catch (failure) {
    if (failure instanceof Refusal && failure.status === 0) notice(say("taking_back.unreachable"), { tone: "alert" });
    else sayFailure(failure);
  }
  rereadSoon(number);
}

/** As an empty field's own undo. The answer is whether there was a reply to take back. @param {number} number */
export function takeLastBack(number) {
  const open = conversation.peek();
  const last = open?.ticket.number === number ? lastWaiting(open.ticket) : undefined;
  if (last) void takeBack(number, last.id);
  return last !== undefined;
}

/** The same of a ticket that need not be open. @param {number} number */
export async function takeWaitingBack(number) {
  if (!takesBack.peek()) return false;
  const last = lastWaiting(await read(`/tickets/${number}`));
  if (last) await takeBack(number, last.id);
  return last !== undefined;
}

/** @param {Ticket} ticket */
function lastWaiting({ comments }) {
  return comments?.findLast(({ goes_at }) => goes_at !== null && Date.parse(goes_at) > deskNow());
}

/** @param {boolean} isOn */
export async function chooseTakingBack(isOn) {
  if (!mayWork.peek()) return;
  try {
    const { agent } = await write("/me/taking-back", { on: isOn });
    takesBack.value = agent.takes_back;
    notice(say(agent.takes_back ? "taking_back.is_on" : "taking_back.is_off"));
  } catch (failure) {
    sayFailure(failure);
  }
}

/** @param {Comment["id"]} comment */
function aboutOf(comment) {
  return `reply ${comment}`;
}

/** @param {number} number @param {Comment["id"]} id */
function hide(number, id) {
  const open = conversation.peek();
  if (open?.ticket.number !== number) return;
  const comments = open.ticket.comments?.filter((each) => each.id !== id) ?? [];
  conversation.value = { ...open, ticket: { ...open.ticket, comments } };
}
