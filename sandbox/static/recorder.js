// @ts-check
/** The microphone: a recording that ends as a voice in OGG with Opus, whatever the browser records. */

import { oggFromWebm } from "./ogg.js";

const OGG = "audio/ogg;codecs=opus";
const WEBM = "audio/webm;codecs=opus";

export function canRecord() {
  return Boolean(navigator.mediaDevices?.getUserMedia) && typeof MediaRecorder !== "undefined"
    && (MediaRecorder.isTypeSupported(OGG) || MediaRecorder.isTypeSupported(WEBM));
}

/** Begins at once; `finish` gives the voice, `cancel` throws it away.
 * @returns {Promise<{finish: () => Promise<{voice: Blob, seconds: number}>, cancel: () => void}>} */
export async function record() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const mimeType = MediaRecorder.isTypeSupported(OGG) ? OGG : WEBM;
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 24_000 });
  /** @type {Blob[]} */
  const chunks = [];
  recorder.ondataavailable = ({ data }) => chunks.push(data);
  recorder.start(250);
  const began = performance.now();
  const release = () => stream.getTracks().forEach((track) => track.stop());
  return {
    cancel: () => {
      recorder.stop();
      release();
    },
    finish: async () => {
      const seconds = Math.max(1, Math.round((performance.now() - began) / 1000));
      const stopped = new Promise((resolve) => { recorder.onstop = resolve; });
      recorder.stop();
      await stopped;
      release();
      const recorded = new Blob(chunks, { type: mimeType });
      const voice = mimeType === OGG ? recorded : oggFromWebm(await recorded.arrayBuffer());
      return { voice, seconds };
    },
  };
}
