// @ts-check
/** What was said without words, by name. */

import { say, sayNamed } from "./say.js";

/** @import { Comment } from "./types" */

/** Of what has no kind of its own, `what` tells more. @param {{ kind?: Comment["kind"] | null, what?: string | null }} said */
export function kindText({ kind, what }) {
  const told = what ? sayNamed("what", what, "") : "";
  if (told || !kind || kind === "text") return told;
  return say(`kind.${kind}`);
}
