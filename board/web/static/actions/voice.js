// @ts-check
/** Answering by voice: recorded on a ticket, attached to its reply, sent with it. */

import { effect } from "@preact/signals";
import { newKey } from "../api.js";
import { lengthText } from "../look.js";
import { isErased } from "../person.js";
import { NoMicrophone, keepRecording, record, recording, unkept } from "../recorder.js";
import { announcement, composerMode, route, ticketOf } from "../state.js";
import { shapeOfLevels } from "../waveform.js";
import { words } from "../words.js";
import { attachTo, writeAs } from "./composer.js";
import { notice } from "./notices.js";
import { shapeOf } from "./waveforms.js";

/** @import { Sound, Unkept } from "../recorder.js" */

const REFUSAL_MS = 10_000;
const SHORTEST_S = 0.5;

/** Who leaves the reply has said it all; what was said is kept in its draft. */
export function watchVoice() {
  effect(() => {
    const now = recording.value;
    if (now && (route.value.ticket !== now.ticket || composerMode.value !== "reply")) void keepRecording();
  });
  addEventListener("beforeunload", (event) => {
    if (recording.peek() || unkept.peek().length > 0) event.preventDefault();
  });
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
  /** @type {Record<string, string>} */
  const known = words.voice.refusals;
  return known[reason] ?? words.voice.refusals.other;
}

/** @param {number} ticket @param {Sound} sound */
function take(ticket, sound) {
  if (sound.seconds < SHORTEST_S) return notice(words.voice.tooShort);
  if (sound.isLongest) notice(words.voice.longest);
  void keep(ticket, sound);
}

/** @param {number} ticket @param {Sound} sound */
function keep(ticket, { blob, seconds, levels }) {
  const type = blob.type.split(";")[0] ?? "";
  const file = new File([blob], `${words.voice.file}.${type.split("/")[1]}`, { type });
  const key = newKey();
  shapeOf(key).value = shapeOfLevels(levels);
  return upload({ key, ticket, file, url: URL.createObjectURL(blob), seconds });
}

/** What does not arrive stays here, to be tried again. @param {Unkept} recorded */
async function upload(recorded) {
  if (await attachTo(recorded.ticket, "reply", recorded.file, { isVoice: true })) {
    announcement.value = words.voice.attached(lengthText(recorded.seconds));
    URL.revokeObjectURL(recorded.url);
  } else unkept.value = [...unkept.peek(), recorded];
}

/** @param {Unkept} recorded */
export async function uploadAgain(recorded) {
  forget(recorded);
  await upload(recorded);
}

/** @param {Unkept} recorded */
export function discard(recorded) {
  forget(recorded);
  URL.revokeObjectURL(recorded.url);
}

/** @param {Unkept} recorded */
function forget({ key }) {
  unkept.value = unkept.peek().filter((each) => each.key !== key);
}
