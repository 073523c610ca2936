// @ts-check
/** A QR picture, drawn as shapes and not as an image, so that printers keep it sharp. */

import { html } from "../../html.js";

/** @param {{ qr: { size: number, path: string }, label: string }} props */
export function QrCode({ qr: { size, path }, label }) {
  return html`
    <svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges">
      <rect width=${size} height=${size} fill="#fff" />
      <path d=${path} fill="#000" />
    </svg>
  `;
}
