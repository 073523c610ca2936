// @ts-check
/** Fields with a label, a hint, and what is wrong beside them. */

import { useId } from "preact/hooks";
import { html } from "../../html.js";
import { fieldTime } from "../../look.js";
import { say } from "../../say.js";

/**
 * @typedef {object} FieldProps what `form.field(name)` gives, and the words
 * @property {string} label
 * @property {string} [hint]
 * @property {any} value
 * @property {(value: any) => void} onChange
 * @property {Record<string, string>} [errors]
 * @property {boolean} [isChanged]
 * @property {boolean} [readonly]
 */

/**
 * Around any control: `children` gets what it needs to be labelled and described.
 * @param {{ label: string, hint?: string, error?: string, isChanged?: boolean, aside?: unknown,
 *   children: (control: Record<string, unknown>) => unknown }} props
 */
export function Field({ label, hint, error, isChanged = false, aside, children }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return html`
    <div class="field" data-changed=${isChanged ? "yes" : undefined}>
      <div class="field-head">
        <label for=${id}>${label}</label>
        ${aside}
      </div>
      ${children({ id, "aria-describedby": described || undefined, "aria-invalid": error ? "true" : undefined })}
      ${hint && html`<p class="field-hint" id="${id}-hint">${hint}</p>`}
      <${Wrong} id="${id}-error" text=${error} />
    </div>
  `;
}

/** @param {{ id: string, text: string | undefined }} props */
export function Wrong({ id, text }) {
  return html`<p class="field-refusal" id=${id} role="alert">${text ?? ""}</p>`;
}

/**
 * One line of text, or several with `rows`. `longest` counts down as Telegram counts.
 * @param {FieldProps & { rows?: number, longest?: number, placeholder?: string, name?: string, type?: string,
 *   autofocus?: boolean, spellcheck?: boolean }} props
 */
export function TextField({ label, hint, value, onChange, errors = {}, isChanged, readonly = false, ...look }) {
  const { rows = 1, longest, placeholder, name, type = "text", autofocus = false, spellcheck } = look;
  return html`
    <${Field}
      label=${label}
      hint=${hint}
      error=${errors[""]}
      isChanged=${isChanged}
      aside=${longest !== undefined && html`<${Counter} text=${value ?? ""} longest=${longest} />`}
    >
      ${(/** @type {Record<string, unknown>} */ control) => {
        const shared = {
          ...control,
          name,
          value: value ?? "",
          placeholder,
          readOnly: readonly,
          spellcheck,
          "data-autofocus": autofocus ? "yes" : undefined,
          onInput: typed(onChange),
        };
        return rows > 1 ? html`<textarea rows=${rows} ...${shared}></textarea>` : html`<input type=${type} ...${shared} />`;
      }}
    <//>
  `;
}

/** @param {{ text: string, longest: number }} props */
export function Counter({ text, longest }) {
  const left = longest - text.length;
  return html`
    <span class="field-count" data-over=${left < 0 ? "yes" : undefined}>${say("field.count", { used: text.length, longest })}</span>
  `;
}

/** A whole number; empty is null. @param {FieldProps & { unit?: string, least?: number, most?: number }} props */
export function NumberField({ label, hint, value, onChange, errors = {}, isChanged, readonly = false, ...bounds }) {
  const { unit, least, most } = bounds;
  return html`
    <${Field} label=${label} hint=${hint} error=${errors[""]} isChanged=${isChanged}>
      ${(/** @type {Record<string, unknown>} */ control) => html`
        <span class="field-unit">
          <input
            ...${control}
            type="number"
            inputmode="numeric"
            min=${least}
            max=${most}
            step="1"
            value=${value ?? ""}
            readOnly=${readonly}
            onInput=${typed((text) => onChange(text === "" ? null : Number(text)))}
          />
          ${unit && html`<span>${unit}</span>`}
        </span>
      `}
    <//>
  `;
}

const UNITS = /** @type {const} */ ([
  ["days", 86_400],
  ["hours", 3600],
  ["minutes", 60],
  ["seconds", 1],
]);

/**
 * A duration in whole seconds, written with the largest unit that fits; empty is null. `control` labels the number.
 * @param {{ control: Record<string, unknown>, label: string, value: number | null, onChange: (value: number | null) => void,
 *   readonly?: boolean }} props
 */
export function DurationInput({ control, label, value: seconds, onChange, readonly = false }) {
  const [unit, size] = unitOf(seconds);
  return html`
    <span class="field-unit">
      <input
        ...${control}
        type="number"
        inputmode="numeric"
        min="1"
        step="1"
        value=${seconds === null ? "" : seconds / size}
        readOnly=${readonly}
        onInput=${typed((text) => onChange(text === "" ? null : Math.round(Number(text) * size)))}
      />
      <select
        aria-label=${say("field.unit_of", { label })}
        disabled=${readonly}
        value=${unit}
        onChange=${chosen((name) => {
          const wanted = UNITS.find(([each]) => each === name)?.[1] ?? 60;
          onChange(Math.max(1, Math.round((seconds ?? size) / size)) * wanted);
        })}
      >
        ${UNITS.map(([name]) => html`<option key=${name} value=${name}>${say(`field.unit.${name}`)}</option>`)}
      </select>
    </span>
  `;
}

/** Days only where they are whole and more than two: 24 and 48 hours are said as hours. @param {number | null} seconds */
function unitOf(seconds) {
  const fits = (/** @type {number} */ size) => seconds !== null && seconds % size === 0 && (size < 86_400 || seconds > 2 * size);
  return UNITS.find(([, size]) => fits(size)) ?? UNITS[2];
}

/** One of a few. @param {FieldProps & { options: { value: string, label: string, disabled?: boolean }[], name?: string }} props */
export function Choice({ label, hint, value, onChange, errors = {}, isChanged, readonly = false, options, name }) {
  return html`
    <${Field} label=${label} hint=${hint} error=${errors[""]} isChanged=${isChanged}>
      ${(/** @type {Record<string, unknown>} */ control) => html`
        <select ...${control} name=${name} value=${value ?? ""} disabled=${readonly} onChange=${chosen(onChange)}>
          ${options.map(
            (option) => html`
              <option key=${option.value} value=${option.value} disabled=${option.disabled}>${option.label}</option>
            `,
          )}
        </select>
      `}
    <//>
  `;
}

/** On or off. @param {FieldProps} props */
export function Switch({ label, hint, value, onChange, errors = {}, isChanged, readonly = false }) {
  const id = useId();
  return html`
    <div class="field" data-changed=${isChanged ? "yes" : undefined}>
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked=${Boolean(value)}
          disabled=${readonly}
          aria-describedby=${hint ? `${id}-hint` : undefined}
          onChange=${(/** @type {Event} */ event) => onChange(/** @type {HTMLInputElement} */ (event.target).checked)}
        />
        <span class="switch-track" aria-hidden="true"></span>
        <span>${label}</span>
      </label>
      ${hint && html`<p class="field-hint" id="${id}-hint">${hint}</p>`}
      <${Wrong} id="${id}-error" text=${errors[""]} />
    </div>
  `;
}

/** Several of a list. @param {FieldProps & { options: { value: string, label: string }[] }} props the value is a list */
export function Several({ label, hint, value, onChange, errors = {}, isChanged, readonly = false, options }) {
  const id = useId();
  /** @type {string[]} */
  const chosenOnes = value ?? [];
  const toggle = (/** @type {string} */ one) =>
    onChange(options.map((each) => each.value).filter((each) => (each === one) !== chosenOnes.includes(each)));
  return html`
    <fieldset class="field several" data-changed=${isChanged ? "yes" : undefined} aria-describedby="${id}-hint ${id}-error">
      <legend>${label}</legend>
      ${options.map(
        (option) => html`
          <label key=${option.value}>
            <input
              type="checkbox"
              checked=${chosenOnes.includes(option.value)}
              disabled=${readonly}
              onChange=${() => toggle(option.value)}
            />
            ${option.label}
          </label>
        `,
      )}
      <p class="field-hint" id="${id}-hint">${hint ?? ""}</p>
      <${Wrong} id="${id}-error" text=${errors[""]} />
    </fieldset>
  `;
}

const OFFERED = ["💳", "🧾", "🚗", "🧼", "🔧", "💡", "📦", "🏷️", "📞", "❓", "🔥", "🔑", "🧑‍💻", "📄", "🕐", "⭐"];

/** One emoji, typed or picked; empty is none. @param {FieldProps} props */
export function EmojiField({ label, hint, value, onChange, errors = {}, isChanged, readonly = false }) {
  return html`
    <${Field} label=${label} hint=${hint} error=${errors[""]} isChanged=${isChanged}>
      ${(/** @type {Record<string, unknown>} */ control) => html`
        <span class="field-emoji">
          <input ...${control} class="emoji" value=${value ?? ""} maxlength="12" readOnly=${readonly} onInput=${typed(onChange)} />
          ${
            !readonly &&
            OFFERED.map(
              (emoji) => html`
                <button
                  type="button"
                  key=${emoji}
                  class="tool emoji"
                  aria-pressed=${emoji === value}
                  aria-label=${say("field.pick_emoji", { emoji })}
                  onClick=${() => onChange(emoji === value ? "" : emoji)}
                >
                  ${emoji}
                </button>
              `,
            )
          }
        </span>
      `}
    <//>
  `;
}

/** A moment, in this browser's time zone; told and given as an instant, empty is null. @param {FieldProps} props */
export function MomentField({ label, hint, value, onChange, errors = {}, isChanged, readonly = false }) {
  return html`
    <${Field} label=${label} hint=${hint} error=${errors[""]} isChanged=${isChanged}>
      ${(/** @type {Record<string, unknown>} */ control) => html`
        <input
          ...${control}
          type="datetime-local"
          value=${value ? fieldTime(value) : ""}
          readOnly=${readonly}
          onInput=${typed((text) => onChange(text ? new Date(text).toISOString() : null))}
        />
      `}
    <//>
  `;
}

/** @param {(text: string) => void} take */
export function typed(take) {
  return (/** @type {InputEvent} */ event) => take(/** @type {HTMLInputElement} */ (event.target).value);
}

/** @param {(value: string) => void} take */
export function chosen(take) {
  return (/** @type {Event} */ event) => take(/** @type {HTMLSelectElement} */ (event.target).value);
}
