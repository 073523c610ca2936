// @ts-check
/** Texts with their entities as nodes. Entities may nest; offsets are UTF-16 units, like JavaScript's own. */

import { el } from "./dom.js";

/** @typedef {import("./types.js").Entity} Entity */

/** @param {string} text @param {Entity[]} entities @returns {(Node | string)[]} */
export function formatted(text, entities) {
  const ordered = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return range(text, ordered, 0, text.length);
}

/** @param {string} text @param {Entity[]} entities @param {number} start @param {number} end @returns {(Node | string)[]} */
function range(text, entities, start, end) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let at = start;
  for (let place = 0; place < entities.length; place += 1) {
    const entity = /** @type {Entity} */ (entities[place]);
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < at || entity.offset >= end) continue;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inner = entities.slice(place + 1).filter((other) => other.offset < stop);
    nodes.push(wrap(entity, text.slice(entity.offset, stop), range(text, inner, entity.offset, stop)));
    at = stop;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

/** @type {Record<string, keyof HTMLElementTagNameMap>} */
const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

/** @param {Entity} entity @param {string} text @param {(Node | string)[]} children @returns {Node} */
function wrap(entity, text, children) {
  const tag = TAGS[entity.type];
  if (tag) return el(tag, {}, children);
  if (entity.type === "text_link" || entity.type === "url" || entity.type === "email") {
    return link(entity, text, children);
  }
  if (entity.type === "spoiler") return spoiler(children);
  return el("span", { class: `entity entity-${entity.type}` }, children);
}

/** @param {Entity} entity @param {string} text @param {(Node | string)[]} children */
function link(entity, text, children) {
  const href = entity.url ?? (entity.type === "email" ? `mailto:${text}` : text);
  const isSafe = /^(https?:|mailto:)/i.test(href);
  return el("a", { href: isSafe ? href : null, target: "_blank", rel: "noopener noreferrer", title: href }, children);
}

/** @param {(Node | string)[]} children */
function spoiler(children) {
  const hidden = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden words" }, children);
  hidden.addEventListener("click", () => {
    hidden.className = "";
    hidden.removeAttribute("aria-label");
  });
  return hidden;
}

const EMOJI_ONLY = /^(?:\p{Extended_Pictographic}\uFE0F?(?:\u200D\p{Extended_Pictographic}\uFE0F?|\p{Emoji_Modifier})*){1,3}$/u;

/** One to three emoji and nothing else are shown large. @param {string} text */
export function isLargeEmoji(text) {
  return EMOJI_ONLY.test(text.replaceAll(" ", ""));
}
