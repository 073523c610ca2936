// @ts-check
/** The list of customers, a way to add one, and the practice clock. */

import * as api from "./api.js";
import { avatar, el, fill, icon, iconButton } from "./dom.js";
import { attempt } from "./notices.js";
import { change, newestFirst, open, readInfo, readPeople, state, watch } from "./state.js";
import { clock, shortMoment } from "./times.js";

const LANGUAGES = { ru: "Русский", en: "English", id: "Indonesia" };
const NAMES = {
  ru: ["Анна Петрова", "Игорь Волков", "Светлана Ким", "Тимур Ахметов", "Ольга Лисина"],
  en: ["Grace Hughes", "Tom Baker", "Olivia Reed", "Jack Murphy", "Mia Turner"],
  id: ["Budi Santoso", "Dewi Lestari", "Agus Wijaya", "Putri Amelia", "Rizky Pratama"],
};
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

function addForm() {
  const name = el("input", { name: "name", required: true, maxlength: "60", placeholder: "Name", "aria-label": "Name", autocomplete: "off" });
  const language = el(
    "select",
    { name: "language", "aria-label": "Language" },
    Object.entries(LANGUAGES).map(([code, label]) => el("option", { value: code }, label)),
  );
  const form = el("form", { class: "add-form", hidden: true }, name, language, el("button", { class: "text-button is-main" }, "Add"));
  const suggest = () => { name.value = suggestion(/** @type {keyof typeof NAMES} */ (language.value)); };
  language.addEventListener("change", suggest);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const person = await api.addPerson(name.value, language.value);
      form.hidden = true;
      await readPeople();
      await open(person.id);
    });
  });
  watch(() => { if (!name.value || state.people.some((person) => person.name === name.value)) suggest(); });
  return form;
}

/** @param {keyof typeof NAMES} language */
function suggestion(language) {
  const taken = new Set(state.people.map((person) => person.name));
  return NAMES[language].find((name) => !taken.has(name)) ?? `${NAMES[language][0]} ${state.people.length + 1}`;
}

function peopleList() {
  const list = el("ul", { class: "people" });
  let drawn = "";
  watch(() => {
    const signature = JSON.stringify([state.people, state.person, state.seen]);
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
  const last = person.standing === "kicked" ? "blocked the bot" : person.last_text || (person.last_id ? "a file" : "nothing said yet");
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
        el("span", { class: "person-line" }, el("strong", {}, person.name), el("small", {}, person.last_date ? shortMoment(person.last_date) : "")),
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

/** @param {number} seconds */
async function move(seconds) {
  await api.advance(seconds);
  await readInfo();
}

function deskTime() {
  const offset = state.desk?.practice_offset_seconds;
  if (offset === undefined) return "";
  const now = new Date(Date.now() + offset * 1000);
  const time = clock(now.getTime() / 1000);
  const isToday = now.toDateString() === new Date().toDateString();
  return isToday ? time : `${now.toLocaleDateString(undefined, { weekday: "short" })} ${time}`;
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
