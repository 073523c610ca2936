// @ts-check
/** What a lane promises for one metric: nothing, a length of time or the end of the day, and whose hours count. */

import { useId, useRef } from "preact/hooks";
import { html } from "../../html.js";
import { say } from "../../say.js";
import { KINDS, ofKind, troubleOf } from "../goals.js";
import { readClock, writeClock } from "../hours.js";
import { DurationInput, Wrong, chosen } from "./fields.js";
import { Clock } from "./week.js";

/** @import { Metric } from "../../types" */
/** @import { Goal, Kind, NamedCalendar } from "../goals.js" */
/** @import { FieldProps } from "./fields.js" */

/**
 * `usual` is the calendar of the lane's other goals.
 * @param {FieldProps & { metric: Metric, calendars: NamedCalendar[], usual: number | null }} props
 */
export function GoalField({ label, metric, calendars, usual, value, onChange, errors = {}, isChanged, readonly = false }) {
  const id = useId();
  /** @type {Goal} */
  const goal = value;
  const left = useRef(/** @type {Partial<Record<Kind, Goal>>} */ ({})).current;
  const wrong = errors[""] ?? troubleOf(goal);
  const control = { "aria-describedby": wrong ? `${id}-error` : undefined, "aria-invalid": wrong ? "true" : undefined };
  function choose(/** @type {string} */ kind) {
    left[goal.kind] = goal;
    const wanted = /** @type {Kind} */ (kind);
    onChange(left[wanted] ?? ofKind(goal, wanted, metric, usual, calendars));
  }
  return html`
    <fieldset class="field goal" data-changed=${isChanged ? "yes" : undefined}>
      <legend>${label}</legend>
      <div class="goal-parts">
        <select aria-label=${say("boards.promise")} value=${goal.kind} disabled=${readonly} onChange=${chosen(choose)}>
          ${KINDS.map(
            (kind) => html`
              <option key=${kind} value=${kind} disabled=${kind === "day" && calendars.length === 0}>${say(`boards.promise.${kind}`)}</option>
            `,
          )}
        </select>
        ${
          goal.kind === "within" &&
          html`
            <${DurationInput}
              control=${{ ...control, "aria-label": say("boards.promise.length") }}
              label=${label}
              value=${goal.seconds}
              readonly=${readonly}
              onChange=${(/** @type {number | null} */ seconds) => onChange({ ...goal, seconds })}
            />
          `
        }
        ${
          goal.kind === "day" &&
          html`
            <span class="goal-cut-off">
              <span aria-hidden="true">${say("boards.cut_off")}</span>
              <${Clock}
                ...${control}
                label=${say("boards.cut_off")}
                value=${goal.cut_off === null ? "" : writeClock(goal.cut_off)}
                readonly=${readonly}
                onChange=${(/** @type {string} */ clock) => onChange({ ...goal, cut_off: minutesOf(clock) })}
              />
            </span>
          `
        }
        ${goal.kind !== "off" && html`<${Hours} goal=${goal} calendars=${calendars} readonly=${readonly} onChange=${onChange} />`}
      </div>
      <${Wrong} id="${id}-error" text=${wrong} />
    </fieldset>
  `;
}

/** @param {{ goal: Goal, calendars: NamedCalendar[], readonly: boolean, onChange: (goal: Goal) => void }} props */
function Hours({ goal, calendars, readonly, onChange }) {
  return html`
    <select
      aria-label=${say("boards.hours")}
      value=${goal.calendar === null ? "" : String(goal.calendar)}
      disabled=${readonly}
      onChange=${chosen((id) => onChange({ ...goal, calendar: id === "" ? null : Number(id) }))}
    >
      ${goal.kind === "within" && html`<option value="">${say("boards.hours.every")}</option>`}
      ${calendars.map(({ id, name }) => html`<option key=${id} value=${String(id)}>${say("boards.hours.of", { name })}</option>`)}
    </select>
  `;
}

/** @param {string} clock */
function minutesOf(clock) {
  const [hours = "", minutes = ""] = readClock(clock).split(":");
  return minutes === "" ? null : Number(hours) * 60 + Number(minutes);
}
