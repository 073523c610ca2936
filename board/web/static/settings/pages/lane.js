// @ts-check
/** A lane on its board's page: what it is called, what it promises and in whose hours, and what was promised before. */

import { Refusal } from "../../api.js";
import { html } from "../../html.js";
import { followLink } from "../../navigation.js";
import { pageAddress } from "../../route.js";
import { say } from "../../say.js";
import { act } from "../acting.js";
import { metricName, tell, useEffectOf } from "../actions/layout.js";
import { METRICS, bodyOf, byMetric, goalOf, troubleOf, wholeGoalText } from "../goals.js";
import { NumberField, TextField } from "../parts/fields.js";
import { errorsOf, useForm } from "../parts/form.js";
import { GoalField } from "../parts/goal.js";
import { Kept } from "../parts/kept.js";
import { LanguageField } from "../parts/languages.js";
import { FormFrame, plain } from "../parts/saving.js";
import { Block } from "../parts/states.js";
import { Says } from "./topics.js";

/** @import { BoardSettings, LaneSettings, Metric } from "../../types" */
/** @import { NamedCalendar } from "../goals.js" */
/** @import { Form, Values } from "../parts/form.js" */

const LONGEST_NAME = 60;
const LONGEST_ELSEWHERE = 300;

/** @param {{ board: BoardSettings, lane: LaneSettings, calendars: NamedCalendar[], mayEdit: boolean }} props */
export function Lane({ board, lane, calendars, mayEdit }) {
  const path = `/settings/boards/${board.key}/lanes/${lane.key}`;
  const form = useForm({
    told: { name: lane.name, ...byMetric((metric) => goalOf(lane, metric)), warn: lane.warn, elsewhere: lane.elsewhere },
    version: lane.version,
    changedBy: lane.changed_by,
    save: async (values, version) => tell(await act("PUT", path, { ...laneBody(whole(values)), version })),
  });
  const isWhole = METRICS.every((metric) => !troubleOf(form.values[metric]));
  const effect = useEffectOf(form.isChanged && isWhole ? { method: "PUT", path, body: laneBody(form.values) } : null);
  const labels = fieldNames();
  const usual = METRICS.map((metric) => form.values[metric]).find(({ kind }) => kind !== "off")?.calendar ?? null;
  const draw = (/** @type {string} */ name, /** @type {any} */ value) => (isMetric(name) ? wholeGoalText(value, calendars) : plain(name, value));
  return html`
    <${FormFrame} form=${form} labels=${labels} draw=${draw}>
      <${Block} title=${say("boards.lane", { name: lane.name })} about=${say("boards.lane.about")}>
        <${TextField} label=${say("boards.name")} longest=${LONGEST_NAME} readonly=${!mayEdit} ...${form.field("name")} />
        ${METRICS.map(
          (metric) => html`
            <${GoalField}
              key=${metric}
              label=${labels[metric]}
              metric=${metric}
              calendars=${calendars}
              usual=${usual}
              readonly=${!mayEdit}
              ...${form.field(metric)}
              errors=${goalErrors(form, metric)}
            />
          `,
        )}
        ${
          mayEdit &&
          calendars.length === 0 &&
          html`
            <p class="field-hint goals-hint">
              ${say("boards.hours.none")}${" "}
              <a class="link" href=${pageAddress("settings/calendars", ["new"])} onClick=${followLink}>${say("calendars.new")}</a>
            </p>
          `
        }
        <${NumberField} label=${labels.warn} unit="%" least=${1} most=${99} readonly=${!mayEdit} ...${form.field("warn")} />
        <${LanguageField}
          label=${labels.elsewhere}
          hint=${say("boards.lane.elsewhere.about")}
          rows=${2}
          longest=${LONGEST_ELSEWHERE}
          readonly=${!mayEdit}
          ...${form.field("elsewhere")}
        />
        <${Says} lines=${effect} />
        <${Kept} kept=${lane.kept} scope=${{ board: board.key, lane: lane.key }} mayEdit=${mayEdit} />
      <//>
    <//>
  `;
}

/** @param {Values} values */
function laneBody(values) {
  return { name: values.name, ...bodyOf(byMetric((metric) => values[metric])), warn: values.warn, elsewhere: values.elsewhere };
}

/** Refused here if something is missing: to the desk it would be a goal taken away. @param {Values} values */
function whole(values) {
  const errors = METRICS.map((metric) => ({ field: metric, detail: troubleOf(values[metric]) })).filter(({ detail }) => detail);
  if (errors.length > 0) throw new Refusal(422, { detail: errors[0]?.detail ?? "", errors });
  return values;
}

/** The desk names the part that is wrong. @param {Form} form @param {Metric} metric */
function goalErrors(form, metric) {
  const named = ["goals", "cut_offs", "calendars"].map((part) => errorsOf(form.refusal, part)[metric]);
  const wrong = named.find(Boolean) ?? form.field(metric).errors[""];
  return wrong ? { "": wrong } : {};
}

/** @param {string} name */
function isMetric(name) {
  return METRICS.some((metric) => metric === name);
}

/** @returns {Record<string, string>} */
function fieldNames() {
  return {
    name: say("boards.name"),
    warn: say("boards.warn"),
    elsewhere: say("boards.lane.elsewhere"),
    ...byMetric(metricName),
  };
}
