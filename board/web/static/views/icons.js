// @ts-check
/** The page's own drawings, 16 by 16, in the colour of the words beside them. */

import { html } from "../html.js";
import { faceOf, hueOf, initials } from "../look.js";
import { say } from "../say.js";

const STROKES = /** @type {Record<string, string>} */ ({
  settings: "M2 5h7M13 5h1M2 11h1M7 11h7M11 3v4M5 9v4",
  grip: "M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.6 10.6 14 14",
  close: "M4 4l8 8M12 4l-8 8",
  other: "M4 2.5h8v11H4zM6.5 6h3M6.5 8.5h3",
  down: "M4 6l4 4 4-4",
  right: "M6 4l4 4-4 4",
  left: "M10 4L6 8l4 4",
  up: "M4 10l4-4 4 4",
  check: "M3 8.5l3.2 3.2L13 5",
  photo:
    "M2 4.5A1.5 1.5 0 0 1 3.5 3h9A1.5 1.5 0 0 1 14 4.5v7a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11.5zM2.5 11.5 6 8l2.5 2.5L10.5 8.5l3 3M10.5 6h.01",
  voice: "M8 2a2 2 0 0 0-2 2v3.5a2 2 0 0 0 4 0V4a2 2 0 0 0-2-2ZM3.5 7.5a4.5 4.5 0 0 0 9 0M8 12v2",
  file: "M9 2H4.5A1 1 0 0 0 3.5 3v10a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1V5.5zM9 2v3.5h3.5",
  video: "M2 4.5h8v7H2zM10 7l4-2v6l-4-2",
  lock: "M4 7.5h8V13H4zM5.5 7.5V5.5a2.5 2.5 0 0 1 5 0v2",
  bin: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5M6.8 7v3.5M9.2 7v3.5",
  clip: "M12.5 7.5 7.7 12.3a3 3 0 0 1-4.2-4.2l5.3-5.3a2 2 0 0 1 2.8 2.8l-5.2 5.2a1 1 0 0 1-1.4-1.4l4.7-4.7",
  pencil: "M3 13l.6-2.6 7.2-7.2a1.3 1.3 0 0 1 1.9 0l.1.1a1.3 1.3 0 0 1 0 1.9l-7.2 7.2z",
  formats: "M1.5 12.5 5 3.5l3.5 9M2.8 9.5h4.4M14 7.5v5M14 10a2 2 0 1 1-4 0 2 2 0 0 1 4 0Z",
  format_bold: "M4.5 3h4a2.5 2.5 0 0 1 0 5h-4zM4.5 8h4.6a2.5 2.5 0 0 1 0 5H4.5z",
  format_italic: "M6.5 3h5M4.5 13h5M9.5 3l-3 10",
  format_underline: "M4.5 2.5v5a3.5 3.5 0 0 0 7 0v-5M3.5 13.5h9",
  format_strikethrough: "M11.3 5A3 3 0 0 0 8.4 3C6.500 3 5.100 4 5.100 5.500M2.500 8h11M4.700 10.800A3.200 3.200 0 0 0 8 13c2 0 3.400-1 3.400-2.600",
  format_code: "M5.5 4.5 2 8l3.500 3.500M10.500 4.500 14 8l-3.500 3.500",
  format_pre: "M2 3h12v10H2zM5 6l2 2-2 2M8.500 10.500h3",
  format_text_link: "M6.500 9.500l3-3M7.500 4.800l1.300-1.300a2.600 2.600 0 0 1 3.700 3.700l-1.300 1.300M8.500 11.200l-1.300 1.300a2.600 2.600 0 0 1-3.700-3.700l1.300-1.300",
  format_blockquote: "M3 3v10M6.500 5h7M6.500 8h7M6.500 11h4",
  format_spoiler: "M2 8s2.200-4 6-4 6 4 6 4-2.200 4-6 4-6-4-6-4ZM3 13 13 3",
  reply: "M6 4 2.5 7.5 6 11M3 7.5h6a4 4 0 0 1 4 4v.5",
  wave: "M5.2 8.5 3.8 5.7a1 1 0 0 1 1.8-.9L7 7.5 5.6 3.9a1 1 0 0 1 1.9-.7L8.9 7 8.3 4.2a1 1 0 0 1 2-.4l.9 4.3.8-1.1a1 1 0 0 1 1.7 1l-1.6 3.5A4 4 0 0 1 5.5 12l-1.9-2.5a1 1 0 0 1 1.6-1zM2 3.5 1.5 2M3.5 2.5 3.5 1",
  person: "M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM3 13.5c0-2.5 2.2-4 5-4s5 1.5 5 4",
  plus: "M8 3v10M3 8h10",
  blocked: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM3.8 3.8l8.4 8.4",
  warning: "M8 2.5 14 13H2zM8 6.5v3M8 11.2v.01",
  sun: "M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1",
  moon: "M13.5 9.5A5.8 5.8 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7Z",
  keys: "M1.5 4.5h13v7h-13zM4 7h.01M6.5 7h.01M9 7h.01M11.5 7h.01M5 9.5h6",
  door: "M4 14V2.5h8V14M2.5 14h11M9.8 8.3v.01",
  retry: "M13 8a5 5 0 1 1-1.5-3.5M13 2v3h-3",
  download: "M8 2.5v7M5 7l3 3 3-3M3 13h10",
  pin: "M8 14.5S3.5 10 3.5 6.5a4.5 4.5 0 0 1 9 0C12.5 10 8 14.5 8 14.5ZM8 8a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z",
  tag: "M2.5 2.5h5l6 6-5 5-6-6zM5.5 5.5h.01",
  hand: "M8 13.5A5.5 5.5 0 1 0 8 2.5a5.5 5.5 0 0 0 0 11ZM5.5 8l1.8 1.8L10.8 6",
  arrow: "M3 8h10M9.5 4.5 13 8l-3.5 3.5",
  queued: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 5v3l2 1.5",
  select: "M2.5 2.5h11v11h-11zM5 8.2l2.2 2.2L11 6",
  palette: "M5.5 3.5a2 2 0 1 0-2 2h9a2 2 0 1 0-2-2v9a2 2 0 1 0 2-2h-9a2 2 0 1 0 2 2z",
  sent: "M3 8.5l3.2 3.2L13 5",
  note: "M3 3h10v7l-3 3H3zM10 13v-3h3M5.5 6h5M5.5 8.5h3",
  undo: "M6 3 2.5 6.5 6 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7",
  user_new: "M6.5 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM2 13.5c0-2.5 2-4 4.5-4 1 0 1.9.2 2.6.6M12 9v5M9.5 11.5h5",
  save: "M4 2.5h8v11l-4-3-4 3z",
  snooze: "M2.5 3.5h6l-6 7h6M10 9h3.5L10 13h3.5",
  split: "M3 3v4a3 3 0 0 0 3 3h7M10 7l3 3-3 3M3 3v10",
  quick: "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
  thread: "M3 3.5h10v7H7L4 13v-2.5H3z",
});

const FILLS = /** @type {Record<string, string>} */ ({
  telegram:
    "M14.3 2.2 1.8 7.1c-.6.2-.6 1 0 1.2l3 1 1.2 3.7c.1.5.7.6 1 .2l1.8-1.7 3.1 2.3c.4.3 1 .1 1.1-.4l2-10.4c.1-.6-.3-1-.7-.8ZM6.2 9.1l5.6-4.3c.2-.1.3.1.2.2L7.4 9.7l-.3 2z",
  pause: "M4.5 3h2.5v10H4.5zM9 3h2.5v10H9z",
  stop: "M4 5a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1z",
  play: "M4.5 2.8v10.4a.6.6 0 0 0 .9.5l8.2-5.2a.6.6 0 0 0 0-1L5.4 2.3a.6.6 0 0 0-.9.5Z",
  dots: "M3.5 9.3a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.6ZM8 9.3a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.6ZM12.5 9.3a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.6Z",
  send: "M2 2.7 14.3 8 2 13.3 3.5 8.7 9 8 3.5 7.3z",
  late: "M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z",
  near: "M8 1.8 15.2 14.2H.8z",
});

/** @param {{ name: string }} props */
export function Icon({ name }) {
  const fill = FILLS[name];
  return fill
    ? html`
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path fill="currentColor" d=${fill} /></svg>
      `
    : html`
        <svg class="icon icon-line" viewBox="0 0 16 16" aria-hidden="true"><path d=${STROKES[name]} /></svg>
      `;
}

/** A customer's verdict, as the customer tapped it. @param {{ score: -1 | 0 | 1, label: string }} props */
export function Face({ score, label }) {
  return html`
    <span class="face" role="img" aria-label=${label} title=${label}>${faceOf(score)}</span>
  `;
}

/** A person's initials in their colour; with no label it only decorates the name beside it. @param {{ name: string, label?: string }} props */
export function AgentMark({ name, label }) {
  const spoken = label ? { role: "img", "aria-label": label, title: label } : { "aria-hidden": "true" };
  return html`
    <span class="agent-mark" data-hue=${hueOf(name)} ...${spoken}>${initials(name)}</span>
  `;
}

/** The Lanedesk mark: three lanes, one card ahead of time. */
export function Mark() {
  return html`
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <rect class="mark-ground" width="24" height="24" rx="6" />
      <rect class="mark-lane" x="5" y="6" width="14" height="2.6" rx="1.3" />
      <rect class="mark-lane" x="5" y="10.7" width="14" height="2.6" rx="1.3" />
      <rect class="mark-lane" x="5" y="15.4" width="14" height="2.6" rx="1.3" />
      <rect class="mark-card" x="5" y="6" width="5" height="2.6" rx="1.3" />
      <rect class="mark-card" x="10" y="10.7" width="5" height="2.6" rx="1.3" />
      <rect class="mark-card" x="14" y="15.4" width="5" height="2.6" rx="1.3" />
    </svg>
  `;
}
