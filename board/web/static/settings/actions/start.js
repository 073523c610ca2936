// @ts-check
/** The bot's picture: brought to the desk, which shows it to Telegram. */

import { notice } from "../../actions/notices.js";
import { upload } from "../../api.js";
import { say } from "../../say.js";
import { act } from "../acting.js";

/** @import { FirstDay } from "../../types" */

/** @param {File} file */
export async function sendFace(file) {
  const { id } = await upload(file, { isVoice: false, signal: new AbortController().signal });
  await act("PUT", "/settings/bot/picture", { file: id });
  notice(say("start.face.saved"));
}

/** Another picture has another address, so that browsers ask for it. @param {FirstDay["bot"]["face"]} face */
export function faceAddress(face) {
  return face.picture ? `/api/v1/settings/bot/picture?of=${face.picture}` : "/static/icon.svg";
}
