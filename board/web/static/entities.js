// @ts-check
/** Telegram's formatting (Bot API MessageEntity, UTF-16 offsets) as a tree the page can draw. */

/** @import { Entity } from "./types" */
/** @typedef {{ entity: Entity, children: Node[] } | string} Node */

/**
 * Ranges that end past the text are cut, and a range that crosses another's end is split there.
 * @param {string} text @param {Entity[]} entities @returns {Node[]}
 */
export function formatTree(text, entities) {
  const ordered = entities
    .filter((entity) => entity.length > 0 && entity.offset < text.length)
    .toSorted((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, 0, text.length, ordered);
}

/** @param {string} text @param {number} from @param {number} to @param {Entity[]} entities @returns {Node[]} */
function build(text, from, to, entities) {
  /** @type {Node[]} */
  const nodes = [];
  let at = from;
  let rest = entities;
  while (rest.length > 0) {
    const [entity, ...later] = /** @type {[Entity, ...Entity[]]} */ (rest);
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    const inside = later.filter((each) => each.offset < end).map((each) => cutAt(each, end));
    const over = later.flatMap((each) => tailAfter(each, end));
    if (start < end) {
      if (start > at) nodes.push(text.slice(at, start));
      nodes.push({ entity, children: build(text, start, end, inside) });
      at = end;
    }
    rest = over;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

/** @param {Entity} entity @param {number} end @returns {Entity} */
function cutAt(entity, end) {
  return { ...entity, length: Math.min(entity.length, end - entity.offset) };
}

/** @param {Entity} entity @param {number} end @returns {Entity[]} */
function tailAfter(entity, end) {
  const stop = entity.offset + entity.length;
  if (stop <= end) return [];
  const offset = Math.max(entity.offset, end);
  return [{ ...entity, offset, length: stop - offset }];
}

const SAFE_SCHEMES = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);

/**
 * Where a formatted range leads, or null when it leads nowhere safe.
 * @param {Entity} entity @param {string} words the text the range covers
 */
export function linkOf(entity, words) {
  const address = addressOf(entity, words);
  if (address === null || !URL.canParse(address)) return null;
  const { protocol, href } = new URL(address);
  return SAFE_SCHEMES.has(protocol) ? href : null;
}

/** @param {Entity} entity @param {string} words */
function addressOf(entity, words) {
  switch (entity.type) {
    case "text_link":
      return entity.url ?? null;
    case "url":
      return /^[a-z][a-z0-9+.-]*:/i.test(words) ? words : `https://${words}`;
    case "email":
      return `mailto:${words}`;
    case "phone_number":
      return `tel:${words.replaceAll(/[^\d+]/g, "")}`;
    case "mention":
      return `https://t.me/${words.replace(/^@/, "")}`;
    default:
      return null;
  }
}
