// @ts-check
/** Files, places and contacts to send: picked, pasted or dropped, looked at first, with a caption. */

import * as api from "./api.js";
import { el, icon } from "./dom.js";
import { choice, popup } from "./menu.js";
import { attempt, notice } from "./notices.js";
import { state } from "./state.js";
import { size } from "./times.js";
import { voiceFrom } from "./voicefile.js";

const MOST_FILES = 10;
const PLACES = [
  { latitude: 55.7963, longitude: 49.1064 },
  { latitude: 53.7965, longitude: -1.5478 },
  { latitude: -6.9147, longitude: 107.6098 },
];

/** @param {HTMLElement} anchor */
export function openAttachMenu(anchor) {
  const person = /** @type {number} */ (state.person);
  const place = PLACES[person % PLACES.length];
  popup(
    anchor,
    choice("picture", "Photo or video", () => pick("image/*,video/*")),
    choice("file", "File", () => pick("", true)),
    choice("microphone", "Voice from a sound file", () => pickVoice(person)),
    choice("place", "Location", () => attempt(() => api.send(person, { location: place }))),
    choice("person", "Contact", () => attempt(() => api.send(person, { contact: { phone_number: "+79990001122", first_name: "Night", last_name: "Guard" } }))),
  );
}

/** @param {string} accept @param {boolean} [asFiles] */
function pick(accept, asFiles = false) {
  const chooser = el("input", { type: "file", multiple: true, accept });
  chooser.addEventListener("change", () => offerFiles([...(chooser.files ?? [])], asFiles));
  chooser.click();
}

/** @param {number} person */
function pickVoice(person) {
  const chooser = el("input", { type: "file", accept: "audio/*,.ogg,.oga,.opus,.m4a" });
  chooser.addEventListener("change", () => {
    const file = chooser.files?.[0];
    if (file) attempt(async () => api.sendFile(person, "voice", await voiceFrom(file), "voice.ogg", { mime: "audio/ogg" }));
  });
  chooser.click();
}

/** Takes pasted files; a paste without files stays the field's own. @param {File[]} files @param {Event} event */
export function chooseFiles(files, event) {
  if (!files.length) return;
  event.preventDefault();
  offerFiles(files);
}

/** @param {DragEvent} event */
export function isDragWithFiles(event) {
  return Boolean(event.dataTransfer?.types.includes("Files")) && state.person !== null;
}

/** Shows what is about to be sent. @param {File[]} files @param {boolean} [asFiles] */
export function offerFiles(files, asFiles = false) {
  if (!files.length || state.person === null) return;
  if (files.length > MOST_FILES) notice(`Only the first ${MOST_FILES} files are taken`);
  const taken = files.slice(0, MOST_FILES);
  const person = state.person;
  const urls = taken.map((file) => URL.createObjectURL(file));
  const caption = el("input", { class: "caption", placeholder: "Caption", "aria-label": "Caption", maxlength: "1024" });
  const plain = el("input", { type: "checkbox", checked: asFiles });
  const dialog = el(
    "dialog",
    { class: "sheet", "aria-label": "Send files" },
    el(
      "form",
      { method: "dialog" },
      el("h2", {}, taken.length === 1 ? "Send a file" : `Send ${taken.length} files`),
      el("div", { class: "previews" }, taken.map((file, place) => preview(file, /** @type {string} */ (urls[place])))),
      caption,
      taken.some(isPicture) ? el("label", { class: "check" }, plain, " Send as files") : null,
      el(
        "div",
        { class: "sheet-buttons" },
        el("button", { class: "text-button", value: "", formnovalidate: true, type: "button", onclick: () => dialog.close("") }, "Cancel"),
        el("button", { class: "text-button is-main", value: "send" }, "Send"),
      ),
    ),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    urls.forEach((url) => URL.revokeObjectURL(url));
    if (dialog.returnValue === "send") attempt(() => sendFiles(person, taken, caption.value, plain.checked));
  });
  document.body.append(dialog);
  dialog.showModal();
  caption.focus();
}

/** @param {File} file */
const isPicture = (file) => /^(image\/(png|jpeg|gif|webp)|video\/)/.test(file.type);

/** @param {File} file @param {string} url */
function preview(file, url) {
  if (file.type.startsWith("image/")) return el("img", { class: "preview", src: url, alt: file.name });
  if (file.type.startsWith("video/")) return el("video", { class: "preview", src: url, muted: true });
  return el("div", { class: "preview-file" }, icon("file"), el("span", {}, file.name), el("small", {}, size(file.size)));
}

/** Pictures together are an album, files one after another. @param {number} person @param {File[]} files @param {string} caption @param {boolean} asFiles */
async function sendFiles(person, files, caption, asFiles) {
  const parts = files.map((file, place) => ({ file, kind: kindOf(file, asFiles), caption: place === 0 ? caption : "" }));
  const kinds = new Set(parts.map(({ kind }) => (kind === "video" ? "photo" : kind)));
  const isAlbum = parts.length > 1 && kinds.size === 1 && !kinds.has("animation");
  if (isAlbum) {
    await api.sendAlbum(person, parts);
    return;
  }
  for (const { file, kind, caption: words } of parts) await api.sendFile(person, kind, file, file.name, { caption: words });
}

/** @param {File} file @param {boolean} asFiles */
function kindOf(file, asFiles) {
  if (asFiles || !isPicture(file)) return file.type.startsWith("audio/") && !asFiles ? "audio" : "document";
  if (file.type.startsWith("video/")) return "video";
  return file.type === "image/gif" ? "animation" : "photo";
}
