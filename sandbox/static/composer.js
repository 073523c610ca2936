// @ts-check
/** Where a customer writes: words, answers, edits, attachments, emoji, the bot's keyboard, the microphone. */

import * as api from "./api.js";
import { chooseFiles, isDragWithFiles, offerFiles, openAttachMenu } from "./attach.js";
import { isGated } from "./chat.js";
import { el, fill, icon, iconButton } from "./dom.js";
import { attempt } from "./notices.js";
import { canRecord, record } from "./recorder.js";
import { change, currentPerson, state, watch } from "./state.js";
import { emojiPanel } from "./stickers.js";
import { length } from "./times.js";

const input = el("textarea", { rows: "1", placeholder: "Message", "aria-label": "Message", maxlength: "4096", enterkeyhint: "send" });
/** Unsent words of each chat. @type {Map<number, string>} */
const drafts = new Map();

export function composer() {
  const attachButton = iconButton("attach", "Attach", () => openAttachMenu(attachButton));
  const emojiButton = iconButton("smile", "Emoji and stickers", () => toggle(emoji, emojiButton), { "aria-expanded": "false" });
  const keyboardButton = iconButton("keyboard", "Bot's keyboard", () => toggle(keyboard, keyboardButton), { "aria-expanded": "true" });
  const sendButton = iconButton("send", "Send", () => submit(), { class: "icon-button send" });
  const microphone = iconButton("microphone", "Record a voice message", () => startRecording(bar), { class: "icon-button send" });
  const emoji = emojiPanel(insert);
  emoji.hidden = true;
  const keyboard = replyKeyboard();
  const bar = el("div", { class: "bar" }, attachButton, el("div", { class: "field" }, input, keyboardButton, emojiButton), microphone, sendButton);
  const whole = el("div", { class: "composer" }, contextBar(), bar, keyboard, emoji);

  const showSend = () => {
    const hasWords = input.value.trim() !== "" || state.editing !== null;
    sendButton.hidden = !hasWords && canRecord();
    microphone.hidden = hasWords || !canRecord();
    grow();
  };
  input.addEventListener("input", () => {
    if (state.person !== null && !state.editing) drafts.set(state.person, input.value);
    showSend();
  });
  input.addEventListener("keydown", (event) => onKey(event));
  input.addEventListener("paste", (event) => chooseFiles([...(event.clipboardData?.files ?? [])], event));
  followState(whole, keyboardButton, keyboard, showSend);
  return whole;
}

/** @param {HTMLElement} whole @param {HTMLElement} button @param {HTMLElement} keyboard @param {() => void} showSend */
function followState(whole, button, keyboard, showSend) {
  let person = state.person;
  let editing = state.editing;
  watch(() => {
    whole.hidden = currentPerson() === null || isGated();
    button.hidden = !state.keyboard.keyboard?.length;
    keyboard.classList.toggle("is-empty", button.hidden);
    input.placeholder = state.keyboard.input_field_placeholder ?? "Message";
    if (person !== state.person || editing !== state.editing) {
      person = state.person;
      editing = state.editing;
      input.value = editing ? editing.text : drafts.get(person ?? 0) ?? "";
      if (editing) input.focus();
    }
    if (state.replyTo && document.activeElement === document.body) input.focus();
    showSend();
  });
}

/** The field around keeps its height meanwhile, or the chat above would grow for a moment and leave its end. */
function grow() {
  const field = /** @type {HTMLElement} */ (input.parentElement);
  field.style.minHeight = `${field.offsetHeight}px`;
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 140)}px`;
  field.style.minHeight = "";
}

/** @param {HTMLElement} panel @param {HTMLElement} button */
function toggle(panel, button) {
  panel.hidden = !panel.hidden;
  button.setAttribute("aria-expanded", String(!panel.hidden));
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  } else if (event.key === "Escape" && (state.replyTo || state.editing)) {
    change({ replyTo: null, editing: null });
  } else if (event.key === "ArrowUp" && input.value === "") {
    const own = state.messages.findLast((message) => !message.from.is_bot && message.text && !message.files.length);
    if (own) change({ editing: own, replyTo: null });
  }
}

/** Into the field, where the cursor is. @param {string} text */
export function insert(text) {
  input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
  input.dispatchEvent(new Event("input"));
  input.focus();
}

async function submit() {
  const { person, editing, replyTo } = state;
  const text = input.value.trim();
  if (person === null || (!text && !editing?.files.length)) return;
  input.value = "";
  if (!editing) drafts.delete(person);
  change({ editing: null, replyTo: null });
  await attempt(async () => {
    if (editing) await api.edit(person, editing.id, editing.files.length ? { caption: text } : { text });
    else await api.send(person, { text, ...(replyTo ? { reply_to: replyTo.id } : {}) });
  });
}

/** What is answered or edited, above the field. */
function contextBar() {
  const bar = el("div", { class: "context" });
  watch(() => {
    const message = state.editing ?? state.replyTo;
    bar.hidden = message === null;
    if (!message) return;
    fill(
      bar,
      icon(state.editing ? "edit" : "reply"),
      el(
        "div",
        { class: "context-words" },
        el("strong", {}, state.editing ? "Edit message" : `Reply to ${message.from.is_bot ? message.from.name : "yourself"}`),
        el("span", {}, message.brief),
      ),
      iconButton("close", "Cancel", () => change({ replyTo: null, editing: null })),
    );
  });
  return bar;
}

function replyKeyboard() {
  const panel = el("div", { class: "reply-keyboard", "aria-label": "Bot's keyboard", role: "group" });
  let drawn = "";
  watch(() => {
    const rows = state.keyboard.keyboard ?? [];
    const signature = JSON.stringify([state.person, rows]);
    if (signature === drawn) return;
    drawn = signature;
    const press = (/** @type {string} */ text) => attempt(() => api.press(/** @type {number} */ (state.person), text));
    fill(panel, rows.map((row) => el("div", { class: "reply-row" }, row.map(({ text }) => el("button", { type: "button", class: "reply-button", onclick: () => press(text) }, text)))));
  });
  return panel;
}

/** The bar becomes a recording, until it is sent or thrown away. @param {HTMLElement} bar */
async function startRecording(bar) {
  await attempt(async () => {
    const person = /** @type {number} */ (state.person);
    const recording = await record();
    const began = performance.now();
    const time = el("span", { class: "recording-time" }, "0:00");
    const ticking = setInterval(() => { time.textContent = length((performance.now() - began) / 1000); }, 200);
    const end = () => {
      clearInterval(ticking);
      over.remove();
      bar.hidden = false;
    };
    const cancel = () => { recording.cancel(); end(); };
    const finish = () => attempt(async () => {
      const { voice, seconds } = await recording.finish().finally(end);
      await api.sendFile(person, "voice", voice, "voice.ogg", { duration: String(seconds), mime: "audio/ogg" });
    });
    const over = el(
      "div",
      { class: "bar recording" },
      iconButton("trash", "Throw the recording away", cancel),
      el("span", { class: "recording-dot", "aria-hidden": "true" }),
      time,
      el("span", { class: "recording-hint" }, "Recording…"),
      iconButton("send", "Send the voice message", finish, { class: "icon-button send" }),
    );
    bar.hidden = true;
    bar.before(over);
  });
}

/** Files dropped anywhere on the phone. @param {HTMLElement} screen */
export function acceptDrops(screen) {
  screen.addEventListener("dragover", (event) => {
    if (!isDragWithFiles(event)) return;
    event.preventDefault();
    screen.classList.add("is-target");
  });
  screen.addEventListener("dragleave", (event) => {
    if (event.target === screen || !screen.contains(/** @type {Node} */ (event.relatedTarget))) screen.classList.remove("is-target");
  });
  screen.addEventListener("drop", (event) => {
    event.preventDefault();
    screen.classList.remove("is-target");
    offerFiles([...(event.dataTransfer?.files ?? [])]);
  });
}
