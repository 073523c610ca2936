// @ts-check
/** That somebody has begun to write: on the card, and in the composer where the words are kept. */

import { useComputed } from "@preact/signals";
import { keyOf } from "../actions/drafts.js";
import { hasBegun } from "../drafts.js";
import { html } from "../html.js";
import { say } from "../say.js";
import { begunDrafts, composerMode, draft, lostDrafts } from "../state.js";
import { Icon } from "./icons.js";

/** On a card; only its own agent sees it. @param {{ number: number }} props */
export function DraftMark({ number }) {
  const begun = useComputed(() => begunDrafts.value.get(number)).value;
  if (!begun) return null;
  return html`
    <span class="card-draft" title=${say(`draft.${begun}`)}><${Icon} name="pencil" /> ${say("draft.short")}</span>
  `;
}

/** Where the words in view are kept. @param {{ number: number }} props */
export function DraftState({ number }) {
  if (!hasBegun(draft.value)) return null;
  const isLost = lostDrafts.value.has(keyOf(number, composerMode.value));
  const text = isLost ? say("draft.only_here") : draft.value.isKept ? say("draft.kept") : "";
  return html`
    <span class="draft-state" data-lost=${isLost ? "yes" : undefined} role="status">
      ${
        isLost &&
        html`
          <${Icon} name="warning" />
        `
      }${text}
    </span>
  `;
}
