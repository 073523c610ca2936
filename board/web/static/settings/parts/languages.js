// @ts-check
/** A text in each language of the desk: what is missing is marked, and what has blanks lists them. */

import { useId, useRef, useState } from "preact/hooks";
import { html } from "../../html.js";
import { language, say } from "../../say.js";
import { desk } from "../../state.js";
import { Counter, Field, Wrong, typed } from "./fields.js";

/** @import { FieldProps } from "./fields.js" */
/** @typedef {Record<string, string>} Texts by language; one that is missing is not there */
/**
 * @typedef {FieldProps & { longest?: number, blanks?: { name: string, label: string }[], rows?: number,
 *   otherwise?: Texts, shown?: string, onShow?: (code: string) => void }} Props
 */

/** The desk's languages, the reader's own first. */
export function languages() {
  const own = language();
  return (desk.value?.languages ?? [own]).toSorted((a, b) => Number(b === own) - Number(a === own));
}

/** What a language calls itself. @param {string} code */
export function languageName(code) {
  const name = new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

/** Lines stand one under the other; longer texts one at a time, as tabs. `otherwise` is what is said without; `shown` is the tab, where others follow it. @param {Props} props */
export function LanguageField(props) {
  return (props.rows ?? 1) > 1
    ? html`
        <${Tabs} ...${props} />
      `
    : html`
        <${Lines} ...${props} />
      `;
}

/** @param {Props} props */
function Lines({ label, hint, value, onChange, errors = {}, isChanged, readonly = false, longest }) {
  const id = useId();
  return html`
    <fieldset class="field languages" data-changed=${isChanged ? "yes" : undefined} aria-describedby="${id}-hint">
      <legend>${label}</legend>
      ${languages().map(
        (code) => html`
          <${Field}
            key=${code}
            label=${languageName(code)}
            error=${errors[code]}
            aside=${
              value?.[code]
                ? longest !== undefined && value[code].length > longest * 0.8 && html`<${Counter} text=${value[code]} longest=${longest} />`
                : isBegun(value) && html`<${Missing} />`
            }
          >
            ${(/** @type {Record<string, unknown>} */ control) => html`
              <input
                ...${control}
                lang=${code}
                value=${value?.[code] ?? ""}
                readOnly=${readonly}
                onInput=${typed((text) => onChange(withText(value, code, text)))}
              />
            `}
          <//>
        `,
      )}
      <p class="field-hint" id="${id}-hint">${hint ?? ""}</p>
      <${Wrong} id="${id}-error" text=${errors[""]} />
    </fieldset>
  `;
}

/** @param {Props} props */
function Tabs({ label, hint, value, onChange, errors = {}, isChanged, readonly = false, longest, ...more }) {
  const { blanks = [], rows = 4, otherwise = {}, shown, onShow } = more;
  const id = useId();
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [own, setOwn] = useState(languages()[0] ?? "en");
  const codes = languages();
  const code = shown ?? own;
  const show = onShow ?? setOwn;
  const text = value?.[code] ?? "";
  const set = (/** @type {string} */ changed) => onChange(withText(value, code, changed));
  const insert = (/** @type {string} */ name) => {
    const at = area.current;
    const [from, to] = at ? [at.selectionStart, at.selectionEnd] : [text.length, text.length];
    set(`${text.slice(0, from)}{${name}}${text.slice(to)}`);
    const caret = from + name.length + 2;
    requestAnimationFrame(() => {
      at?.focus();
      at?.setSelectionRange(caret, caret);
    });
  };
  return html`
    <fieldset class="field languages" data-changed=${isChanged ? "yes" : undefined}>
      <legend>${label}</legend>
      <div class="field-tabs" role="tablist" aria-label=${label} onKeyDown=${walkTabs}>
        ${codes.map(
          (each) => html`
            <button
              type="button"
              key=${each}
              role="tab"
              id="${id}-tab-${each}"
              aria-selected=${each === code}
              aria-controls="${id}-panel"
              tabindex=${each === code ? 0 : -1}
              data-wrong=${errors[each] ? "yes" : undefined}
              onClick=${() => show(each)}
            >
              ${languageName(each)}${!value?.[each] && !otherwise[each] && isBegun(value) && html`<${Missing} />`}
            </button>
          `,
        )}
      </div>
      <div role="tabpanel" id="${id}-panel" aria-labelledby="${id}-tab-${code}">
        <textarea
          ref=${area}
          rows=${rows}
          lang=${code}
          aria-label="${label}, ${languageName(code)}"
          aria-describedby="${id}-hint ${id}-error"
          aria-invalid=${errors[code] ? "true" : undefined}
          value=${text}
          placeholder=${otherwise[code]}
          readOnly=${readonly}
          onInput=${typed(set)}
        ></textarea>
        <div class="field-foot">
          ${
            !readonly &&
            blanks.map(
              (blank) => html`
                <button type="button" key=${blank.name} class="button button-small" onClick=${() => insert(blank.name)}>
                  ${blank.label}
                </button>
              `,
            )
          }
          ${longest !== undefined && html`<${Counter} text=${text} longest=${longest} />`}
        </div>
      </div>
      <p class="field-hint" id="${id}-hint">${hint ?? ""}</p>
      <${Wrong} id="${id}-error" text=${errors[code] ?? errors[""]} />
    </fieldset>
  `;
}

/** Where no language has a text, none is missing. @param {Texts | undefined} texts */
function isBegun(texts) {
  return Object.keys(texts ?? {}).length > 0;
}

function Missing() {
  return html`<span class="mark-missing">${say("field.missing")}</span>`;
}

/** @param {Texts | undefined} texts @param {string} code @param {string} text @returns {Texts} */
function withText(texts, code, text) {
  const { [code]: _, ...others } = texts ?? {};
  return text === "" ? others : { ...others, [code]: text };
}

/** Arrows walk the tabs, as in any tab list. @param {KeyboardEvent} event */
export function walkTabs(event) {
  const step = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowLeft: -1 })[event.key];
  if (!step || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  const tabs = [...event.currentTarget.querySelectorAll("[role=tab]")];
  const next = tabs[(tabs.findIndex((tab) => tab === document.activeElement) + step + tabs.length) % tabs.length];
  if (next instanceof HTMLElement) {
    next.click();
    next.focus();
  }
}
