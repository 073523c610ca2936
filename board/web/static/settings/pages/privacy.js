// @ts-check
/** What is kept of people, and what they may ask for: a section for each, in a module of its own. */

import { html } from "../../html.js";
import * as consent from "./privacy_consent.js";
import * as erasing from "./privacy_erasing.js";
import * as retention from "./privacy_retention.js";

/** In the order in which they stand. */
const SECTIONS = [consent, retention, erasing];

/** @returns {Record<string, string>} */
export function reads() {
  return Object.assign({}, ...SECTIONS.map((section) => section.reads()));
}

/** @param {{ told: any }} props */
export function Page({ told }) {
  return SECTIONS.map(
    ({ Section }, place) => html`
      <${Section} key=${place} told=${told} />
    `,
  );
}
