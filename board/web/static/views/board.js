// @ts-check
/** Lanes across, columns down: the board in view. */

import { useComputed } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { goalText } from "../durations.js";
import { isNarrow, keepCurrentCard, restoreCardFocus, showColumn } from "../focus.js";
import { html } from "../html.js";
import { EVERY_BOARD, cellKey, sumsOf } from "../layout.js";
import { followLink } from "../navigation.js";
import { toggleLane } from "../preferences.js";
import { pageAddress } from "../route.js";
import { say } from "../say.js";
import {
  boot,
  cells,
  desk,
  foldedLanes,
  frame,
  hasTickets,
  laneCounts,
  narrowColumn,
  role,
  route,
} from "../state.js";
import { Icon } from "./icons.js";
import { Room, Stack } from "./stack.js";

/** @import { Column, Lane, Place } from "../types" */

/** So many are all drawn, which lets the browser find words in them. */
const SHORT = 240;
/** So many cards above a lane put it out of sight on any screen, until somebody scrolls. */
const TALL = 20;
/** So many blank cards in each column. */
const BLANK_CELLS = [4, 3, 2, 1];
/** @type {Place[]} */
const NONE = [];

export function Board() {
  const { lanes, columns } = frame.value;
  const drawn = cells.value;
  const folded = foldedLanes.value;
  useLayoutEffect(() => {
    keepCurrentCard();
    restoreCardFocus();
  }, [drawn, folded]);
  if (boot.value === "reading")
    return html`
      <${Blank} />
    `;
  if (desk.value && lanes.length === 0)
    return html`
      <p class="board-note">${say("board.missing")}</p>
    `;
  const isShort = [...drawn.values()].reduce((sum, cell) => sum + cell.length, 0) <= SHORT;
  const narrow = columns.some((column) => column.key === narrowColumn.value) ? narrowColumn.value : columns[0]?.key;
  return html`
    <${NarrowColumns} columns=${columns} chosen=${narrow} />
    <div
      class="board-scroll"
      data-columns=${columns.length}
      onTouchStart=${beginSwipe}
      onTouchEnd=${(/** @type {TouchEvent} */ event) => endSwipe(event, columns, narrow)}
    >
      <div class="board-grid">
        <div class="column-heads" aria-hidden="true">
          ${columns.map(
            (column) => html`
              <div class="column-head" key=${column.key} data-kind=${column.kind}>
                ${column.name}
                <span class="count">${columnCount(column)}</span>
              </div>
            `,
          )}
        </div>
        <${Quiet} />
        ${lanes.map(
          (lane, index) => html`
            <${LaneRow}
              key=${`${route.value.board}/${lane.key}`}
              lane=${lane}
              columns=${columns}
              narrow=${narrow}
              isShort=${isShort}
              isFar=${!isShort && tallest(lanes.slice(0, index), columns) > TALL}
            />
          `,
        )}
      </div>
    </div>
  `;
}

/** How many cards stand above what comes under these lanes. @param {Lane[]} lanes @param {Column[]} columns */
function tallest(lanes, columns) {
  const open = lanes.filter((lane) => !foldedLanes.value.includes(lane.key));
  const rows = (/** @type {Lane} */ lane) =>
    Math.max(...columns.map((column) => cells.value.get(cellKey(lane.key, column.key))?.length ?? 0));
  return open.reduce((sum, lane) => sum + rows(lane), 0);
}

/** What an empty board is for, or that nobody needs an agent on it now, and what comes next. */
function Quiet() {
  const sums = useComputed(() => JSON.stringify(sumsOf(cells.value)));
  const { open, waiting, done } = JSON.parse(sums.value);
  if (open > 0) return null;
  if (!hasTickets.value)
    return html`
      <div class="board-empty">
        <p>${say("board.none")}</p>
        ${
          role.value === "owner" &&
          html`
            <a class="button" href=${pageAddress("start")} onClick=${followLink}>${say("nav.start")}</a>
          `
        }
      </div>
    `;
  return html`
    <p class="board-empty">
      ${waiting > 0 ? say("board.done", { n: waiting }) : say(done > 0 ? "board.all_done" : "board.empty")}
    </p>
  `;
}

/** The board's shape while it is read. */
function Blank() {
  return html`
    <p class="for-ears" role="status">${say("board.loading")}</p>
    <div class="board-scroll" aria-hidden="true" data-columns="4">
      <div class="board-grid board-blank">
        <div class="lane-cells">
          ${BLANK_CELLS.map((cards) => html`<div class="cell" key=${cards}><${Room} cards=${cards} onNear=${() => {}} /></div>`)}
        </div>
      </div>
    </div>
  `;
}

/** @param {Column} column */
function columnCount(column) {
  return frame.value.lanes.reduce(
    (sum, lane) => sum + (cells.value.get(cellKey(lane.key, column.key))?.length ?? 0),
    0,
  );
}

/** @param {{ lane: Lane, columns: Column[], narrow: string | undefined, isShort: boolean, isFar: boolean }} props */
function LaneRow({ lane, columns, narrow, isShort, isFar }) {
  const isFolded = useComputed(() => foldedLanes.value.includes(lane.key));
  return html`
    <section class="lane" data-lane=${lane.key} aria-label=${lane.name}>
      <header class="lane-head">
        <button
          type="button"
          class="lane-fold"
          aria-expanded=${!isFolded.value}
          aria-label=${isFolded.value ? say("board.expand", { lane: lane.name }) : say("board.collapse", { lane: lane.name })}
          onClick=${() => toggleLane(lane.key)}
        >
          <${Icon} name=${isFolded.value ? "right" : "down"} />
        </button>
        <h2 class="lane-name">${lane.name}</h2>
        <span class="lane-goals" title=${goalsText(lane)}>${goalsText(lane)}</span>
        <${LaneCounts} lane=${lane} />
      </header>
      ${
        !isFolded.value &&
        html`
          <div class="lane-cells">
            ${columns.map(
              (column) => html`
                <${Cell}
                  key=${column.key}
                  lane=${lane}
                  column=${column}
                  isNarrow=${column.key === narrow}
                  isShort=${isShort}
                  isFar=${isFar}
                  places=${cells.value.get(cellKey(lane.key, column.key))}
                />
              `,
            )}
          </div>
        `
      }
    </section>
  `;
}

/** @param {Lane} lane */
function goalsText({ goals, cut_offs: byDayEnd, calendars }) {
  const answer = goals.first_response && say("board.goal_answer", { time: goalText(goals.first_response) });
  const solve = goals.resolution && say("board.goal_solve", { time: goalText(goals.resolution) });
  return [
    byDayEnd.first_response === null ? answer : say("board.goal_answer_day"),
    byDayEnd.resolution === null ? solve : say("board.goal_solve_day"),
    ...(desk.value?.calendars ?? []).filter(({ id }) => calendars.includes(id)).map(({ name }) => say("deadline.hours", { name })),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** @param {{ lane: Lane }} props */
function LaneCounts({ lane }) {
  const sums = useComputed(() => {
    const { open, late } = laneCounts(lane.key);
    return `${open} ${late}`;
  });
  const [open, late] = sums.value.split(" ").map(Number);
  return html`
    <span class="lane-counts">
      ${
        late
          ? html`
              <span class="lane-late">${say("board.late", { n: late })}</span>
            `
          : null
      }
      <span>${say("board.cards", { n: open ?? 0 })}</span>
    </span>
  `;
}

/** @param {{ lane: Lane, column: Column, isNarrow: boolean, places: Place[] | undefined, isShort: boolean, isFar: boolean }} props */
function Cell({ lane, column, isNarrow, places = NONE, isShort, isFar }) {
  return html`
    <div
      class="cell"
      role="group"
      aria-label=${say("board.cell", { lane: lane.name, column: column.name })}
      data-drop="cell"
      data-lane=${lane.key}
      data-column=${column.key}
      data-kind=${column.kind}
      data-narrow=${isNarrow ? "yes" : undefined}
    >
      <${Stack} places=${places} isShort=${isShort} isFar=${isFar} />
    </div>
  `;
}

/** On a narrow screen one column shows at a time. @param {{ columns: Column[], chosen: string | undefined }} props */
function NarrowColumns({ columns, chosen }) {
  return html`
    <div class="narrow-columns" role="group" aria-label=${say("board.columns")}>
      ${columns.map(
        (column) => html`
          <button
            type="button"
            key=${column.key}
            aria-pressed=${column.key === chosen}
            onClick=${() => showColumn(column.key)}
          >
            ${column.name}
            <span class="count">${columnCount(column)}</span>
          </button>
        `,
      )}
    </div>
  `;
}

const SWIPE_PX = 70;
/** @type {{ x: number, y: number } | null} */
let swipe = null;

/** @param {TouchEvent} event */
function beginSwipe({ touches }) {
  const [finger] = touches;
  swipe = finger && touches.length === 1 ? { x: finger.clientX, y: finger.clientY } : null;
}

/** @param {TouchEvent} event @param {Column[]} columns @param {string | undefined} chosen */
function endSwipe({ changedTouches }, columns, chosen) {
  const [finger] = changedTouches;
  if (!swipe || !finger || !isNarrow() || document.documentElement.classList.contains("is-dragging")) return;
  const dx = finger.clientX - swipe.x;
  if (Math.abs(dx) < SWIPE_PX || Math.abs(finger.clientY - swipe.y) > SWIPE_PX / 2) return;
  const at = columns.findIndex((column) => column.key === chosen);
  const next = columns[at + (dx < 0 ? 1 : -1)];
  if (next) showColumn(next.key);
}

/** Every board's own name, or the name for all. */
export function boardName() {
  const key = route.value.board;
  return key === EVERY_BOARD
    ? say("header.every")
    : (desk.value?.boards.find((board) => board.key === key)?.name ?? key);
}
