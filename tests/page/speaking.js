// @ts-check
/** The page's words in every language, as the desk sends them. */

import { readFileSync } from "node:fs";
import { takeWords } from "../../board/web/static/say.js";

/** @import { Form } from "../../board/web/static/say.js" */

/** @type {Record<string, Record<string, Form>>} */
const WORDS = JSON.parse(readFileSync(process.env.PAGE_WORDS ?? "", "utf8"));

/** From now on the page speaks this language. @param {string} name */
export function speak(name) {
  takeWords(name, WORDS[name] ?? {});
}
