// @ts-check
/** The privacy text: shown, or asked to be agreed to. The text itself stands among the company's texts. */

import { html } from "../../html.js";
import { followLink } from "../../navigation.js";
import { say } from "../../say.js";
import { act } from "../acting.js";
import { Choice, Switch } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { FormFrame } from "../parts/saving.js";
import { Block, ReadOnly } from "../parts/states.js";
import { may } from "../shell.js";

/** @import { ChangeLine, ConsentRules } from "../../types" */

const PATH = "/settings/privacy/consent";
const TEXTS = "/settings/texts";
/** @type {ConsentRules["mode"][]} */
const MODES = ["off", "said", "asked"];

/** @returns {Record<string, string>} */
export function reads() {
  return { consent: PATH, consentChanges: "/settings/changes?thing=setting&keys=privacy" };
}

/** @param {{ told: { consent: ConsentRules, consentChanges: { items: ChangeLine[] } } }} props */
export function Section({ told: { consent, consentChanges } }) {
  const form = useForm({
    told: { mode: consent.mode, anew: false },
    version: consent.version,
    changedBy: consent.changed_by,
    save: (values, over) => act("PUT", PATH, { ...values, version: over }),
  });
  const labels = { mode: say("consent.mode"), anew: say("consent.anew"), since: say("consent.since") };
  const readonly = !may("owner");
  const mode = /** @type {ConsentRules["mode"]} */ (form.values.mode);
  return html`
    <${FormFrame} form=${form} labels=${labels} draw=${drawn}>
      <${Block} title=${say("consent.title")} about=${say("consent.about")}>
        ${readonly && html`<${ReadOnly} role="owner" />`}
        <${Choice}
          label=${labels.mode}
          hint=${say(`consent.mode.${mode}.hint`)}
          options=${MODES.map((value) => ({ value, label: say(`consent.mode.${value}`) }))}
          readonly=${readonly}
          ...${form.field("mode")}
        />
        ${
          mode === "asked" &&
          html`
            <${Switch}
              label=${labels.anew}
              hint=${say(consent.is_outdated ? "consent.anew.changed" : "consent.anew.hint")}
              readonly=${readonly}
              ...${form.field("anew")}
            />
          `
        }
        <p class="settings-note">
          ${say("consent.counts", { agreed: consent.agreed, refused: consent.refused, told: consent.told })}
        </p>
        <p class="settings-note"><a class="link" href=${TEXTS} onClick=${followLink}>${say("consent.texts")}</a></p>
      <//>
    <//>
    <${History} changes=${consentChanges.items} labels=${labels} draw=${drawn} mayEdit=${!readonly} />
  `;
}

/** @param {string} name @param {any} value */
function drawn(name, value) {
  if (name === "mode") return say(`consent.mode.${/** @type {ConsentRules["mode"]} */ (value)}`);
  if (typeof value === "boolean") return say(value ? "consent.yes" : "consent.no");
  return value ? `#${value}` : say("consent.since.never");
}
