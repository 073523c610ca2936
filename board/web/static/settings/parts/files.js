// @ts-check
/** Files that go along with something: those there are, and those brought and not saved yet. */

import { useRef, useState } from "preact/hooks";
import { Refusal, upload } from "../../api.js";
import { html } from "../../html.js";
import { sizeText } from "../../look.js";
import { say } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { Wrong } from "./fields.js";

/** @import { FieldProps } from "./fields.js" */
/** @typedef {{ id: number, name: string, size: number, kind: string, isNew?: true }} GoingAlong `isNew`: an upload's number */

/** @param {FieldProps & { most: number }} props the value is a list of files */
export function FilesField({ label, value, onChange, errors = {}, isChanged, readonly = false, most }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [why, setWhy] = useState("");
  const [coming, setComing] = useState(0);
  /** @type {GoingAlong[]} */
  const files = value ?? [];

  /** @param {FileList | null | undefined} chosen */
  async function take(chosen) {
    setWhy("");
    let all = files;
    for (const file of chosen ?? []) {
      setComing((n) => n + 1);
      try {
        const { id, name, size, kind } = await upload(file, { isVoice: false, signal: new AbortController().signal });
        all = [...all, { id, name, size, kind, isNew: true }];
        onChange(all);
      } catch (failure) {
        if (!(failure instanceof Refusal)) throw failure;
        setWhy(failure.message);
      } finally {
        setComing((n) => n - 1);
      }
    }
    if (input.current) input.current.value = "";
  }

  return html`
    <div class="field" role="group" aria-label=${label} data-changed=${isChanged ? "yes" : undefined}>
      <div class="field-head"><span class="field-name">${label}</span></div>
      ${
        files.length > 0 &&
        html`
          <ul class="attached attached-field">
            ${files.map(
              (file) => html`
                <li key=${`${file.isNew} ${file.id}`}>
                  <${Icon} name="file" />
                  <bdi>${file.name}</bdi>
                  <span class="document-size">${sizeText(file.size)}</span>
                  ${
                    !readonly &&
                    html`
                      <button
                        type="button"
                        class="tool tool-small"
                        aria-label=${say("composer.remove", { name: file.name })}
                        onClick=${() => onChange(files.filter((each) => each !== file))}
                      >
                        <${Icon} name="close" />
                      </button>
                    `
                  }
                </li>
              `,
            )}
          </ul>
        `
      }
      ${
        !readonly &&
        files.length < most &&
        html`
          <input
            hidden
            type="file"
            multiple
            aria-label=${label}
            ref=${input}
            onChange=${() => void take(input.current?.files)}
          />
          <button type="button" class="button button-small" aria-busy=${coming > 0} onClick=${() => input.current?.click()}>
            <${Icon} name="clip" />
            ${say("composer.attach")}
          </button>
        `
      }
      <${Wrong} id="files-refusal" text=${why || errors[""]} />
    </div>
  `;
}
