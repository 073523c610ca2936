// @ts-check
/** Elements from data: text is always text, never markup. */

/** @typedef {Node | string | null | undefined | false} Child */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [attributes] `on…` functions listen; false, null and undefined are left out
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...present(children));
  return element;
}

/** @param {Element} element @param {string} name @param {unknown} value */
function set(element, name, value) {
  if (value === false || value === null || value === undefined) return;
  if (name.startsWith("on") && typeof value === "function") {
    element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
  } else {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** @param {(Child | Child[])[]} children @returns {(Node | string)[]} */
function present(children) {
  return /** @type {(Node | string)[]} */ (children.flat().filter((child) => child || child === ""));
}

/** @param {Element} parent @param {...(Child | Child[])} children */
export function fill(parent, ...children) {
  parent.replaceChildren(...present(children));
}

/** Outlines on a 24 × 24 grid. @type {Record<string, string>} */
const PATHS = {
  send: "M3 11.5 21 3l-6 18-4-7.5zM11 13.5 21 3",
  attach: "M20 11.5 12 19.5a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7L9.7 17.2a1.6 1.6 0 0 1-2.3-2.3l7.6-7.6",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c1.9 2.3 5.1 2.3 7 0M9 9.8h.01M15 9.8h.01",
  microphone: "M12 15a3.5 3.5 0 0 0 3.5-3.5v-5a3.5 3.5 0 0 0-7 0v5A3.5 3.5 0 0 0 12 15zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3",
  keyboard: "M4 7h16v11H4zM8 11h.01M12 11h.01M16 11h.01M8 14.5h8",
  back: "M15 5l-7 7 7 7",
  more: "M12 5.5h.01M12 12h.01M12 18.5h.01",
  close: "M6 6l12 12M18 6 6 18",
  reply: "M10 6 4 12l6 6M4 12h9a7 7 0 0 1 7 7",
  edit: "M5 19l1-4L16.5 4.5l3 3L9 18z",
  trash: "M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13",
  check: "M4 12.5l5 5L20 6.5",
  checks: "M1.5 12.5l5 5L17.5 6.5M11.5 16.5l1 1L23.5 6.5",
  play: "M8 5.5v13l11-6.5z",
  pause: "M8 5.5v13M16 5.5v13",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  place: "M12 21s7-6.5 7-11.5a7 7 0 0 0-14 0C5 14.5 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6",
  picture: "M4 5h16v14H4zM4 16l4.5-5 4 4.5 2.5-2.5 5 5M15.5 9.5h.01",
  plus: "M12 5v14M5 12h14",
  block: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.8 5.8l12.4 12.4",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.5l3.5 2",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  down: "M6 9l6 6 6-6",
  board: "M4 5h16v14H4zM9.5 5v14M14.5 5v14",
};

/** @param {keyof typeof PATHS & string} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? "");
  svg.append(path);
  return svg;
}

/**
 * A button that shows only an icon.
 * @param {keyof typeof PATHS & string} name @param {string} label @param {(event: MouseEvent) => void} onclick
 * @param {Record<string, unknown>} [attributes]
 */
export function iconButton(name, label, onclick, attributes = {}) {
  const shown = { type: "button", class: "icon-button", "aria-label": label, title: label, onclick };
  return el("button", { ...shown, ...attributes }, icon(name));
}

/** Avatars take one of a few colours, always the same for the same id. @param {number} id @param {string} name */
export function avatar(id, name) {
  const initials = name.split(/\s+/).slice(0, 2).map((word) => word[0] ?? "").join("");
  return el("span", { class: `avatar tone-${Math.abs(id) % 7}`, "aria-hidden": "true" }, initials.toUpperCase());
}
