// @ts-check
/** Templates: htm bound to Preact. */

import htm from "htm";
import { h } from "preact";

/**
 * Every use draws its own nodes: what htm keeps to draw again would hold on to the page it was first drawn in.
 * @this {number[]} htm's notes on this part of a template; 3 says that it changes
 * @param {Parameters<typeof h>} parts
 */
function draw(...parts) {
  this[0] = 3;
  return h(...parts);
}

/** @type {(strings: TemplateStringsArray, ...values: unknown[]) => import("preact").VNode<any>} */
export const html = /** @type {any} */ (htm.bind(/** @type {any} */ (draw)));
