// @ts-check
/** The agent's own session. */

import { write } from "../api.js";
import { sayFailure } from "./notices.js";

/** Ends the session, here and in this browser's other tabs. */
export async function signOut() {
  try {
    await write("/sign-out", {});
    location.assign("/login");
  } catch (failure) {
    sayFailure(failure);
  }
}
