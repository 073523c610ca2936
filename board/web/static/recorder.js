// @ts-check
/** The microphone: one recording at a time, how long it is and how loud. */

import { signal } from "@preact/signals";
import { loudness } from "./waveform.js";

/** @import { Signal } from "@preact/signals" */
/** @typedef {{ blob: Blob, seconds: number, levels: number[], isLongest: boolean }} Sound */
/** @typedef {(sound: Sound | null) => void} WhenDone null when there is nothing to keep */
/** @typedef {{ ticket: number, stage: "asking" | "running" }} Recording */
/** @typedef {{ key: string, ticket: number, file: File, url: string, seconds: number, isSending: boolean }} Unkept */

/** The longest a recording gets. */
export const LONGEST_S = 10 * 60;
const LISTEN_EVERY_MS = 80;
const FORMATS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const BITS_PER_SECOND = 48_000;

/** @type {Signal<Recording | null>} the ticket it is for, and whether the microphone is open yet */
export const recording = signal(null);
/** @type {Signal<number>} whole seconds */
export const elapsed = signal(0);
/** @type {Signal<number[]>} how loud it was, the latest last */
export const levels = signal([]);
/** @type {Signal<Unkept[]>} what the desk has not taken yet: nothing else has it */
export const unkept = signal([]);

/** @type {{ end: (isWanted: boolean) => Promise<void> } | null} */
let running = null;

/** Why there can be no recording; `reason` is the browser's name for it, or one of ours. */
export class NoMicrophone extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Asks for the microphone and records until it is told to end, the microphone is gone, or it is long enough.
 * @param {number} ticket @param {WhenDone} whenDone
 */
export async function record(ticket, whenDone) {
  await end(true);
  /** @type {Recording} */
  const asking = { ticket, stage: "asking" };
  recording.value = asking;
  try {
    const microphone = await openMicrophone();
    // Whoever left meanwhile does not want to be heard.
    if (recording.peek() !== asking) return close(microphone);
    running = run(microphone, whenDone);
    recording.value = { ticket, stage: "running" };
  } finally {
    if (recording.peek() === asking) recording.value = null;
  }
}

/** Ends what is being recorded, and answers once it was taken. */
export function keepRecording() {
  return end(true);
}

export function dropRecording() {
  return end(false);
}

/** Whether there is sound that nothing but this page has. */
export function holdsSound() {
  return running !== null || unkept.peek().length > 0;
}

/** @param {boolean} isWanted */
async function end(isWanted) {
  recording.value = null;
  await running?.end(isWanted);
}

/** @returns {Promise<MediaStream>} */
async function openMicrophone() {
  if (!isSecureContext) throw new NoMicrophone("insecure");
  if (!navigator.mediaDevices || typeof MediaRecorder === "undefined") throw new NoMicrophone("unable");
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  } catch (refusal) {
    throw new NoMicrophone(refusal instanceof DOMException ? refusal.name : "other");
  }
}

/** @param {MediaStream} microphone */
function close(microphone) {
  for (const track of microphone.getTracks()) track.stop();
}

/** @param {MediaStream} microphone @param {WhenDone} whenDone */
function run(microphone, whenDone) {
  try {
    return recordFrom(microphone, whenDone);
  } catch {
    close(microphone);
    throw new NoMicrophone("unable");
  }
}

/** @param {MediaStream} microphone @param {WhenDone} whenDone */
function recordFrom(microphone, whenDone) {
  const recorder = recorderOf(microphone);
  recorder.start();
  const ear = listen(microphone);
  /** @type {Blob[]} */
  const parts = [];
  let keeps = true;
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((resolve) => {
    recorder.onstop = () => {
      const heard = ear.stop();
      close(microphone);
      running = null;
      recording.value = null;
      const blob = new Blob(parts, { type: recorder.mimeType });
      whenDone(keeps && blob.size > 0 ? { blob, ...heard } : null);
      resolve(undefined);
    };
  });
  return {
    /** @param {boolean} isWanted */
    end(isWanted) {
      keeps = isWanted;
      if (recorder.state !== "inactive") recorder.stop();
      return ended;
    },
  };
}

/** @param {MediaStream} microphone */
function recorderOf(microphone) {
  const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
  return new MediaRecorder(microphone, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
}

/** Follows how loud it is and for how long. @param {MediaStream} microphone */
function listen(microphone) {
  const sound = new AudioContext();
  const meter = sound.createAnalyser();
  meter.fftSize = 1024;
  sound.createMediaStreamSource(microphone).connect(meter);
  const samples = new Float32Array(meter.fftSize);
  const beganMs = performance.now();
  const seconds = () => (performance.now() - beganMs) / 1000;
  elapsed.value = 0;
  levels.value = [];
  const timer = setInterval(() => {
    meter.getFloatTimeDomainData(samples);
    levels.value = [...levels.peek(), loudness(samples)];
    elapsed.value = Math.floor(seconds());
    if (seconds() >= LONGEST_S) void keepRecording();
  }, LISTEN_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      void sound.close();
      return { seconds: seconds(), levels: levels.peek(), isLongest: seconds() >= LONGEST_S };
    },
  };
}
