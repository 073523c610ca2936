// @ts-check
/** Hours of a day and of a week: a row a weekday, each open or closed, with as many intervals as it takes. */

import { useId, useState } from "preact/hooks";
import { html } from "../../html.js";
import { say } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { isNight, isWholeDay, oneMore, readClock, readInterval, troublesOf, USUAL, WEEKDAYS, weekdayName, WORKDAYS, writeInterval } from "../hours.js";
import { typed, Wrong } from "./fields.js";

/** @import { FieldProps } from "./fields.js" */

/** Seven lists of intervals, Monday's first. @param {FieldProps} props */
export function WeekField({ label, hint, value, onChange, errors = {}, isChanged, readonly = false }) {
  const id = useId();
  /** @type {string[][]} */
  const week = value;
  const troubles = troublesOf(week);
  const pattern = WORKDAYS.find((day) => (week[day] ?? []).length > 0);
  const setDays = (/** @type {number[]} */ days, /** @type {string[]} */ hours) =>
    onChange(week.map((each, day) => (days.includes(day) ? hours : each)));
  const isCopied = pattern === undefined || WORKDAYS.every((day) => String(week[day]) === String(week[pattern]));
  return html`
    <fieldset class="field week" data-changed=${isChanged ? "yes" : undefined} aria-describedby="${id}-hint ${id}-error">
      <legend>${label}</legend>
      ${WEEKDAYS.map(
        (day) => html`
          <${Day}
            key=${day}
            name=${weekdayName(day)}
            hours=${week[day] ?? []}
            usual=${week.find((each) => each.length > 0) ?? [USUAL]}
            wrong=${troubles[day] ? say(`calendars.wrong.${troubles[day]}`) : ""}
            readonly=${readonly}
            onChange=${(/** @type {string[]} */ hours) => setDays([day], hours)}
          >
            ${
              day === pattern &&
              !isCopied &&
              !readonly &&
              html`
                <button type="button" class="button button-small" onClick=${() => setDays(WORKDAYS, week[day] ?? [])}>
                  ${say("calendars.copy")}
                </button>
              `
            }
          <//>
        `,
      )}
      ${hint && html`<p class="field-hint" id="${id}-hint">${hint}</p>`}
      <${Wrong} id="${id}-error" text=${errors[""]} />
    </fieldset>
  `;
}

/** @param {{ name: string, hours: string[], usual: string[], wrong: string, readonly: boolean, onChange: (hours: string[]) => void, children?: unknown }} props */
function Day({ name, hours, usual, wrong, readonly, onChange, children }) {
  const id = useId();
  const isOpen = hours.length > 0;
  return html`
    <div class="week-day" role="group" aria-labelledby="${id}-name">
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked=${isOpen}
          disabled=${readonly}
          onChange=${() => onChange(isOpen ? [] : usual)}
        />
        <span class="switch-track" aria-hidden="true"></span>
        <span id="${id}-name">${name}</span>
      </label>
      <div class="week-hours">
        ${
          isOpen
            ? html`
                <${Intervals} of=${name} hours=${hours} readonly=${readonly} wrong=${wrong ? `${id}-wrong` : ""} onChange=${onChange} />
              `
            : html`
                <span class="quiet">${say("calendars.closed")}</span>
              `
        }
        ${children}
        <${Wrong} id="${id}-wrong" text=${wrong} />
      </div>
    </div>
  `;
}

/**
 * A day's intervals; `of` names the day, `wrong` is the id of what is said to be wrong.
 * @param {{ of: string, hours: string[], readonly?: boolean, wrong?: string, onChange: (hours: string[]) => void }} props
 */
export function Intervals({ of, hours, readonly = false, wrong = "", onChange }) {
  const set = (/** @type {number} */ at, /** @type {Partial<import("../hours.js").Interval>} */ part) =>
    onChange(hours.map((each, n) => (n === at ? writeInterval({ ...readInterval(each), ...part }) : each)));
  return html`
    <ul class="intervals">
      ${hours.map((written, at) => {
        const { opens, closes } = readInterval(written);
        const said = { day: of, n: at + 1 };
        const shared = {
          readonly,
          "aria-invalid": wrong ? "true" : undefined,
          "aria-describedby": wrong || undefined,
        };
        return html`
          <li key=${at}>
            <${Clock} ...${shared} value=${opens} label=${say("calendars.opens", said)} onChange=${(/** @type {string} */ value) => set(at, { opens: value })} />
            <span aria-hidden="true">–</span>
            <${Clock} ...${shared} value=${closes} label=${say("calendars.closes", said)} onChange=${(/** @type {string} */ value) => set(at, { closes: value })} />
            ${
              !readonly &&
              hours.length > 1 &&
              html`
                <button type="button" class="tool" aria-label=${say("calendars.interval.remove", said)} onClick=${() => onChange(hours.filter((_, n) => n !== at))}>
                  <${Icon} name="close" />
                </button>
              `
            }
            ${
              !readonly &&
              at === hours.length - 1 &&
              !isWholeDay(written) &&
              html`
                <button type="button" class="tool" title=${say("calendars.interval.add")} aria-label=${say("calendars.interval.add_to", { day: of })} onClick=${() => onChange([...hours, oneMore(hours)])}>
                  <${Icon} name="plus" />
                </button>
              `
            }
            ${isNight(written) && html`<span class="interval-note"><${Icon} name="moon" />${say("calendars.next_day")}</span>`}
            ${isWholeDay(written) && html`<span class="interval-note">${say("calendars.whole_day")}</span>`}
          </li>
        `;
      })}
    </ul>
  `;
}

/**
 * A time of 24 hours, as everywhere on the page: a browser's own field may have a.m. and p.m. What was typed is read
 * when it is left, so `9` and `930` will do.
 * @param {{ label: string, value: string, readonly: boolean, onChange: (value: string) => void }} props
 */
export function Clock({ label, value, readonly, onChange, ...described }) {
  const [draft, setDraft] = useState(/** @type {string | null} */ (null));
  return html`
    <input
      ...${described}
      inputmode="numeric"
      autocomplete="off"
      maxlength="5"
      placeholder="00:00"
      aria-label=${label}
      value=${draft ?? value}
      readOnly=${readonly}
      onInput=${typed((text) => {
        setDraft(text);
        if (text === readClock(text)) onChange(text);
      })}
      onChange=${typed((text) => {
        setDraft(null);
        onChange(readClock(text));
      })}
      onBlur=${() => setDraft(null)}
    />
  `;
}
