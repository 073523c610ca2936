// @ts-check
/** A calendar's single dates: closed or with hours of their own, by hand, and closed by an .ics file. */

import { useRef, useState } from "preact/hooks";
import { html } from "../../html.js";
import { say } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { act, actAndSay } from "../acting.js";
import { sendDays } from "../actions/calendars.js";
import { dayName, hoursText, troubleOf, USUAL } from "../hours.js";
import { Choice, TextField, Wrong } from "../parts/fields.js";
import { ConfirmSheet, openSheet } from "../parts/sheets.js";
import { Block } from "../parts/states.js";
import { Intervals } from "../parts/week.js";

/** @import { Calendar, CalendarYear } from "../../types" */
/** @typedef {{ first: string, last: string, hours: string[] }} Span neighbouring dates with the same hours */
/** @typedef {"closed" | "hours" | "usual"} Kind */

const DAY_MS = 86_400_000;
const KINDS = /** @type {const} */ (["closed", "hours", "usual"]);

/** @param {{ calendar: Calendar, mayEdit: boolean }} props */
export function OwnDays({ calendar, mayEdit }) {
  const spans = spansOf(calendar.own_days);
  return html`
    <${Block} title=${say("calendars.days")} about=${say("calendars.days.about")}>
      ${
        spans.length > 0 &&
        html`
          <ul class="rows">
            ${spans.map((span) => html`<${OneSpan} key=${span.first} calendar=${calendar} span=${span} mayEdit=${mayEdit} />`)}
          </ul>
        `
      }
      ${spans.length === 0 && !mayEdit && html`<p class="quiet">${say("calendars.days.none")}</p>`}
      ${
        mayEdit &&
        html`
          <button type="button" class="button" onClick=${() => openSpan(calendar, { first: "", last: "", hours: [] }, "closed")}>
            <${Icon} name="plus" />
            ${say("calendars.days.add")}
          </button>
        `
      }
    <//>
  `;
}

/** @param {{ calendar: Calendar, span: Span, mayEdit: boolean }} props */
function OneSpan({ calendar, span, mayEdit }) {
  const named = spanText(span);
  const about = html`
    <span>
      <strong>${named}</strong>
      <span class="quiet">${hoursText(span.hours)}</span>
    </span>
  `;
  if (!mayEdit)
    return html`
      <li class="row">${about}</li>
    `;
  return html`
    <li class="row">
      <button type="button" class="row-link" onClick=${() => openSpan(calendar, span, span.hours.length > 0 ? "hours" : "closed")}>${about}</button>
      <button type="button" class="tool" aria-label=${say("calendars.days.remove", { days: named })} onClick=${() => forget(calendar, span)}>
        <${Icon} name="bin" />
      </button>
    </li>
  `;
}

/** @param {Calendar} calendar @param {Span} span */
function forget({ id, version }, { first, last }) {
  void actAndSay("POST", `/settings/calendars/${id}/days`, { first, last, hours: null, version }, say("calendars.days.removed"));
}

/** From a day of the year drawn. @param {Calendar} calendar @param {CalendarYear} year @param {string} date */
export function openDays(calendar, year, date) {
  const own = calendar.own_days.find((each) => each.date === date);
  const hours = own?.hours ?? year.days.find((each) => each.date === date)?.hours ?? [];
  // Whoever picks an open day most likely wants it closed, and the other way round.
  const kind = own ? (own.hours.length > 0 ? "hours" : "closed") : hours.length > 0 ? "closed" : "hours";
  openSpan(calendar, { first: date, last: date, hours }, kind);
}

/** @param {Calendar} calendar @param {Span} span @param {Kind} kind */
function openSpan(calendar, span, kind) {
  openSheet(() => html`<${DaysSheet} calendar=${calendar} span=${span} begun=${kind} />`);
}

/** @param {{ calendar: Calendar, span: Span, begun: Kind }} props */
function DaysSheet({ calendar, span, begun }) {
  const [first, setFirst] = useState(span.first);
  const [last, setLast] = useState(span.last === span.first ? "" : span.last);
  const [kind, setKind] = useState(/** @type {Kind} */ (begun));
  const [hours, setHours] = useState(span.hours.length > 0 ? span.hours : usualOf(calendar));
  const trouble = kind === "hours" ? troubleOf(hours) : null;
  const isBackwards = last !== "" && last < first;
  const given = { closed: [], hours, usual: null }[kind];
  const body = { first, last: last || first, hours: given, version: calendar.version };
  return html`
    <${ConfirmSheet}
      title=${span.first ? spanText(span) : say("calendars.days.add")}
      action=${say("settings.save")}
      isReady=${first !== "" && !isBackwards && !trouble}
      onConfirm=${() => act("POST", `/settings/calendars/${calendar.id}/days`, body)}
    >
      <div class="field-pair">
        <${TextField} label=${say("calendars.days.first")} type="date" value=${first} onChange=${setFirst} autofocus=${!span.first} />
        <${TextField}
          label=${say("calendars.days.last")}
          hint=${say("calendars.days.last.hint")}
          type="date"
          value=${last}
          onChange=${setLast}
          errors=${isBackwards ? { "": say("calendars.days.backwards") } : {}}
        />
      </div>
      <${Choice}
        label=${say("calendars.days.kind")}
        value=${kind}
        onChange=${setKind}
        options=${KINDS.map((value) => ({ value, label: say(`calendars.days.kind.${value}`) }))}
      />
      ${
        kind === "hours" &&
        html`
          <div class="field">
            <${Intervals} of=${say("calendars.days.these")} hours=${hours} onChange=${setHours} wrong=${trouble ? "days-wrong" : ""} />
            <${Wrong} id="days-wrong" text=${trouble ? say(`calendars.wrong.${trouble}`) : ""} />
          </div>
        `
      }
    <//>
  `;
}

/** @param {Calendar} calendar */
function usualOf({ week }) {
  return week.find((hours) => hours.length > 0) ?? [USUAL];
}

/** @param {{ calendar: Calendar, mayEdit: boolean }} props */
export function DaysOfFile({ calendar, mayEdit }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [why, setWhy] = useState("");
  const { id, version, file_name: name, file_days: days } = calendar;

  /** @param {File | undefined} file */
  async function take(file) {
    if (!file) return;
    setWhy("");
    try {
      await sendDays(file, calendar);
    } catch (failure) {
      setWhy(failure instanceof Error ? failure.message : String(failure));
    } finally {
      if (input.current) input.current.value = "";
    }
  }

  return html`
    <${Block} title=${say("calendars.file")} about=${say("calendars.file.about")}>
      <div class="field">
        ${days > 0 && html`<p class="calendar-file"><${Icon} name="file" /><strong>${name}</strong> <span class="quiet">${say("calendars.file.days", { n: days })}</span></p>`}
        ${days === 0 && !mayEdit && html`<p class="quiet">${say("calendars.file.none")}</p>`}
        ${
          mayEdit &&
          html`
            <input
              hidden
              type="file"
              accept=".ics,text/calendar"
              aria-label=${say("calendars.file.choose")}
              ref=${input}
              onChange=${(/** @type {Event} */ event) => void take(/** @type {HTMLInputElement} */ (event.target).files?.[0])}
            />
            <div class="block-buttons">
              <button type="button" class="button" aria-describedby="file-refusal" onClick=${() => input.current?.click()}>
                <${Icon} name="file" />
                ${say(days > 0 ? "calendars.file.another" : "calendars.file.choose")}
              </button>
              ${
                days > 0 &&
                html`
                  <button
                    type="button"
                    class="button button-quiet"
                    onClick=${() => void actAndSay("DELETE", `/settings/calendars/${id}/file`, { version }, say("calendars.file.removed"))}
                  >
                    ${say("calendars.file.remove")}
                  </button>
                `
              }
            </div>
          `
        }
        <${Wrong} id="file-refusal" text=${why} />
      </div>
    <//>
  `;
}

/** @param {Calendar["own_days"]} days in order @returns {Span[]} */
export function spansOf(days) {
  /** @type {Span[]} */
  const spans = [];
  for (const { date, hours } of days.toSorted((one, other) => one.date.localeCompare(other.date))) {
    const before = spans.at(-1);
    if (before && Date.parse(date) - Date.parse(before.last) === DAY_MS && String(before.hours) === String(hours)) before.last = date;
    else spans.push({ first: date, last: date, hours });
  }
  return spans;
}

/** @param {Span} span */
function spanText({ first, last }) {
  return first === last ? dayName(first) : `${dayName(first)} – ${dayName(last)}`;
}
