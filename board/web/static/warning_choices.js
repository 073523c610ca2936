// @ts-check
/** How this browser warns of deadlines, as was chosen in it. */

import { signal } from "@preact/signals";
import { recall, remember } from "./storage.js";

/** @type {import("@preact/signals").Signal<boolean>} whether warnings sound while the page is not in front */
export const sound = signal(true);

/** @type {import("@preact/signals").Signal<"on" | "off" | "ask" | "refused" | "none">} the browser's own notices */
export const notices = signal("none");

export function takeUpWarningChoices() {
  sound.value = prefersSound();
  notices.value = noticesNow();
}

/** @param {boolean} isOn */
export function chooseSound(isOn) {
  sound.value = isOn;
  remember("sound", isOn ? null : false);
}

/** @param {boolean} isOn */
export function chooseNotices(isOn) {
  remember("notices", isOn ? null : false);
  notices.value = noticesNow();
}

/** The browser asks the agent; only ever after a button was pressed. */
export async function askForNotices() {
  await Notification.requestPermission();
  chooseNotices(true);
}

function noticesNow() {
  if (typeof Notification === "undefined" || !isSecureContext) return "none";
  if (Notification.permission === "default") return "ask";
  if (Notification.permission === "denied") return "refused";
  return recall("notices", true) ? "on" : "off";
}

/** As this browser's tabs agree by now. */
export function prefersSound() {
  return recall("sound", true);
}

export function prefersNotices() {
  return noticesNow() === "on";
}
