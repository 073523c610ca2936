// @ts-check
/** Where to get sound: to play it here, or to save it. */

/** @import { FileFace } from "./types" */

const VOICE_MIME = "audio/ogg";

/** Where to get a recording in a format this browser knows. @param {FileFace} file */
export function soundAddress({ mime, url }) {
  const type = mime === VOICE_MIME ? `${VOICE_MIME}; codecs=opus` : mime;
  const isKnown = document.createElement("audio").canPlayType(type) !== "";
  return isKnown ? (url ?? "") : `${url}?format=m4a`;
}

/** What only this page has is named by its address alone. @param {FileFace} file */
export function savingAddress({ url }) {
  return url?.startsWith("blob:") ? url : `${url}?download=1`;
}
