// @ts-check
/** What labels are called: the desk puts some on tickets itself, and says them in the reader's language. */

import { sayNamed } from "./say.js";

/** @param {string} label as it stands on the ticket */
export function labelName(label) {
  return sayNamed("label", label.replaceAll(" ", "_"), label);
}
