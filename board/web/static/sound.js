// @ts-check
/** Which sound a browser can play. */

/** @import { FileFace } from "./types" */

const VOICE_MIME = "audio/ogg";

/** Where to get a recording in a format this browser knows. @param {FileFace} file */
export function soundAddress({ mime, url }) {
  const isKnown = mime !== VOICE_MIME || document.createElement("audio").canPlayType(`${VOICE_MIME}; codecs=opus`);
  return isKnown ? (url ?? "") : `${url}?format=m4a`;
}
