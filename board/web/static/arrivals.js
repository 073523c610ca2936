// @ts-check
/** What a screen reader hears of what others do: gathered, so that a burst is one sentence; quiet where somebody asked. */

import { isAnnouncing } from "./preferences.js";
import { say } from "./say.js";
import { announcement, desk } from "./state.js";

/** @import { Ticket } from "./types" */

const GATHER_MS = 1000;
/** So many are told one by one. */
const FEW = 3;

/** @typedef {"arrived" | "wrote" | "moved"} What */
/** @type {{ what: What, text: string }[]} */
let heard = [];

/** What was foretold here has stood there before, and is told by its own notice. @param {Ticket | undefined} before @param {Ticket} ticket */
export function noteArrival(before, ticket) {
  if (!isAnnouncing.peek()) return;
  const { number, customer } = ticket;
  const place = before && placeText(before, ticket);
  if (!before) hear("arrived", say("board.arrived", { number, name: customer.name }));
  else if (ticket.unread > before.unread) hear("wrote", say("board.wrote", { number, name: customer.name }));
  else if (place) hear("moved", say("toast.moved", { number, place }));
}

/** @param {What} what @param {string} text */
function hear(what, text) {
  if (heard.length === 0) setTimeout(tell, GATHER_MS);
  heard.push({ what, text });
}

function tell() {
  const all = heard;
  heard = [];
  announcement.value = all.length <= FEW ? all.map(({ text }) => text).join(". ") : summary(all.map(({ what }) => what));
}

/** @param {What[]} all */
function summary(all) {
  const count = (/** @type {What} */ what) => all.filter((each) => each === what).length;
  return [
    count("arrived") > 0 && say("heard.arrived", { n: count("arrived") }),
    count("wrote") > 0 && say("heard.wrote", { n: count("wrote") }),
    count("moved") > 0 && say("heard.moved", { n: count("moved") }),
  ]
    .filter(Boolean)
    .join(", ");
}

/** The names of what changed. @param {Ticket} before @param {Ticket} after */
export function placeText(before, after) {
  const board = desk.peek()?.boards.find((each) => each.key === after.board);
  const names = [
    before.board === after.board ? null : board?.name,
    before.lane === after.lane ? null : board?.lanes.find((lane) => lane.key === after.lane)?.name,
    before.column === after.column ? null : board?.columns.find((column) => column.key === after.column)?.name,
  ];
  return names.filter(Boolean).join(", ");
}
