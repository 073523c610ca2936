// @ts-check
/** A sound file made into a voice message: whatever the browser can decode becomes OGG with Opus, one channel. */

import { oggOf } from "./ogg.js";

const RATE = 48_000;
const CHUNK_FRAMES = RATE;
const BITS_PER_SECOND = 32_000;

/** A voice that is one already is sent byte for byte. @param {Blob} file @returns {Promise<Blob>} */
export async function voiceFrom(file) {
  const bytes = await file.arrayBuffer();
  return isOggOpus(new Uint8Array(bytes)) ? file : encode(await decode(bytes));
}

/** @param {Uint8Array} bytes */
function isOggOpus(bytes) {
  const head = String.fromCharCode(...bytes.subarray(0, 200));
  return head.startsWith("OggS") && head.includes("OpusHead");
}

/** @param {ArrayBuffer} bytes */
async function decode(bytes) {
  try {
    return mixed(await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes));
  } catch (problem) {
    throw new Error("This browser cannot read that sound", { cause: problem });
  }
}

/** @param {AudioBuffer} sound */
function mixed(sound) {
  const frames = new Float32Array(sound.length);
  for (let channel = 0; channel < sound.numberOfChannels; channel += 1) {
    sound.getChannelData(channel).forEach((level, place) => { frames[place] = (frames[place] ?? 0) + level / sound.numberOfChannels; });
  }
  return frames;
}

/** @param {Float32Array<ArrayBuffer>} frames */
async function encode(frames) {
  if (typeof AudioEncoder === "undefined") throw new Error("This browser makes no voice messages of files; choose an .ogg with Opus");
  /** @type {Uint8Array[]} */
  const packets = [];
  /** @type {Uint8Array | undefined} */
  let head;
  /** @type {Error | undefined} */
  let failure;
  const encoder = new AudioEncoder({
    output: (chunk, about) => {
      const { description } = about?.decoderConfig ?? {};
      if (description) head = new Uint8Array(/** @type {ArrayBuffer} */ (description).slice(0));
      const packet = new Uint8Array(chunk.byteLength);
      chunk.copyTo(packet);
      packets.push(packet);
    },
    error: (problem) => { failure = problem; },
  });
  encoder.configure({ codec: "opus", sampleRate: RATE, numberOfChannels: 1, bitrate: BITS_PER_SECOND });
  for (let at = 0; at < frames.length; at += CHUNK_FRAMES) {
    const data = frames.slice(at, at + CHUNK_FRAMES);
    const timestamp = Math.round((at / RATE) * 1e6);
    const piece = new AudioData({ format: "f32", sampleRate: RATE, numberOfFrames: data.length, numberOfChannels: 1, timestamp, data });
    encoder.encode(piece);
    piece.close();
  }
  await encoder.flush();
  if (failure) throw failure;
  return oggOf(packets, head);
}
