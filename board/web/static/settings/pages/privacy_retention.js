// @ts-check
/** How long words and files of done tickets are kept. */

import { useEffect, useState } from "preact/hooks";
import { Refusal, read } from "../../api.js";
import { html } from "../../html.js";
import { dateText, momentText, sizeText } from "../../look.js";
import { say } from "../../say.js";
import { act } from "../acting.js";
import { NumberField } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { FormFrame } from "../parts/saving.js";
import { Block, ReadOnly } from "../parts/states.js";
import { may } from "../shell.js";

/** @import { ChangeLine, Retention, RetentionPreview } from "../../types" */

const PATH = "/settings/privacy/retention";
const TYPED_MS = 300;

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
        <${WouldGo} words=${form.values.words_days} files=${form.values.files_days} isChanged=${form.isChanged} version=${version} />
        <${Waiting} retention=${retention} />
      <//>
    <//>
    <${History} changes=${retentionChanges.items} labels=${labels} draw=${daysText} mayEdit=${!readonly} />
  `;
}

/** What these ages take, before they are saved. @param {{ words: number | null, files: number | null, isChanged: boolean, version: number }} props */
function WouldGo({ words, files, isChanged, version }) {
  const [told, setTold] = useState(/** @type {RetentionPreview | null} */ (null));
  useEffect(() => {
    setTold(null);
    if (words === null && files === null) return;
    let isWanted = true;
    const asking = setTimeout(async () => {
      const preview = await previewOf(words, files);
      if (isWanted) setTold(preview);
    }, TYPED_MS);
    return () => {
      isWanted = false;
      clearTimeout(asking);
    };
  }, [words, files, version]);
  if (!told) return null;
  const { now, soon } = told;
  const isNothing = now.tickets + now.files === 0;
  return html`
    <div class="would-go" role="status">
      <p>${isNothing ? say("retention.nothing_now") : say(isChanged ? "retention.would_go" : "retention.goes", counts(now))}</p>
      ${now.oldest && now.newest && html`<p>${say("retention.written", { from: dateText(now.oldest), to: dateText(now.newest) })}</p>`}
      ${soon.tickets + soon.files > 0 && html`<p>${say("retention.soon", counts(soon))}</p>`}
    </div>
  `;
}

/** Null of ages that may not be chosen: saving says why. @param {number | null} words @param {number | null} files @returns {Promise<RetentionPreview | null>} */
async function previewOf(words, files) {
  const query = Object.entries({ words_days: words, files_days: files }).filter(([, days]) => days !== null);
  try {
    return await read(`${PATH}/preview?${new URLSearchParams(query.map(([name, days]) => [name, String(days)]))}`);
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    return null;
  }
}

/** @param {RetentionPreview["soon"]} taken */
function counts({ tickets, files, bytes }) {
  return {
    tickets: say("retention.n_tickets", { n: tickets }),
    files: say("retention.n_files", { n: files }),
    size: sizeText(bytes),
  };
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
