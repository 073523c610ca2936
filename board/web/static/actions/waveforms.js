// @ts-check
/** The shapes of recordings, each read once and only when it is looked at. */

import { signal } from "@preact/signals";
import { Refusal, readFile } from "../api.js";
import { soundAddress } from "../sound.js";
import { shapeOfSound } from "../waveform.js";

/** @import { Signal } from "@preact/signals" */
/** @import { FileFace } from "../types" */

const LONGEST_S = 10 * 60;
const LARGEST_BYTES = 5 * 1024 * 1024;

/** @type {Map<FileFace["id"], Signal<number[] | null>>} */
const shapes = new Map();
/** @type {Set<FileFace["id"]>} */
const asked = new Set();
let turn = Promise.resolve();

/** Null until it is known, which for some files is never. @param {FileFace["id"]} id */
export function shapeOf(id) {
  const known = shapes.get(id);
  if (known) return known;
  /** @type {Signal<number[] | null>} */
  const shape = signal(null);
  shapes.set(id, shape);
  return shape;
}

/** Reads a recording's shape, one after the other. @param {FileFace} file */
export function readShape(file) {
  if (asked.has(file.id) || !isSmall(file)) return;
  asked.add(file.id);
  turn = turn.then(() => readNow(file)).catch(reportError);
}

/** @param {FileFace} file */
function isSmall({ duration, size, url }) {
  return url?.startsWith("/") && (duration ?? 0) <= LONGEST_S && size !== null && size <= LARGEST_BYTES;
}

/** @param {FileFace} file */
async function readNow(file) {
  try {
    shapeOf(file.id).value = await shapeOfSound(await readFile(soundAddress(file)));
  } catch (failure) {
    if (failure instanceof Refusal) asked.delete(file.id);
    // A browser that can play a sound need not be able to decode it.
    else if (!(failure instanceof DOMException)) throw failure;
  }
}
