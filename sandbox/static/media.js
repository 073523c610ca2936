// @ts-check
/** Files inside bubbles: pictures, albums, voices, videos, documents, places, contacts. */

import { el, icon } from "./dom.js";
import { length, size } from "./times.js";

/** @typedef {import("./types.js").PhoneFile} PhoneFile */
/** @typedef {import("./types.js").Message} Message */

const BARS = 34;

/** @param {PhoneFile} file */
export function fileView(file) {
  switch (file.kind) {
    case "photo":
      return picture(file);
    case "video":
    case "animation":
      return video(file);
    case "video_note":
      return el("video", { class: "video-note", src: file.url, controls: true, preload: "metadata" });
    case "voice":
      return voice(file);
    case "sticker":
      return sticker(file);
    case "audio":
      return el("div", { class: "audio" }, el("span", { class: "file-name" }, file.title ?? file.name), sound(file));
    default:
      return documentRow(file);
  }
}

/** @param {PhoneFile} file */
function picture(file) {
  const shown = el("img", { src: file.url, alt: "Photo", loading: "lazy", width: file.width, height: file.height });
  return el("button", { type: "button", class: "picture", "aria-label": "Open the photo", onclick: () => enlarge(file) }, shown);
}

/** @param {PhoneFile} file */
function enlarge(file) {
  const dialog = el(
    "dialog",
    { class: "lightbox", "aria-label": file.name, onclick: () => dialog.close(), onclose: () => dialog.remove() },
    el("img", { src: file.url, alt: "Photo" }),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {PhoneFile} file */
function video(file) {
  const isLoop = file.kind === "animation";
  return el("video", { class: "video", src: file.url, controls: !isLoop, loop: isLoop, autoplay: isLoop, muted: isLoop, preload: "metadata" });
}

/** A sticker without a picture is its emoji. @param {PhoneFile} file */
function sticker(file) {
  const shown = el("img", { class: "sticker", src: file.url, alt: `Sticker ${file.emoji ?? ""}` });
  shown.addEventListener("error", () => shown.replaceWith(el("span", { class: "large-emoji" }, file.emoji ?? "🙂")));
  return shown;
}

/** @param {PhoneFile} file */
function sound(file) {
  return el("audio", { src: file.url, controls: true, preload: "none" });
}

/** @param {PhoneFile} file */
function documentRow(file) {
  return el(
    "a",
    { class: "document", href: file.url, download: file.name },
    el("span", { class: "document-icon" }, icon("file")),
    el("span", { class: "document-words" }, el("span", { class: "file-name" }, file.name), el("small", {}, size(file.size))),
  );
}

/** A player with a bar for each moment; the bars' heights are only a likeness. @param {PhoneFile} file */
function voice(file) {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = file.url;
  const bars = Array.from({ length: BARS }, (_, place) => bar(file, place));
  const time = el("small", { class: "voice-time" }, length(file.duration ?? 0));
  const button = el("button", { type: "button", class: "voice-button", "aria-label": "Play" }, icon("play"));
  button.addEventListener("click", () => (audio.paused ? audio.play() : audio.pause()));
  const show = () => showProgress(audio, file.duration ?? 0, { button, bars, time });
  for (const event of ["play", "pause", "timeupdate", "ended"]) audio.addEventListener(event, show);
  return el("div", { class: "voice" }, button, el("div", { class: "voice-bars", "aria-hidden": "true" }, bars), time);
}

/** @param {PhoneFile} file @param {number} place */
function bar(file, place) {
  const seed = Math.sin((place + 1) * 12.9898 + file.size * 0.78233) * 43758.5453;
  const swell = 0.55 + 0.45 * Math.sin((place / BARS) * Math.PI * 3);
  const level = Math.round((seed - Math.floor(seed)) * swell * 7) + 1;
  return el("i", { class: `level-${level}` });
}

/**
 * @param {HTMLAudioElement} audio @param {number} duration
 * @param {{button: HTMLElement, bars: HTMLElement[], time: HTMLElement}} parts
 */
function showProgress(audio, duration, { button, bars, time }) {
  const isPlaying = !audio.paused && !audio.ended;
  button.replaceChildren(icon(isPlaying ? "pause" : "play"));
  button.setAttribute("aria-label", isPlaying ? "Pause" : "Play");
  const whole = Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : duration;
  const part = audio.ended || whole === 0 ? 0 : audio.currentTime / whole;
  bars.forEach((one, place) => one.classList.toggle("is-played", place / BARS < part));
  time.textContent = length(isPlaying ? audio.currentTime : duration);
}

/** Pictures and videos of one album side by side. @param {Message[]} parts */
export function albumGrid(parts) {
  const files = parts.flatMap((part) => part.files);
  return el("div", { class: `album album-${Math.min(files.length, 4)}` }, files.map(fileView));
}

/** Whatever is not words or files. @param {Message} message @returns {Node[]} */
export function extras(message) {
  const { location, contact, dice, poll } = message;
  const shown = [];
  if (location) shown.push(place(location));
  if (contact) shown.push(contactCard(contact));
  if (dice) shown.push(el("span", { class: "large-emoji" }, dice.emoji, el("small", {}, String(dice.value))));
  if (poll) shown.push(el("strong", {}, `📊 ${poll.question}`));
  return shown;
}

/** @param {NonNullable<Message["location"]>} location */
function place({ latitude, longitude, live_period: live }) {
  const words = `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  return el(
    "div",
    { class: "place" },
    el("div", { class: "map", "aria-hidden": "true" }, el("span", { class: "pin" }, icon("place"))),
    el("span", {}, live ? "Live location" : "Location", el("small", {}, words)),
  );
}

/** @param {NonNullable<Message["contact"]>} contact */
function contactCard({ first_name: first, last_name: last, phone_number: number }) {
  return el(
    "div",
    { class: "document" },
    el("span", { class: "document-icon" }, icon("person")),
    el("span", { class: "document-words" }, el("span", { class: "file-name" }, [first, last].filter(Boolean).join(" ")), el("small", {}, number)),
  );
}
