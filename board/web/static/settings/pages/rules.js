// @ts-check
/** The rules: where topics lead, which words suggest a lane, what a broken promise does, which waits are listed. */

import { html } from "../../html.js";
import { followLink } from "../../navigation.js";
import { pageAddress } from "../../route.js";
import { say, sayNamed } from "../../say.js";
import { act } from "../acting.js";
import { historyOf } from "../actions/layout.js";
import { valueText } from "../change_words.js";
import { Choice, NumberField, Switch } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { LanguageField } from "../parts/languages.js";
import { FormFrame } from "../parts/saving.js";
import { Block } from "../parts/states.js";

/** @import { ChangeLine, DeskRules } from "../../types" */
/** @typedef {{ rules: DeskRules, mayEdit: boolean }} Props */

const TOPICS = "settings/topics";
const RULES = ["words", "breach", "waiting"];

/** @returns {Record<string, string>} */
export function reads() {
  return { rules: "/settings/rules", changes: `/settings/changes?thing=rule&keys=${RULES.join(",")}` };
}

/** @param {{ told: { rules: DeskRules, changes: { items: ChangeLine[] } }, mayEdit: boolean }} props */
export function Page({ told: { rules, changes }, mayEdit }) {
  return html`
    <${Topics} rules=${rules} />
    <${Words} rules=${rules} mayEdit=${mayEdit} />
    <${Breach} rules=${rules} mayEdit=${mayEdit} />
    <${Waiting} rules=${rules} mayEdit=${mayEdit} />
    <${History} changes=${historyOf({ items: changes.items, names: names() })} mayEdit=${mayEdit} />
  `;
}

/** As the history calls them. */
function names() {
  return Object.fromEntries(RULES.map((key) => [`rule:${key}`, sayNamed("rules", key)]));
}

/** Kept with the topics, and only shown here. @param {{ rules: DeskRules }} props */
function Topics({ rules }) {
  return html`
    <${Block}
      title=${say("rules.topics")}
      about=${say("rules.topics.about")}
      actions=${html`<a class="button button-small" href=${pageAddress(TOPICS)} onClick=${followLink}>${say("rules.topics.change")}</a>`}
    >
      <ul class="rows">
        ${rules.topics.map(
          ({ topic, name, board, lane }) => html`
            <li key=${topic}>
              <a class="row-link" href=${pageAddress(TOPICS, [topic])} onClick=${followLink}>
                <span>
                  <strong>${name}</strong>
                  <span class="quiet">${say("rules.place", { board, lane })}</span>
                </span>
              </a>
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}

/** @param {Props} props */
function Words({ rules, mayEdit }) {
  const { version, changed_by: changedBy, is_on, lane, words } = rules.words;
  const form = useForm({
    told: { is_on, lane, words: inLines(words) },
    version,
    changedBy,
    save: (values, over) =>
      act("PUT", "/settings/rules/words", { ...values, words: fromLines(values.words), version: over }),
  });
  const labels = {
    is_on: say("rules.words.is_on"),
    lane: say("rules.words.lane"),
    words: say("rules.words.words"),
  };
  const readonly = !mayEdit;
  return html`
    <${FormFrame} form=${form} labels=${labels} draw=${drawn}>
      <${Block} title=${say("rules.words")} about=${say("rules.words.about")}>
        <${Switch} label=${labels.is_on} readonly=${readonly} ...${form.field("is_on")} />
        <${Choice} label=${labels.lane} options=${lanesOf(rules)} readonly=${readonly} ...${form.field("lane")} />
        <${LanguageField}
          label=${labels.words}
          hint=${say("rules.words.hint")}
          rows=${8}
          readonly=${readonly}
          ...${form.field("words")}
        />
      <//>
    <//>
  `;
}

/** @param {Props} props */
function Breach({ rules, mayEdit }) {
  const { version, changed_by: changedBy, lane, board } = rules.breach;
  const options = [
    { value: "", label: say("rules.breach.off") },
    ...rules.lanes.map(({ key, name }) => ({ value: `lane:${key}`, label: say("rules.breach.to_lane", { lane: name }) })),
    ...rules.boards.map(({ key, name }) => ({ value: `board:${key}`, label: say("rules.breach.to_board", { board: name }) })),
  ];
  const form = useForm({
    told: { goal: goalOf({ lane, board }) },
    version,
    changedBy,
    save: ({ goal }, over) => {
      const [kind, key] = goal.split(":");
      return act("PUT", "/settings/rules/breach", { lane: kind === "lane" ? key : null, board: kind === "board" ? key : null, version: over });
    },
  });
  const labels = { goal: say("rules.breach.goal") };
  return html`
    <${FormFrame}
      form=${form}
      labels=${labels}
      draw=${(/** @type {string} */ _, /** @type {string} */ goal) => options.find(({ value }) => value === goal)?.label ?? goal}
    >
      <${Block} title=${say("rules.breach")} about=${say("rules.breach.about")}>
        <${Choice} label=${labels.goal} options=${options} readonly=${!mayEdit} ...${form.field("goal")} />
      <//>
    <//>
  `;
}

/** @param {Props} props */
function Waiting({ rules, mayEdit }) {
  const { version, changed_by: changedBy, is_on, days } = rules.waiting;
  const form = useForm({
    told: { is_on, days },
    version,
    changedBy,
    save: (values, over) => act("PUT", "/settings/rules/waiting", { ...values, days: values.days ?? 0, version: over }),
  });
  const labels = { is_on: say("rules.waiting.is_on"), days: say("rules.waiting.days") };
  const readonly = !mayEdit;
  return html`
    <${FormFrame} form=${form} labels=${labels}>
      <${Block} title=${say("rules.waiting")} about=${say("rules.waiting.about")}>
        <${Switch} label=${labels.is_on} readonly=${readonly} ...${form.field("is_on")} />
        <${NumberField}
          label=${labels.days}
          unit=${say("rules.waiting.unit", { n: form.values.days ?? 0 })}
          least=${1}
          most=${365}
          readonly=${readonly}
          ...${form.field("days")}
        />
      <//>
    <//>
  `;
}

/** @param {DeskRules} rules */
function lanesOf({ lanes }) {
  return lanes.map(({ key, name }) => ({ value: key, label: name }));
}

/** @param {{ lane: string | null, board: string | null }} breach */
function goalOf({ lane, board }) {
  if (lane !== null) return `lane:${lane}`;
  return board === null ? "" : `board:${board}`;
}

/** One word or phrase a line. @param {Record<string, string[]>} words @returns {Record<string, string>} */
function inLines(words) {
  return Object.fromEntries(Object.entries(words).map(([code, several]) => [code, several.join("\n")]));
}

/** @param {Record<string, string>} lines @returns {Record<string, string[]>} */
function fromLines(lines) {
  const split = (/** @type {string} */ text) => text.split(/[\n,]/).map((word) => word.trim()).filter(Boolean);
  return Object.fromEntries(Object.entries(lines).map(([code, text]) => [code, split(text)]));
}

/** @param {string} name @param {any} value */
function drawn(name, value) {
  return valueText({ thing: "rule", key: "", before: null, after: null }, name, value);
}
