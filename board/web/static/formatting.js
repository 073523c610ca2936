// @ts-check
/** Formatting kept beside plain words while they are written: ranges that follow every edit (UTF-16 units). */

/** @import { Press } from "./pressed.js" @import { Entity } from "./types" */
import { nameOfPress } from "./pressed.js";

/** With Telegram's own shortcuts. */
export const FORMATS = /** @type {const} */ ([
  { type: "bold", press: "Mod+b" },
  { type: "italic", press: "Mod+i" },
  { type: "underline", press: "Mod+u" },
  { type: "strikethrough", press: "Mod+Shift+x" },
  { type: "code", press: "Mod+Shift+m" },
  { type: "spoiler", press: "Mod+Shift+p" },
  { type: "blockquote", press: "Mod+>" },
  { type: "text_link", press: "" },
  { type: "pre", press: "" },
]);

/** The one that was pressed for. @param {Press} press */
export function formatOf(press) {
  return FORMATS.find((each) => each.press === nameOfPress(press));
}

/** Whether all of a range has a format. @param {Entity[]} entities @param {string} type @param {number} from @param {number} to */
export function hasFormat(entities, type, from, to) {
  return to > from && entities.some((each) => each.type === type && each.offset <= from && each.offset + each.length >= to);
}

/** What is chosen, else the word at the cursor. @param {string} text @param {number} from @param {number} to */
export function wordAt(text, from, to) {
  if (from < to) return { from, to };
  const before = /\S*$/.exec(text.slice(0, from))?.[0].length ?? 0;
  const behind = /^\S*/.exec(text.slice(from))?.[0].length ?? 0;
  return { from: from - before, to: from + behind };
}

/** Where words are to lead, in full; null if Telegram takes it for no address. @param {string} url */
export function addressIn(url) {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(url.trim()) ? url.trim() : `https://${url.trim()}`;
  if (!URL.canParse(whole)) return null;
  const { protocol, hostname } = new URL(whole);
  return /^https?:$/.test(protocol) && /[^.]\.[^.]/.test(hostname) ? whole : null;
}

/** The range leads there, or with null nowhere. @param {Entity[]} entities @param {number} from @param {number} to @param {string | null} url @returns {Entity[]} */
export function linked(entities, from, to, url) {
  const links = without(entities.filter((each) => each.type === "text_link"), from, to);
  const added = url === null ? [] : [{ type: "text_link", offset: from, length: to - from, url }];
  return [...entities.filter((each) => each.type !== "text_link"), ...links, ...added];
}

/**
 * The ranges after an edit: what was typed inside one belongs to it, what was deleted leaves it.
 * @param {string} before @param {string} after @param {Entity[]} entities @returns {Entity[]}
 */
export function followEdit(before, after, entities) {
  if (entities.length === 0) return entities;
  const start = commonStart(before, after);
  const shared = commonEnd(before.slice(start), after.slice(start));
  const oldEnd = before.length - shared;
  const grown = after.length - before.length;
  const moved = (/** @type {number} */ at) => (at >= oldEnd ? at + grown : Math.min(at, start));
  return entities.flatMap((entity) => {
    const offset = moved(entity.offset);
    const length = moved(entity.offset + entity.length) - offset;
    return length > 0 ? [{ ...entity, offset, length }] : [];
  });
}

/** @param {string} a @param {string} b */
function commonStart(a, b) {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return isLow(a, at) || isLow(b, at) ? at - 1 : at;
}

/** @param {string} a @param {string} b */
function commonEnd(a, b) {
  let length = 0;
  while (length < a.length && length < b.length && a[a.length - 1 - length] === b[b.length - 1 - length]) length += 1;
  return isLow(a, a.length - length) ? length - 1 : length;
}

/** Whether the second half of an emoji stands there. @param {string} text @param {number} at */
function isLow(text, at) {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/**
 * Formatted words behind others, which may be none.
 * @param {{ text: string, entities: Entity[] }} first @param {{ text: string, entities: Entity[] }} then @param {string} between
 */
export function oneAfterOther(first, then, between) {
  if (first.text === "" || then.text === "") return first.text === "" ? then : first;
  const start = first.text + between;
  const moved = then.entities.map((entity) => ({ ...entity, offset: entity.offset + start.length }));
  return { text: start + then.text, entities: [...first.entities, ...moved] };
}

/**
 * Formats a range, or takes the format off when all of it has it.
 * @param {Entity[]} entities @param {string} type @param {number} from @param {number} to @returns {Entity[]}
 */
export function toggleFormat(entities, type, from, to) {
  if (to <= from) return entities;
  const others = entities.filter((entity) => entity.type !== type);
  const same = entities.filter((entity) => entity.type === type);
  const isOn = same.some((entity) => entity.offset <= from && entity.offset + entity.length >= to);
  return [...others, ...(isOn ? without(same, from, to) : joined(same, type, from, to))];
}

/** What of the ranges is outside of these words. @param {Entity[]} ranges @param {number} from @param {number} to @returns {Entity[]} */
export function without(ranges, from, to) {
  return ranges.flatMap((range) => {
    const end = range.offset + range.length;
    const head = { ...range, length: Math.min(end, from) - range.offset };
    const tail = { ...range, offset: Math.max(range.offset, to), length: end - Math.max(range.offset, to) };
    return [head, tail].filter((part) => part.length > 0);
  });
}

/** @param {Entity[]} ranges @param {string} type @param {number} from @param {number} to @returns {Entity[]} */
function joined(ranges, type, from, to) {
  const touching = ranges.filter((range) => range.offset <= to && range.offset + range.length >= from);
  const offset = Math.min(from, ...touching.map((range) => range.offset));
  const end = Math.max(to, ...touching.map((range) => range.offset + range.length));
  return [...ranges.filter((range) => !touching.includes(range)), { type, offset, length: end - offset }];
}

const VERBATIM = ["code", "pre"];

/**
 * The ranges as Telegram takes them: of two that meet one holds the other, and in code there is nothing else.
 * @param {Entity[]} entities @returns {Entity[]}
 */
export function nested(entities) {
  const verbatim = entities.filter((entity) => VERBATIM.includes(entity.type));
  let ranges = entities.filter((entity) => !VERBATIM.includes(entity.type));
  for (const { offset, length } of verbatim) ranges = without(ranges, offset, offset + length);
  /** @type {Entity[]} */
  const told = [];
  for (const range of ranges.toSorted((a, b) => a.offset - b.offset || b.length - a.length)) {
    const ends = told.map(endOf).filter((end) => end > range.offset && end < endOf(range));
    let { offset } = range;
    for (const end of [...new Set(ends), endOf(range)].toSorted((a, b) => a - b)) {
      told.push({ ...range, offset, length: end - offset });
      offset = end;
    }
  }
  return [...told, ...verbatim].toSorted((a, b) => a.offset - b.offset);
}

/** @param {Entity} entity */
function endOf(entity) {
  return entity.offset + entity.length;
}

/** The words without the space around them, and their ranges. @param {string} text @param {Entity[]} entities */
export function trimmed(text, entities) {
  const words = text.trim();
  const cut = text.length - text.trimStart().length;
  const ranges = entities.flatMap((entity) => {
    const offset = Math.max(entity.offset - cut, 0);
    const end = Math.min(entity.offset + entity.length - cut, words.length);
    return end > offset ? [{ ...entity, offset, length: end - offset }] : [];
  });
  return { text: words, entities: ranges };
}
