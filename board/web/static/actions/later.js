// @ts-check
/** Words that are to be said later: scheduled, taken back into the composer, sent at once, or dropped. */

import { Refusal, write } from "../api.js";
import { deskNow } from "../clock.js";
import { emptyDraft, loadDraft, together } from "../drafts.js";
import { momentText } from "../look.js";
import { rereadSoon } from "../reread.js";
import { say } from "../say.js";
import { composerMode, conversation, draft } from "../state.js";
import { stopsAtBlank } from "./blanks.js";
import { knownOf, quickBody, replyBody, showComment, writeAs } from "./composer.js";
import { forgetDraft, putDraft } from "./drafts.js";
import { UNDO_MS, notice, sayFailure, undoAction } from "./notices.js";

/** @import { Scheduled } from "../types" */

/** @param {number} number @param {string} until a time, or `opening` */
export function sendLater(number, until) {
  return schedule(number, "scheduled", { until });
}

/** What is written, or without words a reminder. @param {number} number @param {number} days */
export function followUp(number, days) {
  return schedule(number, "scheduled/follow-up", { days });
}

/** @param {number} number @param {string} path @param {object} when */
async function schedule(number, path, when) {
  const isReply = composerMode.peek() === "reply";
  const sent = isReply ? draft.peek() : emptyDraft();
  if (isReply && stopsAtBlank()) return;
  try {
    /** @type {{ items: Scheduled[] }} */
    const { items } = await write(
      `/tickets/${number}/${path}`,
      { ...replyBody(sent, isReply), ...knownOf(number), ...quickBody(sent.quick), ...when },
      sent.key,
    );
    if (isReply && loadDraft(number, "reply").key === sent.key) forgetDraft(number, "reply");
    show(number, items);
    const made = items.toSorted((a, b) => b.id - a.id)[0];
    if (!made) return;
    const time = momentText(made.send_at, deskNow());
    const text = say(made.kind === "later" ? "toast.scheduled" : "toast.following", { number, time });
    notice(text, { about: number, lastsMs: UNDO_MS, action: undoAction(() => void editScheduled(number, made)) });
  } catch (failure) {
    sayUnlessLost(failure);
  }
}

/** Back into the composer, before what stands there. @param {number} number @param {Scheduled} item */
export async function editScheduled(number, item) {
  if (await drop(number, item)) bringBack(number, item);
}

/** @param {number} number @param {Scheduled} item */
export async function dropScheduled(number, item) {
  const action = undoAction(() => bringBack(number, item));
  if (await drop(number, item)) notice(say("toast.unscheduled", { number }), { about: number, action });
}

/** @param {number} number @param {Scheduled} item */
function bringBack(number, { text, entities, files, reply_to: quoted, quick }) {
  writeAs("reply");
  const back = { ...emptyDraft(), text, entities, files, quoted, quick };
  putDraft(number, "reply", together(back, loadDraft(number, "reply")));
}

/** @param {number} number @param {Scheduled} item */
export async function sendScheduled(number, item) {
  try {
    showComment(number, await write(`/tickets/${number}/scheduled/${item.id}/send`, {}));
    rereadSoon(number);
  } catch (failure) {
    sayUnlessLost(failure);
    rereadSoon(number);
  }
}

/** @param {number} number @param {Scheduled} item */
async function drop(number, item) {
  try {
    const { items } = await write(`/tickets/${number}/scheduled/${item.id}`, {}, undefined, "DELETE");
    show(number, items);
    return true;
  } catch (failure) {
    sayUnlessLost(failure);
    return false;
  }
}

/** @param {unknown} failure */
function sayUnlessLost(failure) {
  if (failure instanceof Refusal && failure.status === 0) notice(say("composer.not_sent"), { tone: "alert" });
  else sayFailure(failure);
}

/** @param {number} number @param {Scheduled[]} scheduled */
function show(number, scheduled) {
  const open = conversation.peek();
  if (open?.ticket.number === number) conversation.value = { ...open, ticket: { ...open.ticket, scheduled } };
  rereadSoon(number);
}
