// @ts-check
/** What came with a comment: albums as grids, sound and video in place, documents, and files that are not here. */

import { tryAgain } from "../actions/tickets.js";
import { html } from "../html.js";
import { kindText } from "../kinds.js";
import { sizeText } from "../look.js";
import { say } from "../say.js";
import { overlay } from "../state.js";
import { Icon } from "./icons.js";
import { Player, useFollowed } from "./player.js";
import { Transcript } from "./transcript.js";

/** @import { Comment, FileFace } from "../types" */

/** @param {{ files: FileFace[], comment: Comment, ticket: number | null }} props */
export function Files({ files, comment, ticket }) {
  const shown = files.filter((file) => !hasStill(file, files));
  if (shown.length === 0) return null;
  const here = shown.filter((file) => file.state === "stored" && file.url);
  const pictures = here.filter(isPicture);
  const others = here.filter((file) => !isPicture(file));
  const absent = shown.filter((file) => file.state !== "stored" || !file.url);
  return html`
    <div class="files">
      ${
        pictures.length > 0 &&
        html`
          <${Album} files=${pictures} isSticker=${pictures.every((file) => file.kind === "sticker")} />
        `
      }
      ${others.map(
        (file) => html`
          <${Stored} key=${file.id} file=${file} ticket=${ticket} />
        `,
      )}
      ${absent.map(
        (file) => html`
          <${Absent} key=${file.id} file=${file} comment=${comment} ticket=${ticket} />
        `,
      )}
    </div>
  `;
}

/** @param {FileFace} file */
function isPicture(file) {
  if (file.kind === "document") return false;
  return file.kind === "photo" || file.mime.startsWith("image/");
}

/** An animated sticker that no browser draws, beside its still. @param {FileFace} file @param {FileFace[]} files */
function hasStill(file, files) {
  return isAnimation(file) && files.some((each) => each.kind === "sticker" && each !== file && each.state === "stored");
}

/** @param {FileFace} file */
function isAnimation({ kind, mime }) {
  return kind === "sticker" && mime === "application/x-tgsticker";
}

/** @param {{ files: FileFace[], isSticker: boolean }} props */
function Album({ files, isSticker }) {
  return html`
    <div class="album" data-count=${Math.min(files.length, 4)} data-sticker=${isSticker ? "yes" : undefined}>
      ${files.map(
        (file, index) => html`
          <button
            type="button"
            key=${file.id}
            aria-label=${say("files.open", { name: file.name || say("files.photo") })}
            onClick=${() => (overlay.value = { kind: "viewer", files, index })}
          >
            <img src=${file.url} alt="" loading="lazy" width=${file.width} height=${file.height} />
          </button>
        `,
      )}
    </div>
  `;
}

/** @param {{ file: FileFace, ticket: number | null }} props */
function Stored({ file, ticket }) {
  if (isAnimation(file))
    return html`
      <p class="what" data-what="sticker">${say("kind.sticker")}</p>
    `;
  if (file.kind === "sticker" && file.mime.startsWith("video/")) {
    return html`
      <${MovingSticker} file=${file} />
    `;
  }
  if (file.kind === "voice" || file.kind === "audio" || file.mime.startsWith("audio/")) {
    return html`
      <div class="spoken">
        <${Player} file=${file} />
        <${Transcript} file=${file} ticket=${ticket} />
      </div>
    `;
  }
  if (file.kind === "video" || file.kind === "video_note" || file.mime.startsWith("video/")) {
    return html`
      <div class="spoken">
        <${Video} file=${file} />
        <${Transcript} file=${file} ticket=${ticket} />
      </div>
    `;
  }
  return html`
    <a class="document" href=${`${file.url}?download=1`} download=${file.name}>
      <${Icon} name="file" />
      <bdi class="document-name">${file.name}</bdi>
      <span class="document-size">${sizeText(file.size ?? 0)}</span>
      <${Icon} name="download" />
    </a>
  `;
}

/** It has no sound; it stands still for whoever asked their system for less motion. @param {{ file: FileFace }} props */
function MovingSticker({ file }) {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return html`
    <video
      class="sticker"
      src=${file.url}
      autoplay=${!isStill}
      loop
      muted
      playsinline
      preload="metadata"
      aria-label=${say("kind.sticker")}
    ></video>
  `;
}

/** @param {{ file: FileFace }} props */
function Video({ file }) {
  const video = useFollowed(file.id);
  return html`
    <video
      ref=${video}
      class="video"
      data-round=${file.kind === "video_note" ? "yes" : undefined}
      src=${file.url}
      controls
      preload="metadata"
      aria-label=${file.name || say("files.video")}
    ></video>
  `;
}

/** @param {{ file: FileFace, comment: Comment, ticket: number | null }} props */
function Absent({ file, comment, ticket }) {
  const why = {
    pending: say("files.pending"),
    too_big: say("files.too_big"),
    failed: say("files.failed"),
    stored: say("files.failed"),
    forgotten: say("files.forgotten"),
  }[file.state];
  return html`
    <div class="absent" data-state=${file.state}>
      <${Icon} name=${file.kind === "voice" ? "voice" : file.kind === "photo" ? "photo" : "file"} />
      <div>
        <div class="document-name">
          <bdi>${file.name || kindText(file)}</bdi>
          ${
            file.size
              ? html`
                  <span class="document-size">${sizeText(file.size)}</span>
                `
              : null
          }
        </div>
        <div class="absent-why">${file.reason || why}</div>
      </div>
      ${
        file.state === "failed" &&
        ticket !== null &&
        html`
          <button type="button" class="button button-small" onClick=${() => void tryAgain(ticket, comment.id, "fetch")}>
            <${Icon} name="retry" />
            ${say("files.fetch")}
          </button>
        `
      }
    </div>
  `;
}
