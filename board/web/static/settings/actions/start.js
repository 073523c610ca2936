// @ts-check
/** The bot's picture: brought to the desk, which shows it to Telegram. */

import { notice } from "../../actions/notices.js";
import { upload } from "../../api.js";
import { say } from "../../say.js";
import { act } from "../acting.js";

/** @import { FirstDay } from "../../types" */

const MOST_PIXELS = 1024;

/** In the place of the one that was seen; Telegram takes square JPEGs only. @param {File} file @param {FirstDay["bot"]["face"]} seen */
export async function sendFace(file, { picture_version: version }) {
  const { id } = await upload(await squared(file), { isVoice: false, signal: new AbortController().signal });
  await act("PUT", "/settings/bot/picture", { file: id, version });
  notice(say("start.face.saved"));
}

/** Its middle; what is no picture goes as it is, for the desk to say why not. @param {File} file */
async function squared(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const side = Math.min(picture.width, picture.height);
  const size = Math.min(side, MOST_PIXELS);
  const canvas = new OffscreenCanvas(size, size);
  const drawing = canvas.getContext("2d");
  if (!drawing) return file;
  drawing.fillStyle = "#fff"; // where it is transparent
  drawing.fillRect(0, 0, size, size);
  drawing.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, size, size);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
  return new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: blob.type });
}

/** Another picture has another address, so that browsers ask for it. @param {FirstDay["bot"]["face"]} face */
export function faceAddress(face) {
  return face.picture ? `/api/v1/settings/bot/picture?of=${face.picture_version}` : "/static/icon.svg";
}
