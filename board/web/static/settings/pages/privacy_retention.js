// @ts-check
/** How long words and files of done tickets are kept. */

import { html } from "../../html.js";
import { momentText } from "../../look.js";
import { say } from "../../say.js";
import { act } from "../acting.js";
import { NumberField } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { FormFrame } from "../parts/saving.js";
import { Block, ReadOnly } from "../parts/states.js";
import { may } from "../shell.js";

/** @import { ChangeLine, Retention } from "../../types" */

const PATH = "/settings/privacy/retention";

/** @returns {Record<string, string>} */
export function reads() {
  return { retention: PATH, retentionChanges: "/settings/changes?thing=setting&keys=retention" };
}

/** @param {{ told: { retention: Retention, retentionChanges: { items: ChangeLine[] } } }} props */
export function Section({ told: { retention, retentionChanges } }) {
  const { words_days, files_days, least_days: least, version, changed_by: changedBy } = retention;
  const form = useForm({
    told: { words_days, files_days },
    version,
    changedBy,
    save: (values, over) => act("PUT", PATH, { ...values, version: over }),
  });
  const labels = { words_days: say("retention.words"), files_days: say("retention.files") };
  const readonly = !may("owner");
  return html`
    <${FormFrame} form=${form} labels=${labels} draw=${daysText}>
      <${Block} title=${say("retention.title")} about=${say("retention.about")}>
        ${readonly && html`<${ReadOnly} role="owner" />`}
        <div class="field-pair">
          <${NumberField}
            label=${labels.words_days}
            hint=${say("retention.words.hint", { least })}
            unit=${say("retention.days")}
            least=${least}
            readonly=${readonly}
            ...${form.field("words_days")}
          />
          <${NumberField}
            label=${labels.files_days}
            hint=${say("retention.files.hint")}
            unit=${say("retention.days")}
            least=${least}
            readonly=${readonly}
            ...${form.field("files_days")}
          />
        </div>
        <${Waiting} retention=${retention} />
      <//>
    <//>
    <${History} changes=${retentionChanges.items} labels=${labels} draw=${daysText} mayEdit=${!readonly} />
  `;
}

/** A shorter age does not count yet. @param {{ retention: Retention }} props */
function Waiting({ retention: { counts_from: at } }) {
  return (
    at &&
    html`
      <p class="settings-note" role="status">${say("retention.waits", { at: momentText(at, Date.now()) })}</p>
    `
  );
}

/** @param {string} _ @param {number | null} days */
function daysText(_, days) {
  return days === null ? say("retention.never") : say("retention.n_days", { n: days });
}
