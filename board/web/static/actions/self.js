// @ts-check
/** The agent's own session. */

import { write } from "../api.js";
import { forgetAll } from "../storage.js";
import { sayFailure } from "./notices.js";

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
