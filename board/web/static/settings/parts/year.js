// @ts-check
/** A calendar's year drawn: twelve months, each day told by colour and shape, by words on hover, focus and to readers. */

import { useRef, useState } from "preact/hooks";
import { html } from "../../html.js";
import { locale, say, sayNamed } from "../../say.js";
import { dayName, hoursText, WEEKDAYS, weekdayName } from "../hours.js";

/** @import { CalendarDay } from "../../types" */
/** @typedef {{ date: string, x: number, y: number }} Pointed a day and where to tell about it */

const STATES = /** @type {const} */ (["open", "part", "closed", "holiday"]);
const MONTHS = Array.from({ length: 12 }, (_, month) => month);
/** How far a key goes, in days. @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const TIP_HALF = 110;

/**
 * One stop of the Tab key; arrows go from day to day, Page Up and Down from month to month.
 * @param {{ days: CalendarDay[], today: string, onPick: ((day: string) => void) | null }} props
 */
export function DrawnYear({ days, today, onPick }) {
  const [current, setCurrent] = useState("");
  const [pointed, setPointed] = useState(/** @type {Pointed | null} */ (null));
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const told = days.find(({ date }) => date === pointed?.date);
  const stop = [current, today, days[0]?.date].find((day) => days.some(({ date }) => date === day)) ?? "";

  /** @param {Event} event */
  function point(event) {
    const box = /** @type {HTMLElement} */ (event.target).closest("button")?.getBoundingClientRect();
    const date = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.day;
    if (!date || !box || !frame.current) return setPointed(null);
    const within = frame.current.getBoundingClientRect();
    const middle = box.left + box.width / 2 - within.left;
    const furthest = Math.max(TIP_HALF, within.width - TIP_HALF);
    setPointed({ date, x: Math.min(Math.max(middle, TIP_HALF), furthest), y: box.bottom - within.top });
  }

  /** @param {KeyboardEvent} event */
  function step(event) {
    if (event.key === "Escape" && pointed) {
      event.stopPropagation();
      return setPointed(null);
    }
    const date = /** @type {HTMLElement} */ (event.target).dataset.day;
    const next = date && days[goal(days, days.findIndex((each) => each.date === date), event.key)];
    if (!next) return;
    event.preventDefault();
    setCurrent(next.date);
    /** @type {HTMLElement | null | undefined} */ (frame.current?.querySelector(`[data-day="${next.date}"]`))?.focus();
  }

  return html`
    <div
      class="year"
      ref=${frame}
      onKeyDown=${step}
      onFocusIn=${point}
      onFocusOut=${() => setPointed(null)}
      onMouseOver=${point}
      onMouseLeave=${() => setPointed(null)}
    >
      ${MONTHS.map((month) => html`<${Month} key=${month} month=${month} days=${days} today=${today} stop=${stop} onPick=${onPick} />`)}
      ${pointed && told && html`<${Tip} ...${pointed} day=${told} />`}
    </div>
    <${Legend} days=${days} />
  `;
}

/** Where a key leads, as an index; -1 for keys that lead nowhere. @param {CalendarDay[]} days @param {number} at @param {string} key */
export function goal(days, at, key) {
  const clipped = (/** @type {number} */ to) => Math.min(Math.max(to, 0), days.length - 1);
  const month = days[at]?.date.slice(0, 7);
  switch (key) {
    case "Home":
      return days.findIndex(({ date }) => date.startsWith(`${month}`));
    case "End":
      return days.findLastIndex(({ date }) => date.startsWith(`${month}`));
    case "PageUp":
      return monthOn(days, at, -1);
    case "PageDown":
      return monthOn(days, at, 1);
    default:
      return key in STEPS ? clipped(at + (STEPS[key] ?? 0)) : -1;
  }
}

/** The same day of another month, or its last. @param {CalendarDay[]} days @param {number} at @param {number} step */
function monthOn(days, at, step) {
  const date = days[at]?.date ?? "";
  const month = String(Number(date.slice(5, 7)) + step).padStart(2, "0");
  return days.findLastIndex((each) => each.date.slice(5, 7) === month && each.date.slice(8) <= date.slice(8));
}

/** @param {{ month: number, days: CalendarDay[], today: string, stop: string, onPick: ((day: string) => void) | null }} props */
function Month({ month, days, today, stop, onPick }) {
  const own = days.filter(({ date }) => Number(date.slice(5, 7)) === month + 1);
  const first = own[0] ? (new Date(own[0].date).getUTCDay() + 6) % 7 : 0;
  const cells = [...Array.from({ length: first }, () => null), ...own];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) => cells.slice(week * 7, week * 7 + 7));
  return html`
    <table class="month">
      <caption>
        ${own[0] && new Intl.DateTimeFormat(locale(), { month: "long", timeZone: "UTC" }).format(Date.parse(own[0].date))}
      </caption>
      <thead>
        <tr>
          ${WEEKDAYS.map((day) => html`<th key=${day} scope="col" aria-label=${weekdayName(day)}>${weekdayName(day, "narrow")}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${weeks.map(
          (week, number) => html`
            <tr key=${number}>
              ${week.map(
                (day, at) => html`
                  <td key=${at}>
                    ${
                      day &&
                      html`
                        <button
                          type="button"
                          class="year-day"
                          data-day=${day.date}
                          data-state=${day.state}
                          data-origin=${day.origin ?? undefined}
                          tabindex=${day.date === stop ? 0 : -1}
                          aria-label=${`${dayName(day.date, "long")}: ${about(day).join(", ")}`}
                          aria-current=${day.date === today ? "date" : undefined}
                          onClick=${() => onPick?.(day.date)}
                        >
                          ${Number(day.date.slice(8))}
                        </button>
                      `
                    }
                  </td>
                `,
              )}
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** What is to be known of a day. @param {CalendarDay} day */
function about({ state, hours, name, origin }) {
  const open = hours.length > 0;
  const parts = [open && state === "open" ? hoursText(hours) : say(`calendars.state.${state}`)];
  if (open && state === "part") parts.push(hoursText(hours));
  if (name) parts.push(name);
  if (origin) parts.push(sayNamed("calendars.origin", origin));
  return parts;
}

/** @param {{ day: CalendarDay, x: number, y: number }} props */
function Tip({ day, x, y }) {
  const [first, ...rest] = about(day);
  return html`
    <div class="year-tip" aria-hidden="true" style=${{ left: `${x}px`, top: `${y}px` }}>
      <span class="quiet">${dayName(day.date, "long")}</span>
      <strong>${first}</strong>
      ${rest.map((part) => html`<span key=${part}>${part}</span>`)}
    </div>
  `;
}

/** @param {{ days: CalendarDay[] }} props */
function Legend({ days }) {
  return html`
    <ul class="year-legend">
      ${STATES.map((state) => {
        const n = days.filter((day) => day.state === state).length;
        return html`
          <li key=${state}>
            <span class="year-day" data-state=${state} aria-hidden="true"></span>
            ${say(`calendars.legend.${state}`)} <span class="count">${n}</span>
          </li>
        `;
      })}
      <li>
        <span class="year-day" data-state="closed" data-origin="hand" aria-hidden="true"></span>
        ${say("calendars.legend.hand")} <span class="count">${days.filter((day) => day.origin === "hand").length}</span>
      </li>
    </ul>
  `;
}
