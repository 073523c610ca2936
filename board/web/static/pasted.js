// @ts-check
/** What of pasted rich text Telegram can show: its words, and ranges for the formats that there are. Pure: no markup is made of it. */

/** @import { Entity } from "./types" */
/** @typedef {{ tag: string, format: { type: string, url?: string } | null, offset: number }} Open */

const TYPES = /** @type {Record<string, string>} */ ({
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  del: "strikethrough",
  strike: "strikethrough",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  "tg-spoiler": "spoiler",
});
const PIECES = /<!--.*?-->|<(script|style|title)\b.*?<\/\1\s*>|<(\/?)([a-z][\w:-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>|[^<]+|</gis;
const BLOCK = /^(p|div|li|ul|ol|h[1-6]|pre|blockquote|tr|table|section|article)$/;
const VOID = /^(br|img|hr|meta|link|input|wbr|col)$/;
const SIGNS = /** @type {Record<string, string>} */ ({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " });

/** Null where nothing of it is formatted: then the plain words are as good. @param {string} markup */
export function pastedWords(markup) {
  const said = { text: "", entities: /** @type {Entity[]} */ ([]) };
  /** @type {Open[]} */
  const open = [];
  for (const [piece, , closes, name, rest = ""] of markup.matchAll(PIECES)) {
    const tag = name?.toLowerCase();
    if (tag === undefined) {
      if (!piece.startsWith("<") || piece === "<") say(said, plain(piece), open);
    } else if (closes) close(said, open, tag);
    else begin(said, open, tag, rest);
  }
  while (open.length > 0) end(said, /** @type {Open} */ (open.pop()));
  const text = said.text.trimEnd();
  const entities = said.entities.flatMap((entity) => {
    const length = Math.min(entity.length, text.length - entity.offset);
    return length > 0 ? [{ ...entity, length }] : [];
  });
  return entities.length > 0 ? { text, entities } : null;
}

/** @param {{ text: string }} said @param {Open[]} open @param {string} tag @param {string} rest */
function begin(said, open, tag, rest) {
  if (tag === "br") said.text += "\n";
  if (BLOCK.test(tag)) endLine(said);
  const isVerbatim = open.some((each) => each.tag === "pre");
  if (!VOID.test(tag)) open.push({ tag, format: isVerbatim ? null : formatOf(tag, rest), offset: said.text.length });
}

/** What was left open inside ends too; what was never opened ends nothing. @param {{ text: string, entities: Entity[] }} said @param {Open[]} open @param {string} tag */
function close(said, open, tag) {
  if (!open.some((each) => each.tag === tag)) return;
  for (let last = open.pop(); last; last = last.tag === tag ? undefined : open.pop()) end(said, last);
}

/** @param {{ text: string, entities: Entity[] }} said @param {Open} ended */
function end(said, { tag, format, offset }) {
  const length = said.text.trimEnd().length - offset;
  const isInside = format?.type === "code" && said.text.slice(offset).includes("\n");
  if (format && length > 0) said.entities.push({ ...format, type: isInside ? "pre" : format.type, offset, length });
  if (BLOCK.test(tag)) endLine(said);
}

/** Space is one sign outside of blocks of code. @param {{ text: string }} said @param {string} words @param {Open[]} open */
function say(said, words, open) {
  if (open.some(({ tag }) => tag === "pre")) {
    said.text += words;
    return;
  }
  const one = words.replace(/[ \t\r\n\f]+/g, " ");
  said.text += said.text === "" || /\s$/.test(said.text) ? one.trimStart() : one;
}

/** @param {{ text: string }} said */
function endLine(said) {
  said.text = said.text.replace(/ +$/, "");
  if (said.text !== "" && !said.text.endsWith("\n")) said.text += "\n";
}

/** @param {string} tag @param {string} rest its attributes */
function formatOf(tag, rest) {
  const address = plain(/\bhref\s*=\s*["']?([^"'\s>]+)/i.exec(rest)?.[1] ?? "");
  if (tag === "a") return /^https?:\/\//i.test(address) ? { type: "text_link", url: address } : null;
  const style = (/\bstyle\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(rest)?.slice(1).join("") ?? "").toLowerCase();
  const weight = /font-weight\s*:\s*(\w+)/.exec(style)?.[1] ?? "";
  // Some editors wrap all of what they copy in a <b> that says it is none.
  if (tag === "b" && weight === "normal") return null;
  if (TYPES[tag]) return { type: /** @type {string} */ (TYPES[tag]) };
  if (weight === "bold" || Number(weight) >= 600) return { type: "bold" };
  if (/font-style\s*:\s*italic/.test(style)) return { type: "italic" };
  if (/text-decoration[\w-]*\s*:[^;]*underline/.test(style)) return { type: "underline" };
  return /text-decoration[\w-]*\s*:[^;]*line-through/.test(style) ? { type: "strikethrough" } : null;
}

/** @param {string} words */
function plain(words) {
  return words.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : 0;
    if (name) return SIGNS[name.toLowerCase()] ?? whole;
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : whole;
  });
}
