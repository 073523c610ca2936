// @ts-check
/** The agent's own session. */

import { read, write } from "../api.js";
import { overlay, sessions } from "../state.js";
import { forgetAll } from "../storage.js";
import { sayFailure } from "./notices.js";

/** @import { Language } from "../types" */

/** Ends the session, here and in this browser's other tabs; drafts go with it. */
export async function signOut() {
  try {
    await write("/sign-out", {});
    forgetAll();
    location.assign("/login");
  } catch (failure) {
    sayFailure(failure);
  }
}

/** The page begins anew in that language, at the same place; what is half written is kept. @param {Language | null} language */
export async function chooseLanguage(language) {
  try {
    await write("/me/language", { language });
    location.reload();
  } catch (failure) {
    sayFailure(failure);
  }
}

/** Shows where this agent is signed in. */
export async function openSessions() {
  try {
    sessions.value = (await read("/sessions")).items;
    overlay.value = { kind: "sessions" };
  } catch (failure) {
    sayFailure(failure);
  }
}

/** @param {number} id */
export async function endSession(id) {
  await endBy(`/sessions/${id}/end`);
}

export async function endOtherSessions() {
  await endBy("/sessions/end-others");
}

/** @param {string} path */
async function endBy(path) {
  try {
    sessions.value = (await write(path, {})).items;
  } catch (failure) {
    sayFailure(failure);
  }
}
