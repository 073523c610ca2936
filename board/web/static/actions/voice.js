// @ts-check
/** Answering by voice: recorded on a ticket, attached to its reply, sent with it. */

import { effect } from "@preact/signals";
import { newKey } from "../api.js";
import { lengthText } from "../look.js";
import { isErased } from "../person.js";
import { NoMicrophone, holdsSound, keepRecording, record, recording, unkept } from "../recorder.js";
import { say } from "../say.js";
import { stayWhile } from "../session.js";
import { announcement, composerMode, route, ticketOf } from "../state.js";
import { shapeOfLevels } from "../waveform.js";
import { attachTo, cancelUpload, writeAs } from "./composer.js";
import { notice } from "./notices.js";
import { shapeOf } from "./waveforms.js";

/** @import { PlainKey } from "../say.js" */
/** @import { Sound, Unkept } from "../recorder.js" */

const REFUSAL_MS = 10_000;
const SHORTEST_S = 0.5;
/** By the browser's names for them, or ours. @type {Record<string, PlainKey>} */
const REFUSALS = {
  insecure: "voice.refusal.insecure",
  unable: "voice.refusal.unable",
  NotAllowedError: "voice.refusal.not_allowed",
  NotFoundError: "voice.refusal.not_found",
  NotReadableError: "voice.refusal.busy",
};

/** Who leaves the reply has said it all; what was said is kept in its draft. */
export function watchVoice() {
  effect(() => {
    const now = recording.value;
    if (now && (route.value.ticket !== now.ticket || composerMode.value !== "reply")) void keepRecording();
  });
  stayWhile(holdsSound);
}

export function toggleVoice() {
  return recording.peek() ? keepRecording() : startVoice();
}

async function startVoice() {
  const number = route.peek().ticket;
  const ticket = number === null ? undefined : ticketOf(number);
  if (number === null || (ticket && isErased(ticket))) return;
  writeAs("reply");
  try {
    await record(number, (sound) => sound && take(number, sound));
  } catch (refusal) {
    if (!(refusal instanceof NoMicrophone)) throw refusal;
    notice(refusalText(refusal), { tone: "alert", lastsMs: REFUSAL_MS });
  }
}

/** @param {NoMicrophone} refusal */
function refusalText({ reason }) {
  return say(REFUSALS[reason] ?? "voice.refusal.other");
}

/** @param {number} ticket @param {Sound} sound */
function take(ticket, sound) {
  if (sound.seconds < SHORTEST_S) return notice(say("voice.too_short"));
  if (sound.isLongest) notice(say("voice.longest"));
  void keep(ticket, sound);
}

/** @param {number} ticket @param {Sound} sound */
function keep(ticket, { blob, seconds, levels }) {
  const type = blob.type.split(";")[0] ?? "";
  const file = new File([blob], `voice.${type.split("/")[1]}`, { type });
  const key = newKey();
  shapeOf({ id: key, shape: null }).value = shapeOfLevels(levels);
  const recorded = { key, ticket, file, url: URL.createObjectURL(blob), seconds, isSending: false };
  unkept.value = [...unkept.peek(), recorded];
  return upload(recorded);
}

/** @param {Unkept} recorded */
export function uploadOrCancel(recorded) {
  if (recorded.isSending) cancelUpload(recorded.key);
  else void upload(recorded);
}

/** What does not arrive stays here, to be tried again. @param {Unkept} recorded */
async function upload({ key, ticket, file, seconds }) {
  markSending(key, true);
  if (await attachTo(ticket, "reply", file, { key, isVoice: true })) {
    announcement.value = say("voice.attached", { length: lengthText(seconds) });
    forget(key);
  } else markSending(key, false);
}

/** @param {Unkept["key"]} key @param {boolean} isSending */
function markSending(key, isSending) {
  unkept.value = unkept.peek().map((each) => (each.key === key ? { ...each, isSending } : each));
}

/** @param {Unkept["key"]} key */
export function discard(key) {
  cancelUpload(key);
  forget(key);
}

/** @param {Unkept["key"]} key */
function forget(key) {
  const gone = unkept.peek().find((each) => each.key === key);
  unkept.value = unkept.peek().filter((each) => each !== gone);
  if (gone) URL.revokeObjectURL(gone.url);
}
