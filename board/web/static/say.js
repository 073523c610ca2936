// @ts-check
/** What the page says, in the reader's language: the catalog comes from the desk, one address a language. */

import { pause } from "./turns.js";

/** @import { Sentences } from "./sentences" */
/** @typedef {keyof Sentences} Key */
/** @typedef {{ [K in Key]: [Sentences[K]] extends [never] ? K : never }[Key]} PlainKey a sentence without blanks */
/** @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Form */

const RETRY_MS = 2000;
/** Where a language alone would mean another country's dates. @type {Record<string, string>} */
const LOCALES = { en: "en-GB" };

/** @type {Record<string, Form>} */
let catalog = {};
let spoken = "en";
let plurals = new Intl.PluralRules("en");
let numbers = new Intl.NumberFormat("en");

/** The language the page is in, like `ru`. */
export function language() {
  return spoken;
}

/** How dates and numbers are written in it. */
export function locale() {
  return LOCALES[spoken] ?? spoken;
}

/** Fetches the catalog that the page names; nothing is drawn before. */
export async function takeUpWords() {
  const link = /** @type {HTMLLinkElement} */ (document.getElementById("words"));
  for (;;) {
    const response = await fetch(link.href).catch(() => null);
    // A desk of another version since this page came has other words.
    if (response?.status === 404) location.reload();
    if (response?.ok) return takeWords(document.documentElement.lang, await response.json());
    await pause(RETRY_MS);
  }
}

/** @param {string} name @param {Record<string, Form>} words */
export function takeWords(name, words) {
  spoken = name;
  catalog = words;
  plurals = new Intl.PluralRules(locale());
  numbers = new Intl.NumberFormat(locale());
}

/**
 * The sentence of this key, its blanks filled; `n` is a number of things, which chooses among plurals.
 * @template {Key} K @param {K} key
 * @param {[Sentences[K]] extends [never] ? [] : [Record<Sentences[K], string | number>]} blanks
 */
export function say(key, ...blanks) {
  return filled(catalog[key] ?? key, blanks[0] ?? {});
}

/**
 * What the desk calls by a name, like a status: it may have names that this page has no sentence for.
 * @param {string} family the keys' beginning @param {string} name @param {string} otherwise
 */
export function sayNamed(family, name, otherwise = name) {
  const key = `${family}.${name}`;
  return Object.hasOwn(catalog, key) ? filled(catalog[key] ?? "", {}) : otherwise;
}

/** @param {Form} found @param {Record<string, string | number>} blanks */
function filled(found, blanks) {
  const form = typeof found === "string" ? found : (found[plurals.select(Number(blanks.n))] ?? found.other ?? "");
  return form.replace(/\{(\w+)\}/g, (blank, name) => {
    const value = blanks[name] ?? blank;
    return name === "n" && typeof value === "number" ? numbers.format(value) : String(value);
  });
}
