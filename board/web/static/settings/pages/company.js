// @ts-check
/** What the company sets once: the agents' chat, how many files a customer may send, language and time zone. */

import { html } from "../../html.js";
import { say, sayNamed } from "../../say.js";
import { act } from "../acting.js";
import { Choice, NumberField, TextField } from "../parts/fields.js";
import { isSame, useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { languageName, languages } from "../parts/languages.js";
import { FormFrame, plain } from "../parts/saving.js";
import { Block } from "../parts/states.js";
import { zoneName, zones } from "../parts/zones.js";

/** @import { ChangeLine, Company } from "../../types" */

const FIELDS = ["agents_chat", "customer_megabytes_a_day", "tell_closed", "tell_delays", "language", "timezone"];

/** @returns {Record<string, string>} */
export function reads() {
  return { company: "/settings/company", changes: `/settings/changes?thing=setting&keys=${FIELDS.join(",")}` };
}

/** @param {{ told: { company: Company, changes: { items: ChangeLine[] } }, mayEdit: boolean }} props */
export function Page({ told: { company, changes }, mayEdit }) {
  const { version, changed_by: changedBy, ...told } = company;
  const form = useForm({
    told,
    version,
    changedBy,
    save: (values, over) => act("PUT", "/settings/company", { ...changed(values, told), version: over }),
  });
  const labels = Object.fromEntries(FIELDS.map((name) => [name, sayNamed("company", name)]));
  const readonly = !mayEdit;
  return html`
    <${FormFrame} form=${form} labels=${labels} draw=${drawn}>
      <${Block} title=${labels.agents_chat} about=${say("company.agents_chat.about")}>
        <${TextField}
          label=${say("company.agents_chat.id")}
          hint=${say("company.agents_chat.hint")}
          placeholder="-1001234567890"
          readonly=${readonly}
          spellcheck=${false}
          ...${form.field("agents_chat")}
        />
      <//>
      <${Block} title=${say("company.place")} about=${say("company.place.about")}>
        <div class="field-pair">
          <${Choice}
            label=${labels.language}
            options=${languages().map((code) => ({ value: code, label: languageName(code) }))}
            readonly=${readonly}
            ...${form.field("language")}
          />
          <${Choice} label=${labels.timezone} options=${zones(told.timezone)} readonly=${readonly} ...${form.field("timezone")} />
        </div>
      <//>
      <${Block} title=${say("company.closed")} about=${say("company.closed.about")}>
        <${Choice}
          label=${labels.tell_closed}
          options=${["on", "off"].map((value) => ({ value, label: sayNamed("company.tell_closed", value) }))}
          readonly=${readonly}
          ...${form.field("tell_closed")}
        />
      <//>
      <${Block} title=${say("company.delays")} about=${say("company.delays.about")}>
        <${Choice}
          label=${labels.tell_delays}
          options=${["on", "off"].map((value) => ({ value, label: sayNamed("company.tell_delays", value) }))}
          readonly=${readonly}
          ...${form.field("tell_delays")}
        />
      <//>
      <${Block} title=${say("company.files")} about=${say("company.files.about")}>
        <${NumberField}
          label=${labels.customer_megabytes_a_day}
          unit=${say("company.megabytes")}
          least=${1}
          most=${1_000_000}
          readonly=${readonly}
          ...${form.field("customer_megabytes_a_day")}
        />
      <//>
    <//>
    <${History} changes=${changes.items.map(byKey)} labels=${labels} draw=${drawn} mayEdit=${mayEdit} />
  `;
}

/** What is not named stays as it is; an empty number is none that would do. @param {Record<string, any>} values @param {Record<string, any>} told */
function changed(values, told) {
  const differing = Object.entries(values).filter(([name, value]) => !isSame(value, told[name]));
  return Object.fromEntries(differing.map(([name, value]) => [name, value ?? 0]));
}

/** Settings are kept each in a shape of its own: here each is a field of the page. @param {ChangeLine} change @returns {ChangeLine} */
function byKey(change) {
  const value = (/** @type {any} */ kept) => (kept === null ? null : { [change.key]: kept.id ?? kept.number ?? kept.value ?? kept });
  return { ...change, before: value(change.before), after: value(change.after) };
}

/** @param {string} name @param {any} value */
function drawn(name, value) {
  if (name === "language" && value) return languageName(value);
  if (["tell_closed", "tell_delays"].includes(name) && value) return sayNamed(`company.${name}`, value);
  return name === "timezone" && value ? zoneName(value) : plain(name, value);
}
