// @ts-check
/** Words with those that a search found marked. */

import { html } from "../html.js";

/** @param {{ parts: string[] }} props by turns plain and marked */
export function Marked({ parts }) {
  return parts.map((part, index) =>
    index % 2 === 0
      ? part
      : html`
          <mark key=${index}>${part}</mark>
        `,
  );
}
