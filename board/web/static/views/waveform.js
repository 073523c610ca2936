// @ts-check
/** A sound drawn as bars; of a shape nobody knows, a line of the same size. */

import { html } from "../html.js";
import { PARTS } from "../waveform.js";

const HEIGHT = 32;
const LOWEST = 2;
const LINE = `M0.5 ${HEIGHT / 2}H${PARTS - 0.5}`;

/** The second drawing is what has been played, cut by the style sheet. @param {{ shape: number[] | null }} props */
export function Waveform({ shape }) {
  const path = shape ? shape.map(bar).join("") : LINE;
  return html`
    <span class="waveform" data-shape=${shape ? "known" : "none"}>
      <${Drawing} path=${path} />
      <${Drawing} path=${path} kind="waveform-played" />
    </span>
  `;
}

/** @param {{ path: string, kind?: string }} props */
function Drawing({ path, kind }) {
  return html`
    <svg class=${kind} viewBox="0 0 ${PARTS} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
      <path d=${path} />
    </svg>
  `;
}

/** @param {number} level @param {number} index */
function bar(level, index) {
  const half = Math.max(LOWEST, level * (HEIGHT - 4)) / 2;
  return `M${index + 0.5} ${(HEIGHT / 2 - half).toFixed(1)}v${(2 * half).toFixed(1)}`;
}
