// @ts-check
/** The open chat: header, bubbles by day, what stands under them. */

import * as api from "./api.js";
import { bubble } from "./bubble.js";
import { avatar, el, fill, icon, iconButton } from "./dom.js";
import { endOf } from "./end.js";
import { choice, popup } from "./menu.js";
import { attempt } from "./notices.js";
import { change, currentPerson, deskNow, state, watch } from "./state.js";
import { date, day } from "./times.js";

/** @typedef {import("./types.js").Message} Message */

const GROUP_SECONDS = 300;

export function header() {
  const title = el("div", { class: "title" });
  const menuButton = iconButton("more", "Chat menu", () => openChatMenu(menuButton));
  const back = iconButton("back", "All customers", () => change({ isListShown: true }), { class: "icon-button back" });
  const face = el("span", {});
  watch(() => {
    const { bot } = state;
    const name = bot?.first_name ?? "The bot";
    const line = state.isTyping ? "typing…" : bot ? `bot · @${bot.username}` : "has not called yet";
    fill(title, el("h1", {}, name), el("small", { class: state.isTyping ? "is-typing" : "" }, line));
    fill(face, bot ? avatar(bot.id, name) : null);
    menuButton.hidden = state.person === null;
  });
  return el("header", { class: "chat-header" }, back, face, title, menuButton);
}

/** @param {HTMLElement} anchor */
function openChatMenu(anchor) {
  const person = /** @type {number} */ (state.person);
  const isBlocked = state.standing === "kicked";
  popup(
    anchor,
    isBlocked
      ? choice("check", "Unblock and restart", () => attempt(() => api.unblock(person)))
      : choice("block", "Block the bot", () => attempt(() => api.block(person))),
    choice("send", "Send /start", () => attempt(() => api.send(person, { text: "/start" }))),
  );
}

export function messageList() {
  const list = el("ol", { class: "messages" });
  const scroller = el("div", { class: "scroller", tabindex: "0", role: "log", "aria-label": "Messages" }, list);
  const end = endOf(scroller, list);
  /** @type {Map<string, {signature: string, node: HTMLElement}>} */
  let drawn = new Map();
  let { person, messages } = state;
  watch(() => {
    const isOther = person !== state.person;
    const news = state.messages.filter(({ id }) => id > (messages.at(-1)?.id ?? 0));
    ({ person, messages } = state);
    drawn = redraw(list, drawn);
    end.hear(albums(news.filter(({ from }) => from.is_bot)).length);
    if (isOther || news.some(({ from }) => !from.is_bot)) end.go();
  });
  return el("div", { class: "history" }, scroller, end.button);
}

/** @param {HTMLElement} list @param {Map<string, {signature: string, node: HTMLElement}>} drawn */
function redraw(list, drawn) {
  const next = drawRows(drawn);
  const hasChanged = next.size !== drawn.size || [...next].some(([key, { node }]) => drawn.get(key)?.node !== node);
  if (!hasChanged && next.size > 0) return drawn;
  fill(list, [...next.values()].map(({ node }) => node), next.size ? [] : [emptyNote()]);
  return next;
}

function emptyNote() {
  const words = state.person === null ? "Add a customer to begin" : "No messages here yet. Press Start below: it says /start to the bot.";
  return el("li", { class: "empty" }, el("span", {}, words));
}

/** Rows that did not change keep their elements, so a playing voice plays on.
 * @param {Map<string, {signature: string, node: HTMLElement}>} drawn */
function drawRows(drawn) {
  /** @type {Map<string, {signature: string, node: HTMLElement}>} */
  const next = new Map();
  const groups = albums(state.messages);
  let label = "";
  groups.forEach((parts, place) => {
    const message = /** @type {Message} */ (parts[0]);
    const today = day(message.shown_at, deskNow());
    if (today !== label) {
      label = today;
      keep(next, drawn, `day:${today}`, today, () => el("li", { class: "day" }, el("span", {}, today)));
    }
    const isFirst = !follows(groups[place - 1]?.[0], message);
    const isLast = !follows(message, groups[place + 1]?.[0]);
    const signature = JSON.stringify([parts, isFirst, isLast]);
    keep(next, drawn, `message:${message.id}`, signature, () => bubble(parts, isFirst, isLast));
  });
  return next;
}

/**
 * @param {Map<string, {signature: string, node: HTMLElement}>} next @param {Map<string, {signature: string, node: HTMLElement}>} drawn
 * @param {string} key @param {string} signature @param {() => HTMLElement} draw
 */
function keep(next, drawn, key, signature, draw) {
  const old = drawn.get(key);
  next.set(key, old?.signature === signature ? old : { signature, node: draw() });
}

/** Parts of one album, as long as they stand together. @param {Message[]} messages @returns {Message[][]} */
function albums(messages) {
  /** @type {Message[][]} */
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1);
    const isSame = message.media_group_id && last?.[0]?.media_group_id === message.media_group_id;
    if (isSame && last) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

/** @param {Message | undefined} before @param {Message | undefined} after */
function follows(before, after) {
  return before !== undefined && after !== undefined && before.from.id === after.from.id
    && after.shown_at - before.shown_at < GROUP_SECONDS && date(before.shown_at) === date(after.shown_at);
}

/** Instead of the composer: Start in an empty chat or after a deep link, Unblock in a blocked one. */
export function gate() {
  const button = el("button", { type: "button", class: "gate" });
  button.addEventListener("click", () => attempt(async () => {
    const person = /** @type {number} */ (state.person);
    const { start, standing } = state;
    if (standing === "kicked") await api.unblock(person, !start);
    if (start || standing !== "kicked") await api.send(person, { text: start ? `/start ${start}` : "/start" });
    history.replaceState(null, "", location.pathname);
    change({ start: "" });
  }));
  watch(() => {
    const isBlocked = state.standing === "kicked";
    button.hidden = !isGated();
    fill(button, isBlocked ? [icon("block"), "Unblock and restart"] : "Start");
  });
  return button;
}

/** Whether there is a button in the composer's place. */
export function isGated() {
  return currentPerson() !== null && (state.start !== "" || ["none", "kicked"].includes(state.standing));
}
