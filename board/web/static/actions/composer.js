// @ts-check
/** Writing: a reply or a note, its files, and keeping both until the desk has them. */

import { batch } from "@preact/signals";
import { Refusal, newKey, upload, write } from "../api.js";
import { nextPlace, withFile } from "../attachments.js";
import { emptyDraft, hasBegun, loadDraft, together } from "../drafts.js";
import { followEdit, nested, trimmed, without } from "../formatting.js";
import { keepRecording, recording } from "../recorder.js";
import { rereadSoon } from "../reread.js";
import { say } from "../say.js";
import { composerMode, conversation, draft, route, sending, uploading } from "../state.js";
import { lastCustomerComment } from "../timeline.js";
import { stopsAtBlank } from "./blanks.js";
import { forgetDraft, putDraft } from "./drafts.js";
import { notice, sayFailure } from "./notices.js";
import { offerTakingBack, waiting } from "./taking_back.js";
import { showTyping } from "./typing.js";

/** @import { Coming, Comment, ComposerMode, Draft, Entity, Upload } from "../types" */

/** Telegram counts UTF-16 units, as JavaScript does. */
export const LONGEST_REPLY = 4096;

/** @param {number} number @param {ComposerMode} mode */
export function takeUpDraft(number, mode) {
  batch(() => {
    composerMode.value = mode;
    draft.value = loadDraft(number, mode);
  });
}

/** @param {ComposerMode} mode */
export function writeAs(mode) {
  const number = route.peek().ticket;
  if (number !== null && mode !== composerMode.peek()) takeUpDraft(number, mode);
}

/** @param {string} text */
export function typeDraft(text) {
  const current = draft.peek();
  // Of a quick reply that is wiped out nothing is done either.
  const quick = text === "" && current.quick?.files.length === 0 ? null : current.quick;
  const number = route.peek().ticket;
  if (number !== null) showTyping(number, text);
  changeDraft({ ...current, text, quick, entities: followEdit(current.text, text, current.entities) });
}

/** What the words of a reply look like; notes stay plain. @param {Entity[]} entities */
export function format(entities) {
  if (composerMode.peek() === "reply") changeDraft({ ...draft.peek(), entities });
}

/** As if it were typed, so that the browser's own undo takes it back. @param {HTMLTextAreaElement} field @param {{ text: string, entities: Entity[] }} words */
export function pasteWords(field, { text, entities }) {
  const at = field.selectionStart;
  document.execCommand("insertText", false, text);
  // A format that ended where they stand does not go on in them.
  const kept = without(draft.peek().entities, at, at + text.length);
  format([...kept, ...entities.map((each) => ({ ...each, offset: each.offset + at }))]);
}

/** Other words are another message: only the same ones may be sent twice under one key. @param {Draft} changed */
export function changeDraft(changed) {
  const number = route.peek().ticket;
  if (number !== null) putDraft(number, composerMode.peek(), { ...changed, key: newKey() });
}

/** @param {Iterable<File>} files */
export function attach(files) {
  const number = route.peek().ticket;
  const mode = composerMode.peek();
  if (number === null) return;
  for (const file of files) void attachTo(number, mode, file);
}

/**
 * The answer is whether it arrived; one that was cancelled has not.
 * @param {number} ticket @param {ComposerMode} mode @param {File} file @param {{ key?: string, isVoice?: boolean }} [how]
 */
export function attachTo(ticket, mode, file, { key = newKey(), isVoice = false } = {}) {
  const line = new AbortController();
  const place = nextPlace(draftOf(ticket, mode).files, comingTo(ticket, mode));
  const arrival = arrive(ticket, mode, upload(file, { isVoice, signal: line.signal }), place, line.signal);
  uploading.value = [...uploading.peek(), { key, ticket, mode, name: file.name, isVoice, place, line, arrival }];
  return arrival.finally(() => {
    uploading.value = uploading.peek().filter((each) => each.line !== line);
  });
}

/** @param {number} number @param {ComposerMode} mode @param {Promise<Upload>} coming @param {number} place @param {AbortSignal} signal */
async function arrive(number, mode, coming, place, signal) {
  try {
    const stored = await coming;
    // What came too late to be stopped is not wanted either.
    if (signal.aborted) return false;
    const current = draftOf(number, mode);
    putDraft(number, mode, { ...current, files: withFile(current.files, { ...stored, place }), key: newKey() });
    return true;
  } catch (failure) {
    if (!signal.aborted) sayFailure(failure);
    return false;
  }
}

/** @param {Coming["key"]} key */
export function cancelUpload(key) {
  uploading.peek().find((each) => each.key === key)?.line.abort();
}

/** What is on its way to these words and no others. @param {number | null} number @param {ComposerMode} mode */
export function comingTo(number, mode) {
  return uploading.value.filter((each) => each.ticket === number && each.mode === mode);
}

/** @param {number} number @param {ComposerMode} mode */
function isHere(number, mode) {
  return route.peek().ticket === number && composerMode.peek() === mode;
}

/** @param {number} number @param {ComposerMode} mode */
function draftOf(number, mode) {
  return isHere(number, mode) ? draft.peek() : loadDraft(number, mode);
}

/** @param {number} index */
export function detach(index) {
  const current = draft.peek();
  changeDraft({ ...current, files: current.files.filter((_, at) => at !== index) });
}

/** Whether there is something to send that Telegram would take. */
export function canSend() {
  const number = route.value.ticket;
  const mode = composerMode.value;
  const isShort = mode === "note" || draft.value.text.length <= LONGEST_REPLY;
  const isComing = comingTo(number, mode).length > 0 || isRecordingFor(number);
  return !isSending() && isShort && (isComing || isSomething(draft.value));
}

/** Whether the words in view are on their way already. */
export function isSending() {
  return sending.value.some(({ ticket, mode }) => ticket === route.value.ticket && mode === composerMode.value);
}

/** @param {Draft} draft */
function isSomething({ text, files, quick }) {
  return text.trim() !== "" || files.length > 0 || (quick?.files.length ?? 0) > 0;
}

/** @param {number | null} number */
function isRecordingFor(number) {
  return recording.value?.stage === "running" && recording.value.ticket === number;
}

/** Sends what is written and what is being said, once its files have arrived; refused or unreachable, the words come back. */
export async function send() {
  const number = route.peek().ticket;
  const mode = composerMode.peek();
  if (number === null || !canSend() || stopsAtBlank()) return;
  const turn = { ticket: number, mode };
  const known = knownOf(number);
  sending.value = [...sending.peek(), turn];
  try {
    if (isRecordingFor(number)) await keepRecording();
    const arrived = await Promise.all(comingTo(number, mode).map(({ arrival }) => arrival));
    // What was too short to hear leaves nothing to send.
    if (arrived.every(Boolean) && isSomething(draftOf(number, mode))) await deliver(number, mode, known);
  } finally {
    sending.value = sending.peek().filter((each) => each !== turn);
  }
}

/** The field is free for the next words at once; the sent ones stay remembered until the desk has them. @param {number} number @param {ComposerMode} mode @param {Known} known */
async function deliver(number, mode, known) {
  const sent = draftOf(number, mode);
  if (isHere(number, mode)) draft.value = emptyDraft();
  try {
    /** @type {Comment} */
    const comment = await write(address(number, mode), body(mode, sent, known), sent.key);
    if (loadDraft(number, mode).key === sent.key) forgetDraft(number, mode);
    showComment(number, comment);
    offerTakingBack(number, comment);
    rereadSoon(number);
  } catch (failure) {
    giveBack(number, mode, sent);
    if (failure instanceof Refusal && failure.status === 0) notice(say("composer.not_sent"), { tone: "alert" });
    else sayFailure(failure);
  }
}

/** Unsent words stand before what was written since. @param {number} number @param {ComposerMode} mode @param {Draft} unsent */
function giveBack(number, mode, unsent) {
  const since = draftOf(number, mode);
  putDraft(number, mode, since.key !== unsent.key && hasBegun(since) ? together(unsent, since) : unsent);
}

/** @param {number} number @param {ComposerMode} mode */
function address(number, mode) {
  return `/tickets/${number}/${mode === "reply" ? "replies" : "notes"}`;
}

/** @typedef {{ seen_up_to?: Comment["id"] }} Known */

/** The customer's last words that stand before whoever writes on the ticket now. @param {number} number @returns {Known} */
export function knownOf(number) {
  const open = conversation.peek();
  const last = open?.ticket.number === number ? lastCustomerComment(open.ticket) : null;
  return last ? { seen_up_to: last.id } : {};
}

/** @param {ComposerMode} mode @param {Draft} sent @param {Known} known */
function body(mode, sent, known) {
  if (mode === "reply") return { ...replyBody(sent), ...known, ...quickBody(sent.quick), ...waiting() };
  return { text: sent.text.trim(), files: sent.files.map((file) => file.id), from_draft: true };
}

/** @param {Draft} sent @param {boolean} [isFromDraft] */
export function replyBody(sent, isFromDraft = true) {
  const files = sent.files.map((file) => file.id);
  const { text, entities } = trimmed(sent.text, sent.entities);
  return {
    text,
    entities: nested(entities),
    files,
    from_draft: isFromDraft,
    ...(sent.quoted === null ? {} : { reply_to: sent.quoted }),
  };
}

/** @param {Draft["quick"]} quick */
export function quickBody(quick) {
  return quick ? { quick_reply: quick.id, actions: quick.actions, quick_files: quick.files.map(({ id }) => id) } : {};
}

/** Draws what was just sent before the stream tells of it. @param {number} number @param {Comment} comment */
export function showComment(number, comment) {
  const open = conversation.peek();
  if (open?.ticket.number !== number) return;
  const comments = open.ticket.comments ?? [];
  const isThere = comments.some((each) => each.id === comment.id);
  const ticket = isThere ? open.ticket : { ...open.ticket, comments: [...comments, comment] };
  conversation.value = { ...open, ticket, sent: comment.id };
}
