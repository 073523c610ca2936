// @ts-check
/** The quick row: emoji for the text, and stickers drawn from emoji. */

import * as api from "./api.js";
import { el } from "./dom.js";
import { attempt } from "./notices.js";
import { state } from "./state.js";

/** Those of the rating come first. */
const EMOJI = ["😞", "😐", "🤩", "🙂", "😀", "😅", "😢", "😡", "🤔", "🙏", "👍", "👎", "👌", "🔥", "❤️", "🎉", "🚗", "💦", "🧼", "🧾", "💳"];
const STICKERS = ["👍", "🙏", "❤️", "🎉", "😢", "🤬"];
const SIDE = 512;

/** @param {(emoji: string) => void} insert */
export function emojiPanel(insert) {
  return el(
    "div",
    { class: "emoji-panel" },
    el("div", { class: "emoji-row", role: "group", "aria-label": "Emoji" }, EMOJI.map((emoji) => el("button", { type: "button", class: "emoji", onclick: () => insert(emoji) }, emoji))),
    el(
      "div",
      { class: "emoji-row", role: "group", "aria-label": "Stickers" },
      STICKERS.map((emoji) => el("button", { type: "button", class: "emoji is-sticker", "aria-label": `Sticker ${emoji}`, onclick: () => attempt(() => sendSticker(emoji)) }, emoji)),
    ),
  );
}

/** @param {string} emoji */
async function sendSticker(emoji) {
  const person = /** @type {number} */ (state.person);
  const canvas = el("canvas", { width: SIDE, height: SIDE });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.font = `${SIDE * 0.72}px sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(emoji, SIDE / 2, SIDE * 0.54);
  const picture = await new Promise((/** @type {(blob: Blob | null) => void} */ done) => canvas.toBlob(done, "image/webp"));
  await api.sendFile(person, "sticker", picture ?? new Blob(), "sticker.webp", { emoji });
}
