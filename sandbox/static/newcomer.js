// @ts-check
/** The form that adds a customer; it proposes a name until one is typed. */

import * as api from "./api.js";
import { el } from "./dom.js";
import { attempt } from "./notices.js";
import { open, readPeople, state, watch } from "./state.js";

const LANGUAGES = { ru: "Русский", en: "English", id: "Indonesia" };
const NAMES = {
  ru: ["Анна Петрова", "Игорь Волков", "Светлана Ким", "Тимур Ахметов", "Ольга Лисина"],
  en: ["Grace Hughes", "Tom Baker", "Olivia Reed", "Jack Murphy", "Mia Turner"],
  id: ["Budi Santoso", "Dewi Lestari", "Agus Wijaya", "Putri Amelia", "Rizky Pratama"],
};

export function addForm() {
  const name = el("input", { name: "name", required: true, maxlength: "60", placeholder: "Name", "aria-label": "Name", autocomplete: "off" });
  const language = el(
    "select",
    { name: "language", "aria-label": "Language" },
    Object.entries(LANGUAGES).map(([code, label]) => el("option", { value: code }, label)),
  );
  const form = el("form", { class: "add-form", hidden: true }, name, language, el("button", { class: "text-button is-main" }, "Add"));
  let proposed = "";
  const propose = () => {
    if (name.value === proposed) name.value = proposed = proposal(/** @type {keyof typeof NAMES} */ (language.value));
  };
  language.addEventListener("change", propose);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const person = await api.addPerson(name.value, language.value);
      name.value = proposed;
      form.hidden = true;
      await readPeople();
      await open(person.id);
    });
  });
  watch(propose);
  return form;
}

/** @param {keyof typeof NAMES} language */
function proposal(language) {
  const taken = new Set(state.people.map((person) => person.name));
  return NAMES[language].find((name) => !taken.has(name)) ?? `${NAMES[language][0]} ${state.people.length + 1}`;
}
