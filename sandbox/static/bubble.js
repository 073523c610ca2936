// @ts-check
/** One bubble: an album or a message, with what it answers, its buttons and reactions. */

import * as api from "./api.js";
import { el, icon, iconButton } from "./dom.js";
import { formatted, isLargeEmoji } from "./entities.js";
import { albumGrid, extras, fileView } from "./media.js";
import { openMenu } from "./menu.js";
import { showAnswer } from "./notices.js";
import { state } from "./state.js";
import { clock } from "./times.js";

/** @typedef {import("./types.js").Message} Message */

const LONG_PRESS_MS = 450;
/** Asks for the coloured form of signs that are letters too, like ✍. */
const COLOURED = "\uFE0F";

/**
 * @param {Message[]} parts one message, or the parts of an album
 * @param {boolean} isFirst of several bubbles in a row by the same author
 * @param {boolean} isLast the last of them carries the tail
 */
export function bubble(parts, isFirst, isLast) {
  const message = /** @type {Message} */ (parts[0]);
  const captioned = parts.find((part) => part.text) ?? message;
  const isMine = !message.from.is_bot;
  const isBare = isUnframed(message);
  const hasReactions = parts.some((part) => part.bot_reaction || part.own_reaction);
  const classes = [
    "bubble",
    isMine ? "is-mine" : "is-bots",
    isLast && "has-tail",
    isBare && "is-bare",
    parts.some(isVisual) && "has-visual",
    captioned.text && !isBare && !hasReactions && "has-words-last",
    parts.some((part) => part.is_edited) && "is-edited",
  ];
  const body = el(
    "div",
    { class: classes.filter(Boolean).join(" ") },
    origin(message),
    quoted(message),
    parts.length > 1 ? albumGrid(parts) : message.files.map(fileView),
    extras(message),
    words(captioned),
    foot(parts, isMine),
  );
  const actions = iconButton("down", "Actions", () => openMenu(message, actions), { class: "icon-button bubble-actions" });
  body.append(actions);
  body.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    openMenu(message, actions);
  });
  onLongPress(body, () => openMenu(message, actions));
  const label = `${isMine ? "You" : message.from.name}, ${clock(message.shown_at)}`;
  return el(
    "li",
    { class: `row ${isMine ? "is-mine" : "is-bots"}${isFirst ? " is-first" : ""}`, "data-message": message.id, "aria-label": label },
    el("div", { class: "stack" }, body, inlineButtons(message)),
  );
}

/** Fingers have no right button, and not every phone makes a long press into one. @param {HTMLElement} element @param {() => void} act */
function onLongPress(element, act) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  element.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") waiting = setTimeout(act, LONG_PRESS_MS);
  });
  for (const end of ["pointerup", "pointercancel", "pointermove", "contextmenu"]) {
    element.addEventListener(end, () => clearTimeout(waiting));
  }
}

/** Stickers, round videos and a few emoji stand without a frame. @param {Message} message */
function isUnframed(message) {
  const kind = message.files[0]?.kind;
  const isEmoji = !message.files.length && message.text !== "" && isLargeEmoji(message.text);
  return kind === "sticker" || kind === "video_note" || isEmoji || Boolean(message.dice);
}

/** @param {Message} message */
function isVisual(message) {
  return ["photo", "video", "animation"].includes(message.files[0]?.kind ?? "") || Boolean(message.location);
}

/** @param {Message} message */
function origin({ forward_origin: from }) {
  if (!from) return null;
  const name = from.sender_user?.first_name ?? from.sender_user_name ?? from.chat?.title ?? "someone";
  return el("div", { class: "origin" }, "Forwarded from ", el("strong", {}, name));
}

/** @param {Message} message */
function quoted({ reply_to: reply, quote }) {
  if (!reply) return null;
  const jump = () => {
    const target = document.querySelector(`[data-message="${reply.id}"]`);
    target?.scrollIntoView({ block: "center", behavior: "smooth" });
    target?.classList.add("is-pointed");
    target?.addEventListener("animationend", () => target.classList.remove("is-pointed"), { once: true });
  };
  return el(
    "button",
    { type: "button", class: "quoted", onclick: jump },
    el("strong", {}, state.bot?.first_name === reply.name ? reply.name : "You"),
    el("span", {}, quote?.text ?? reply.text),
  );
}

/** @param {Message} message */
function words(message) {
  if (!message.text) return null;
  const isLarge = !message.files.length && isLargeEmoji(message.text);
  const nodes = formatted(message.text, message.entities);
  return el("div", { class: isLarge ? "words large-emoji" : "words", dir: "auto" }, nodes);
}

/** @param {Message[]} parts @param {boolean} isMine */
function foot(parts, isMine) {
  const first = /** @type {Message} */ (parts[0]);
  const reactions = [...new Set(parts.flatMap((part) => [part.bot_reaction, part.own_reaction]))].filter(Boolean);
  return el(
    "div",
    { class: reactions.length ? "foot has-reactions" : "foot" },
    reactions.map((emoji) => el("span", { class: "reaction", role: "img", "aria-label": `Reaction ${emoji}` }, `${emoji}${COLOURED}`)),
    el(
      "span",
      { class: "moment" },
      parts.some((part) => part.is_edited) ? "edited " : "",
      el("time", { datetime: new Date(first.shown_at * 1000).toISOString() }, clock(first.shown_at)),
      isMine ? tick(parts) : null,
    ),
  );
}

/** One tick: sent; two: the bot has it. @param {Message[]} parts */
function tick(parts) {
  const isTaken = parts.every((part) => part.is_taken);
  const words = isTaken ? "the bot has it" : "sent, the bot has not taken it yet";
  return el("span", { class: "tick", role: "img", "aria-label": words, title: words }, icon(isTaken ? "checks" : "check"));
}

/** @param {Message} message */
function inlineButtons(message) {
  const rows = message.markup?.inline_keyboard;
  if (!rows?.length) return null;
  return el(
    "div",
    { class: "inline-keyboard" },
    rows.map((row) => el("div", { class: "inline-row" }, row.map((button) => inlineButton(message, button)))),
  );
}

/** @param {Message} message @param {import("./types.js").Button} button */
function inlineButton(message, button) {
  if (button.url) {
    return el("a", { class: "inline-button is-link", href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text);
  }
  const element = el("button", { type: "button", class: "inline-button" }, button.text);
  element.addEventListener("click", () => press(element, message, button));
  return element;
}

/** @param {HTMLButtonElement} element @param {Message} message @param {import("./types.js").Button} button */
async function press(element, message, button) {
  if (button.copy_text) {
    await navigator.clipboard.writeText(button.copy_text.text);
    showAnswer({ text: "Copied" });
    return;
  }
  if (!button.callback_data || state.person === null) return;
  element.classList.add("is-waiting");
  try {
    showAnswer(await api.tap(state.person, message.id, button.callback_data));
  } finally {
    element.classList.remove("is-waiting");
  }
}
