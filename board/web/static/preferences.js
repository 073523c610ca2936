// @ts-check
/** How this browser likes the page: light or dark, and which lanes are folded. */

import { signal } from "@preact/signals";
import { foldedLanes } from "./state.js";
import { recall, remember } from "./storage.js";

/** @typedef {"light" | "dark"} Theme */

/** @type {import("@preact/signals").Signal<Theme>} */
export const theme = signal("light");

/** Whether a screen reader hears of arrivals and of others' moves. */
export const isAnnouncing = signal(true);

const system = () => matchMedia("(prefers-color-scheme: dark)");

/** Takes up what was chosen here before, else what the system prefers. */
export function takeUpPreferences() {
  foldedLanes.value = recall("folded", []);
  isAnnouncing.value = recall("announcing", true);
  showTheme();
  system().addEventListener("change", showTheme);
}

function showTheme() {
  /** @type {Theme | null} */
  const chosen = recall("theme", null);
  theme.value = chosen ?? (system().matches ? "dark" : "light");
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
}

export function switchTheme() {
  const next = theme.peek() === "dark" ? "light" : "dark";
  remember("theme", next === (system().matches ? "dark" : "light") ? null : next);
  showTheme();
}

/** @param {boolean} isOn */
export function chooseAnnouncing(isOn) {
  isAnnouncing.value = isOn;
  remember("announcing", isOn ? null : false);
}

/** @param {string} lane */
export function toggleLane(lane) {
  const folded = foldedLanes.peek();
  foldedLanes.value = folded.includes(lane) ? folded.filter((each) => each !== lane) : [...folded, lane];
  remember("folded", foldedLanes.peek());
}
