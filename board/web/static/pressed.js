// @ts-check
/** What was pressed, by one name on every layout of letters, and how a person reads it. Pure. */

/** @typedef {Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} Press */

/**
 * Like `n`, `Shift+e`, `Mod+k` (Ctrl or Cmd), `Alt+ArrowUp`. Shift is named only where it does not make another sign.
 * @param {Press} press
 */
export function nameOfPress(press) {
  const key = keyOf(press);
  const isSign = key.length === 1 && !/^[a-z0-9]$/.test(key);
  const held = [
    (press.ctrlKey || press.metaKey) && "Mod",
    press.altKey && "Alt",
    press.shiftKey && !isSign && "Shift",
  ].filter(Boolean);
  return [...held, key].join("+");
}

/**
 * A letter is known by its place where the layout is not Latin, and so is the sign that quotes, which hardly two
 * layouts have on the same key.
 * @param {Press} press
 */
function keyOf({ key, code, shiftKey, ctrlKey, metaKey }) {
  if (code === "Period" && shiftKey && (ctrlKey || metaKey)) return ">";
  const isLatin = /^[\x20-\x7e]$/.test(key);
  const isOthersSlash = code === "Slash" && (key === "." || key === ",");
  if (isLatin && !isOthersSlash) return key.toLowerCase();
  if (code.startsWith("Key")) return code.slice(3).toLowerCase();
  if (code === "Slash") return shiftKey ? "?" : "/";
  return key;
}

const SIGNS = /** @type {Record<string, string>} */ ({
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  ">": "Shift + .",
});

/** For reading, like `Ctrl + K`, or `⌘ + K` on a Mac. @param {string} name @param {boolean} isMac */
export function textOfPress(name, isMac) {
  return name
    .split("+")
    .map((part) => (part === "Mod" ? (isMac ? "⌘" : "Ctrl") : (SIGNS[part] ?? part)))
    .map((part, _, all) => (all.length > 1 && part.length === 1 ? part.toUpperCase() : part))
    .join(" + ");
}

/** Whether Cmd does here what Ctrl does elsewhere. */
export function isMac() {
  return /^(Mac|iP)/.test(navigator.platform);
}
