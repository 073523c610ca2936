// @ts-check
/** What this browser remembers; a refused or full storage costs only the memory. */

const PREFIX = "lanedesk.";

/** @template T @param {string} name @param {T} otherwise @returns {T} */
export function recall(name, otherwise) {
  try {
    const kept = localStorage.getItem(PREFIX + name);
    return kept === null ? otherwise : JSON.parse(kept);
  } catch {
    return otherwise;
  }
}

/** Forgets all of it, for whoever uses this browser next. */
export function forgetAll() {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  } catch {
    return;
  }
}

/** @param {string} name @param {unknown} value null forgets */
export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    return;
  }
}

/** What begins so of all it remembers. @param {string} beginning */
export function namesOf(beginning) {
  try {
    return Object.keys(localStorage).map(nameIn).filter((name) => name.startsWith(beginning));
  } catch {
    return [];
  }
}

/** @param {string} key of the storage itself */
export function nameIn(key) {
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : "";
}
