// @ts-check
/** Calendars on the desk: another year to draw, and days off of a file. */

import { signal } from "@preact/signals";
import { notice, sayFailure } from "../../actions/notices.js";
import { read, upload } from "../../api.js";
import { say } from "../../say.js";
import { act } from "../acting.js";

/** @import { Signal } from "@preact/signals" */
/** @import { Calendar, CalendarYear } from "../../types" */

/** @type {Signal<{ id: number, year: CalendarYear } | null>} the one that was asked for last */
export const otherYear = signal(null);

/** @param {number} id @param {number} year */
export async function readYear(id, year) {
  try {
    otherYear.value = { id, year: await read(`/settings/calendars/${id}/year?year=${year}`) };
  } catch (failure) {
    sayFailure(failure);
  }
}

/** Instead of the file before. @param {File} file @param {Calendar} calendar */
export async function sendDays(file, { id, version }) {
  const sent = await upload(file, { isVoice: false, signal: new AbortController().signal });
  const taken = await act("PUT", `/settings/calendars/${id}/file`, { file: sent.id, name: file.name, version });
  const left = taken.left_out > 0 ? ` ${say("calendars.file.left_out", { n: taken.left_out })}` : "";
  notice(say("calendars.file.taken", { n: taken.days }) + left);
}
