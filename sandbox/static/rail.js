// @ts-check
/** The list of customers, a way to add one, and the practice clock. */

import * as api from "./api.js";
import { avatar, el, fill, icon, iconButton } from "./dom.js";
import { addForm } from "./newcomer.js";
import { attempt } from "./notices.js";
import { change, deskNow, newestFirst, open, state, watch } from "./state.js";
import { clock, date, shortMoment, weekday } from "./times.js";

const LOOKS = /** @type {const} */ (["auto", "light", "dark"]);
const STEPS = [
  { label: "+5 min", seconds: 300 },
  { label: "+1 h", seconds: 3600 },
  { label: "+5 h", seconds: 18000 },
];
const CLOCK_MS = 5000;

export function rail() {
  const form = addForm();
  const add = iconButton("plus", "Add a customer", () => {
    form.hidden = !form.hidden;
    if (!form.hidden) form.querySelector("input")?.select();
  });
  return el(
    "nav",
    { class: "rail", "aria-label": "Customers" },
    el("header", { class: "rail-header" }, el("div", {}, el("h2", {}, "Customers"), el("small", {}, "Practice, not Telegram")), lookButton(), add),
    form,
    peopleList(),
    practiceClock(),
  );
}

function peopleList() {
  const list = el("ul", { class: "people" });
  let drawn = "";
  watch(() => {
    const signature = JSON.stringify([state.people, state.person, state.seen, date(deskNow())]);
    if (signature === drawn) return;
    drawn = signature;
    fill(list, newestFirst().map(personRow));
  });
  return list;
}

/** @param {import("./types.js").Person} person */
function personRow(person) {
  const isOpen = person.id === state.person;
  const isUnread = !isOpen && person.last_id > (state.seen[person.id] ?? 0);
  const last = person.standing === "kicked" ? "blocked the bot" : person.last_text || "nothing said yet";
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: `person${isOpen ? " is-open" : ""}`, "aria-current": isOpen ? "true" : null, onclick: () => attempt(() => open(person.id)) },
      avatar(person.id, person.name),
      el(
        "span",
        { class: "person-words" },
        el("span", { class: "person-line" }, el("strong", {}, person.name), el("small", {}, person.last_date ? shortMoment(person.last_date, deskNow()) : "")),
        el("span", { class: "person-line" }, el("span", { class: "person-last" }, last), isUnread ? el("span", { class: "unread", "aria-label": "new messages" }) : el("span", { class: "language" }, person.language_code)),
      ),
    ),
  );
}

/** Hidden when the sandbox knows no desk. */
function practiceClock() {
  const time = el("strong", { class: "desk-time" });
  const board = el("a", { class: "text-button", target: "_blank", rel: "noopener" }, icon("board"), "Board");
  const buttons = STEPS.map(({ label, seconds }) => el("button", { type: "button", class: "step", onclick: () => attempt(() => move(seconds)) }, label));
  const panel = el(
    "section",
    { class: "practice", "aria-label": "Practice clock" },
    el("div", { class: "practice-line" }, el("span", { class: "practice-title" }, icon("clock"), "Desk time"), time, board),
    el("div", { class: "steps" }, buttons),
  );
  watch(() => {
    panel.hidden = state.desk === null;
    board.hidden = !state.desk?.url;
    if (state.desk?.url) board.setAttribute("href", state.desk.url);
    time.textContent = deskTime();
  });
  setInterval(() => { time.textContent = deskTime(); }, CLOCK_MS);
  return panel;
}

/** The stream tells the new time; an answer read now might be older. @param {number} seconds */
async function move(seconds) {
  await api.advance(seconds);
}

function deskTime() {
  if (state.desk?.practice_offset_seconds === undefined) return "";
  const now = deskNow();
  const isToday = date(now) === date(Date.now() / 1000);
  return isToday ? clock(now) : `${weekday(now)} ${clock(now)}`;
}

function lookButton() {
  const button = iconButton("moon", "Look: auto", () => {
    const next = LOOKS[(LOOKS.indexOf(look()) + 1) % LOOKS.length] ?? "auto";
    localStorage.setItem("phone.look", next);
    show();
  });
  const show = () => {
    document.documentElement.dataset.look = look();
    button.setAttribute("aria-label", `Look: ${look()}`);
    button.title = `Look: ${look()}`;
  };
  show();
  return button;
}

/** @returns {typeof LOOKS[number]} */
function look() {
  return LOOKS.find((one) => one === localStorage.getItem("phone.look")) ?? "auto";
}

/** Narrow screens show the list or the chat, wide ones both. @param {HTMLElement} page */
export function followList(page) {
  watch(() => page.classList.toggle("is-list-shown", state.isListShown || state.person === null));
  window.addEventListener("popstate", () => change({ isListShown: true }));
}
