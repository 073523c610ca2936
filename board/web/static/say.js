// @ts-check
/** What the page says, in the reader's language: the catalog comes from the desk, one address a language. */

const RETRY_MS = 2000;

/** @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Form */

/** @type {Record<string, Form>} */
let catalog = {};
let plurals = new Intl.PluralRules("en");

/** The language the page is in, like `ru`. */
export function language() {
  return document.documentElement.lang;
}

/** Fetches the catalog that the page names; nothing is drawn before. */
export async function takeUpWords() {
  const link = /** @type {HTMLLinkElement} */ (document.getElementById("words"));
  for (;;) {
    const response = await fetch(link.href).catch(() => null);
    // A desk of another version since this page came has other words.
    if (response?.status === 404) location.reload();
    if (response?.ok) return takeWords(language(), await response.json());
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** @param {string} name @param {Record<string, Form>} words */
export function takeWords(name, words) {
  catalog = words;
  plurals = new Intl.PluralRules(name);
}

/**
 * The sentence of this key, its blanks filled; `n` chooses among plurals. A key without a sentence is said as it is.
 * @param {string} key @param {Record<string, string | number>} [blanks]
 */
export function say(key, blanks = {}) {
  const found = catalog[key] ?? key;
  const form = typeof found === "string" ? found : (found[plurals.select(Number(blanks.n))] ?? found.other ?? key);
  return form.replace(/\{(\w+)\}/g, (blank, name) => String(blanks[name] ?? blank));
}
