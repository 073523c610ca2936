// @ts-check
/** What is being listened to: one recording at a time, each kept where it was left until it was heard to its end. */

import { signal } from "@preact/signals";
import { recall, remember } from "./storage.js";

/** @import { Signal } from "@preact/signals" */
/** @import { FileFace } from "./types" */
/** @typedef {FileFace["id"]} FileId */

const SPEEDS = [1, 1.25, 1.5, 2];
const PLACES = "places";
const MOST_PLACES = 100;

/** @type {Signal<FileId | null>} */
export const playing = signal(null);
/** @type {Signal<number>} */
export const speed = signal(recall("speed", 1));

/** @type {Map<FileId, Signal<number>>} in seconds */
const places = new Map();
/** @type {Map<FileId, HTMLMediaElement>} */
const elements = new Map();
let frame = 0;

/** Where a recording stands, in seconds. @param {FileId} id */
export function placeOf(id) {
  const known = places.get(id);
  if (known) return known;
  const place = signal(leftPlaces().find(([file]) => file === id)?.[1] ?? 0);
  places.set(id, place);
  return place;
}

/**
 * Follows an element that plays a recording, and starts it where it was left; the answer lets go of it.
 * @param {FileId} id @param {HTMLMediaElement} element
 */
export function follow(id, element) {
  const place = placeOf(id);
  const hears = {
    play: () => began(id),
    pause: () => {
      paused(id);
      // Not `ended`: browsers say that of a place sought at the end too, where nothing was heard.
      if (element.ended) noteTime(id, 0);
    },
    error: () => paused(id),
    timeupdate: () => noteTime(id, element.currentTime),
  };
  elements.set(id, element);
  if (place.peek() > 0) element.currentTime = place.peek();
  keepSpeed(element);
  for (const [type, hear] of Object.entries(hears)) element.addEventListener(type, hear);
  return () => {
    for (const [type, hear] of Object.entries(hears)) element.removeEventListener(type, hear);
    element.pause();
    paused(id);
    if (elements.get(id) === element) elements.delete(id);
  };
}

/** @param {FileId} id */
export function toggle(id) {
  const element = elements.get(id);
  if (element?.paused) play(element);
  else element?.pause();
}

/** @param {FileId} id @param {number} seconds */
export function playFrom(id, seconds) {
  seek(id, seconds);
  const element = elements.get(id);
  if (element) play(element);
}

/** @param {FileId} id @param {number} seconds */
export function seek(id, seconds) {
  const element = elements.get(id);
  if (!element) return;
  element.currentTime = seconds;
  noteTime(id, seconds);
}

/** The next speed, for all recordings from now on. */
export function faster() {
  speed.value = SPEEDS[(SPEEDS.indexOf(speed.peek()) + 1) % SPEEDS.length] ?? 1;
  remember("speed", speed.peek());
  elements.forEach(keepSpeed);
}

/** A video has a speed of its own, among its controls. @param {HTMLMediaElement} element */
function keepSpeed(element) {
  if (element instanceof HTMLAudioElement) element.defaultPlaybackRate = element.playbackRate = speed.peek();
}

/** A refusal is told by the element itself, or the agent has paused meanwhile. @param {HTMLMediaElement} element */
function play(element) {
  element.play().catch(() => {});
}

/** @param {FileId} id */
function began(id) {
  const before = playing.peek();
  playing.value = id;
  if (before !== null && before !== id) elements.get(before)?.pause();
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(glide);
}

/** @param {FileId} id */
function paused(id) {
  if (playing.peek() === id) playing.value = null;
}

/** The element tells its time only four times a second. */
function glide() {
  const id = playing.peek();
  const element = id === null ? undefined : elements.get(id);
  if (id === null || !element) return;
  placeOf(id).value = element.currentTime;
  frame = requestAnimationFrame(glide);
}

/** @param {FileId} id @param {number} seconds */
function noteTime(id, seconds) {
  placeOf(id).value = seconds;
  const others = leftPlaces().filter(([file]) => file !== id);
  const kept = seconds < 1 ? others : [...others, [id, Math.floor(seconds)]];
  remember(PLACES, kept.slice(-MOST_PLACES));
}

/** @returns {[FileId, number][]} the latest last */
function leftPlaces() {
  return recall(PLACES, []);
}
