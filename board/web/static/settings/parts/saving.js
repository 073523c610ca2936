// @ts-check
/** The foot of a form: what is not saved, why it could not be, and who changed the same thing meanwhile. */

import { html } from "../../html.js";
import { say } from "../../say.js";
import { desk } from "../../state.js";
import { Icon } from "../../views/icons.js";
import { languageName } from "./languages.js";

/** @import { Form } from "./form.js" */

/**
 * Around a form's fields: Enter saves, and the bar shows once something is changed. `labels` name the fields, for
 * whoever must choose between their change and mine; `draw` says a value in words where its text would not do.
 * @param {{ form: Form, labels?: Record<string, string>, draw?: (name: string, value: any) => string, children?: unknown }} props
 */
export function FormFrame({ form, labels = {}, draw = plain, children }) {
  return html`
    <form
      class="form"
      novalidate
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        if (form.isChanged && !form.theirs && !form.isSaving) void form.submit();
      }}
    >
      ${children}
      <${SaveBar} form=${form} labels=${labels} draw=${draw} />
    </form>
  `;
}

/**
 * Around the fields of something new, with one button that makes it.
 * @param {{ form: Form, action: string, isReady?: boolean, children?: unknown }} props
 */
export function MakingForm({ form, action, isReady = true, children }) {
  const { refusal } = form;
  const isElsewhere = refusal && (refusal.problem.errors ?? []).length === 0;
  return html`
    <form
      class="form"
      novalidate
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        if (isReady && !form.isSaving) void form.submit();
      }}
    >
      ${children}
      <p class="field-refusal" role="alert">
        ${isElsewhere ? refusal.message : ""}
      </p>
      <button type="submit" class="button button-send" disabled=${!isReady || form.isSaving}>${action}</button>
    </form>
  `;
}

/** @param {{ form: Form, labels: Record<string, string>, draw: (name: string, value: any) => string }} props */
function SaveBar({ form, labels, draw }) {
  if (!form.isChanged) return null;
  const why = form.refusal ? form.refusal.message : "";
  return html`
    <div class="save-bar" data-tone=${form.theirs ? "theirs" : why ? "refused" : undefined}>
      ${
        form.theirs
          ? html`
              <${Theirs} form=${form} labels=${labels} draw=${draw} />
            `
          : html`
              <p class="save-bar-words" role="status">
                ${why ? html`<${Icon} name="warning" />` : html`<span class="unsaved-mark"></span>`}
                ${why || say("settings.unsaved")}
              </p>
              <button type="button" class="button button-quiet" onClick=${form.discard}>${say("settings.discard")}</button>
              <button type="submit" class="button button-send" disabled=${form.isSaving}>
                ${say(form.isSaving ? "settings.saving" : "settings.save")}
              </button>
            `
      }
    </div>
  `;
}

/** Two changed the same thing. @param {{ form: Form, labels: Record<string, string>, draw: (name: string, value: any) => string }} props */
function Theirs({ form, labels, draw }) {
  const { changedBy, fields } = form.theirs ?? { changedBy: null, fields: [] };
  return html`
    <div class="theirs" role="alert">
      <p>
        <${Icon} name="warning" />
        ${changedBy ? say("settings.theirs", { name: changedBy }) : say("settings.theirs.desk")}
      </p>
      <dl class="changes">
        ${fields.map(
          ({ name, before, after }) => html`
            <div key=${name}>
              <dt>${labels[name] ?? name}</dt>
              <dd><del>${draw(name, before)}</del> <ins>${draw(name, after)}</ins></dd>
            </div>
          `,
        )}
      </dl>
      <div class="save-bar-buttons">
        <button type="button" class="button" onClick=${form.takeTheirs}>${say("settings.take_theirs")}</button>
        <button type="button" class="button button-send" disabled=${form.isSaving} onClick=${() => void form.putMineOver()}>
          ${say("settings.put_mine_over")}
        </button>
      </div>
    </div>
  `;
}

/** A value as words, where nobody knows better. @param {string} _ @param {any} value @returns {string} */
export function plain(_, value) {
  if (value === null || value === undefined || value === "") return "—";
  if (typeof value === "boolean") return say(value ? "settings.on" : "settings.off");
  if (Array.isArray(value)) return value.map((each) => plain("", each)).join(", ") || "—";
  if (typeof value === "object") {
    const parts = Object.entries(value).map(([key, part]) => `${nameOfKey(key)}: ${plain("", part)}`);
    return parts.join(" · ") || "—";
  }
  return String(value);
}

/** What stands by language is told by the language's name. @param {string} key */
function nameOfKey(key) {
  return desk.value?.languages.includes(key) ? languageName(key) : key;
}
