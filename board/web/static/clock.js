// @ts-check
/** The desk's time on this screen, and the one ticker that redraws the countdowns in view. */

import { signal } from "@preact/signals";

const JUMP_MS = 2000;
const SECOND_MS = 1000;

let anchor = { desk: Date.now(), local: performance.now() };

/** Beats once a second while the page is visible, for figures that depend on the time. */
export const second = signal(0);

/** When this screen's day began by the desk's time, in epoch ms: what is drawn by it changes at midnight. */
export const today = signal(dayStart(anchor.desk));

/** @param {number} nowMs */
function dayStart(nowMs) {
  return new Date(nowMs).setHours(0, 0, 0, 0);
}

/** The desk's time now, practice offset included, in epoch milliseconds. */
export function deskNow() {
  return anchor.desk + (performance.now() - anchor.local);
}

/**
 * Takes the time a response named; the answer is whether the desk's clock jumped meanwhile.
 * A response is always a little old, so small steps back are the network's delay and are ignored.
 * @param {string | undefined} instant
 */
export function hearDeskTime(instant) {
  if (!instant) return false;
  const desk = Date.parse(instant);
  const ahead = desk - deskNow();
  if (ahead <= 0 && ahead > -JUMP_MS) return false;
  anchor = { desk, local: performance.now() };
  if (Math.abs(ahead) < JUMP_MS) return false;
  redrawAll();
  return true;
}

/** @typedef {(nowMs: number) => number} Redraw draws, and answers in how many ms it next looks different */

/** @type {Map<Element, { redraw: Redraw, dueAt: number }>} */
const watched = new Map();
/** @type {Set<Element>} */
const onScreen = new Set();

const observer =
  typeof IntersectionObserver === "undefined"
    ? null
    : new IntersectionObserver(noteVisibility, { rootMargin: "200px" });

/**
 * Redraws a countdown only while its element is on screen.
 * @param {Element} element @param {Redraw} redraw @returns {() => void} stops watching
 */
export function watchCountdown(element, redraw) {
  watched.set(element, { redraw, dueAt: 0 });
  observer?.observe(element);
  return () => {
    watched.delete(element);
    onScreen.delete(element);
    observer?.unobserve(element);
  };
}

/** @param {IntersectionObserverEntry[]} entries */
function noteVisibility(entries) {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) onScreen.delete(target);
    else if (watched.has(target)) {
      onScreen.add(target);
      redrawOne(target, deskNow());
    }
  }
}

/** @param {Element} element @param {number} nowMs */
function redrawOne(element, nowMs) {
  const countdown = watched.get(element);
  if (countdown) countdown.dueAt = nowMs + countdown.redraw(nowMs);
}

function redrawAll() {
  const nowMs = deskNow();
  for (const element of onScreen) redrawOne(element, nowMs);
  today.value = dayStart(nowMs);
  second.value += 1;
}

function beat() {
  const nowMs = deskNow();
  for (const element of onScreen) {
    const countdown = watched.get(element);
    if (countdown && countdown.dueAt <= nowMs) redrawOne(element, nowMs);
  }
  today.value = dayStart(nowMs);
  second.value += 1;
}

/** Starts the ticker; hidden pages rest and catch up when shown. */
export function startTicker() {
  setInterval(() => {
    if (document.visibilityState === "visible") beat();
  }, SECOND_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") redrawAll();
  });
}
