// @ts-check
/** A file of accounts: chosen, looked at line by line, taken in, undone. */

import { useRef, useState } from "preact/hooks";
import { notice, sayFailure } from "../../actions/notices.js";
import { Refusal } from "../../api.js";
import { html } from "../../html.js";
import { dateText, momentText } from "../../look.js";
import { followLink, goTo } from "../../navigation.js";
import { pageAddress } from "../../route.js";
import { say, sayNamed } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { act } from "../acting.js";
import { bringFile, hasFile, previewAgain } from "../actions/imports.js";
import { ConfirmSheet, openSheet } from "../parts/sheets.js";
import { Block, ThingHead } from "../parts/states.js";

/** @import { AccountImport, AccountImportPage, Heading, ImportLine } from "../../types" */
/** @import { Columns } from "../actions/imports" */

const PAGE = "accounts";
const IMPORT = "import";
const A_PAGE = 100;
const NAMED = ["account", "name", "status", "support_until", "plan"];
const OURS = [...NAMED, "suspended_reason"];
/** In the order in which an owner wants to know. */
const KINDS = /** @type {const} */ (["refused", "emptying", "changed", "new", "unchanged", "stayed"]);

/** @param {string | undefined} id @param {Record<string, string>} asked @returns {Record<string, string>} */
export function importReads(id, { kind = "", after = "" }) {
  if (!id) return { imports: "/accounts/imports" };
  const query = new URLSearchParams({ kind, after, limit: String(A_PAGE) });
  return { made: `/accounts/imports/${encodeURIComponent(id)}?${query}` };
}

/** @param {{ imports: AccountImport[], mayEdit: boolean }} props */
export function Imports({ imports, mayEdit }) {
  return html`
    <${ThingHead} title=${say("imports.title")} about=${say("imports.about")} />
    ${mayEdit && html`<${Chooser} />`}
    ${
      imports.length > 0 &&
      html`
        <${Block} title=${say("imports.done")}>
          <ul class="rows">
            ${imports.map(
              (made) => html`
                <li key=${made.id}>
                  <a class="row-link" href=${pageAddress(PAGE, [IMPORT, String(made.id)])} onClick=${followLink}>
                    <span>
                      <strong>${made.file || "CSV"}</strong>
                      <span class="quiet">${doneBy(made)}</span>
                    </span>
                    ${made.undone_at && html`<span class="status" data-status="expired">${say("imports.undone")}</span>`}
                    <${Icon} name="right" />
                  </a>
                </li>
              `,
            )}
          </ul>
        <//>
      `
    }
  `;
}

/** @param {AccountImport} made */
function doneBy(made) {
  const { counts } = made;
  return [
    momentText(made.committed_at ?? made.made_at, Date.now()),
    made.by ?? say("history.desk"),
    say("imports.count.new", { n: counts.new }),
    say("imports.count.changed", { n: counts.changed }),
  ].join(" · ");
}

function Chooser() {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [isBusy, setBusy] = useState(false);
  const [isOver, setOver] = useState(false);
  const [why, setWhy] = useState("");
  const [found, setFound] = useState(/** @type {Heading[]} */ ([]));

  /** @param {() => Promise<AccountImportPage>} bring */
  async function take(bring) {
    if (isBusy) return;
    setBusy(true);
    setWhy("");
    try {
      goTo(whereToLook(await bring()));
    } catch (failure) {
      if (!(failure instanceof Refusal)) throw failure;
      setWhy(failure.message);
      setFound(failure.problem.columns ?? []);
    } finally {
      setBusy(false);
      if (input.current) input.current.value = "";
    }
  }

  const takeFile = (/** @type {File | undefined} */ file) => file && take(() => bringFile(file));
  return html`
    <${Block} title=${say("imports.choose.title")} about=${say("imports.choose.about")}>
      <div
        class="file-chooser"
        data-over=${isOver ? "yes" : undefined}
        onDragOver=${(/** @type {DragEvent} */ event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave=${() => setOver(false)}
        onDrop=${(/** @type {DragEvent} */ event) => {
          event.preventDefault();
          setOver(false);
          void takeFile(event.dataTransfer?.files[0]);
        }}
      >
        <input
          ref=${input}
          id="accounts-file"
          hidden
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          aria-label=${say("imports.choose")}
          onChange=${(/** @type {Event} */ event) => void takeFile(/** @type {HTMLInputElement} */ (event.target).files?.[0])}
        />
        <button type="button" class="button button-send" disabled=${isBusy} onClick=${() => input.current?.click()}>
          <${Icon} name="clip" />
          ${say(isBusy ? "imports.reading" : "imports.choose")}
        </button>
        <span class="quiet">${say("imports.drop")}</span>
      </div>
      <p class="field-refusal" role="alert">${why}</p>
      ${
        found.length > 0
          ? html`<${Naming} found=${found} isBusy=${isBusy} onRead=${(/** @type {Columns} */ columns) => take(() => previewAgain(columns))} />`
          : html`<p class="field-hint">${say("imports.columns.hint")}</p>`
      }
    <//>
  `;
}

/** What is wrong with the file comes first. @param {AccountImport} made */
function whereToLook({ id, counts }) {
  const kind = KINDS.find((each) => (each === "refused" || each === "emptying") && counts[each] > 0) ?? "";
  return pageAddress(PAGE, [IMPORT, String(id)], { kind });
}

/** What each heading of the file is. @param {{ found: Heading[], isBusy: boolean, onRead: (columns: Columns) => void }} props */
function Naming({ found, isBusy, onRead }) {
  const [said, setSaid] = useState(/** @type {Columns} */ ({}));
  const of = (/** @type {Heading} */ { heading, column }) => (heading in said ? (said[heading] ?? "") : NAMED.includes(column) ? column : "");

  /** What is given to one is taken from the other. @param {string} heading @param {string} ours */
  function put(heading, ours) {
    const before = ours ? found.filter((each) => each.heading !== heading && of(each) === ours) : [];
    setSaid({ ...said, ...Object.fromEntries(before.map((each) => [each.heading, null])), [heading]: ours || null });
  }

  return html`
    <ul class="columns-found">
      ${found.map(
        (each) => html`
          <li key=${each.heading} data-ours=${of(each) ? "yes" : undefined}>
            <label>
              <span>${each.heading}</span>
              <select value=${of(each)} onChange=${(/** @type {Event} */ event) => put(each.heading, /** @type {HTMLSelectElement} */ (event.target).value)}>
                ${NAMED.map((name) => html`<option key=${name} value=${name}>${columnName(name)}</option>`)}
                <option value="">${say("imports.detail")}</option>
              </select>
            </label>
          </li>
        `,
      )}
    </ul>
    <button type="button" class="button" disabled=${isBusy || Object.keys(said).length === 0} onClick=${() => onRead(said)}>
      ${say("imports.columns.again")}
    </button>
  `;
}

/** @param {{ made: AccountImportPage, asked: Record<string, string>, mayEdit: boolean }} props */
export function ImportPage({ made, asked, mayEdit }) {
  return html`
    <${ThingHead} title=${made.file || "CSV"} about=${stateOf(made)} />
    <${Columns} made=${made} mayName=${mayEdit && hasFile() && made.committed_at === null} />
    <${Warnings} made=${made} />
    ${mayEdit && html`<${Steps} made=${made} />`}
    <${Kinds} made=${made} asked=${asked} />
    <${Lines} made=${made} />
    ${
      made.lines.next !== null &&
      html`
        <div class="list-head">
          <a class="button" href=${pageAddress(PAGE, [IMPORT, String(made.id)], { ...asked, after: String(made.lines.next) })} onClick=${followLink}>
            ${say("accounts.next")}
            <${Icon} name="right" />
          </a>
        </div>
      `
    }
  `;
}

/** @param {AccountImport} made */
function stateOf(made) {
  if (!made.committed_at) return say("imports.state.previewed");
  const date = momentText(made.committed_at, Date.now());
  return made.undone_at ? say("imports.state.undone", { date }) : say("imports.state.committed", { date });
}

/** @param {{ made: AccountImport, mayName: boolean }} props */
function Columns({ made, mayName }) {
  const found = made.columns.filter(({ column }) => column);
  const [isBusy, setBusy] = useState(false);

  /** @param {Columns} columns */
  async function readAgain(columns) {
    setBusy(true);
    try {
      goTo(whereToLook(await previewAgain(columns)), { replace: true });
    } catch (failure) {
      sayFailure(failure);
    } finally {
      setBusy(false);
    }
  }

  if (mayName)
    return html`
      <${Block} title=${say("imports.columns")} about=${say("imports.columns.about", { encoding: made.encoding })}>
        <${Naming} key=${made.id} found=${found} isBusy=${isBusy} onRead=${readAgain} />
      <//>
    `;
  return html`
    <${Block} title=${say("imports.columns")} about=${say("imports.columns.about", { encoding: made.encoding })}>
      <ul class="columns-found">
        ${found.map(
          ({ heading, column }) => html`
            <li key=${heading} data-ours=${OURS.includes(column) ? "yes" : undefined}>
              <span>${heading}</span>
              <span class="quiet">${OURS.includes(column) ? columnName(column) : say("imports.detail")}</span>
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}

/** @param {string} column */
function columnName(column) {
  return column === "account" ? say("accounts.number") : sayNamed("accounts", column);
}

/** What would be lost, in red, and what stays. @param {{ made: AccountImport }} props */
function Warnings({ made }) {
  const { counts } = made;
  const emptied = Object.entries(counts.emptied);
  if (made.committed_at) return null;
  return html`
    ${
      emptied.length > 0 &&
      html`
        <div class="block import-warning" role="alert">
          <h2><${Icon} name="warning" /> ${say("imports.emptied")}</h2>
          <p>${say("imports.emptied.about")}</p>
          <ul>
            ${emptied.map(
              ([column, n]) => html`
                <li key=${column}>${say("imports.emptied.column", { column: OURS.includes(column) ? columnName(column) : column, n })}</li>
              `,
            )}
          </ul>
        </div>
      `
    }
    ${Object.entries(counts.unknown_plans).map(
      ([name, n]) => html`<p class="settings-note" key=${name}><${Icon} name="warning" /> ${say("plans.undefined", { name, n })}</p>`,
    )}
    ${counts.not_named > 0 && html`<p class="settings-note">${say("imports.not_named", { n: counts.not_named })}</p>`}
  `;
}

/** @param {{ made: AccountImportPage }} props */
function Steps({ made }) {
  const [why, setWhy] = useState("");
  const [isBusy, setBusy] = useState(false);
  const { counts } = made;
  const doing = counts.new + counts.changed;

  /** @param {() => Promise<unknown>} step */
  async function take(step) {
    setBusy(true);
    setWhy("");
    try {
      await step();
    } catch (failure) {
      if (!(failure instanceof Refusal)) throw failure;
      setWhy(failure.message);
    } finally {
      setBusy(false);
    }
  }

  const commit = async () => {
    await act("POST", `/accounts/imports/${made.id}/commit`);
    notice(say("imports.committed", { n: doing }));
  };
  const again = async () => goTo(whereToLook(await previewAgain()), { replace: true });
  return html`
    <div class="import-steps" data-state=${made.committed_at ? "done" : "waiting"}>
      ${
        made.committed_at === null &&
        html`
          <button type="button" class="button button-send" disabled=${isBusy || doing === 0} onClick=${() => void take(commit)}>
            <${Icon} name="check" />
            ${doing === 0 ? say("imports.nothing") : say("imports.commit", { n: doing })}
          </button>
          ${counts.refused > 0 && html`<span>${say("imports.left_out", { n: counts.refused })}</span>`}
          <a class="button button-quiet" href=${pageAddress(PAGE, [IMPORT])} onClick=${followLink}>${say("imports.another")}</a>
        `
      }
      ${
        made.may_undo &&
        html`
          <button type="button" class="button" onClick=${() => openSheet(() => html`<${Undo} made=${made} />`)}>
            <${Icon} name="undo" />
            ${say("imports.undo")}
          </button>
        `
      }
      ${made.undone && html`<p>${say("imports.undone.counts", { ...made.undone })}</p>`}
      <p class="field-refusal" role="alert">${why}</p>
      ${why && hasFile() && html`<button type="button" class="button" disabled=${isBusy} onClick=${() => void take(again)}>${say("imports.again")}</button>`}
    </div>
  `;
}

/** @param {{ made: AccountImport }} props */
function Undo({ made }) {
  return html`
    <${ConfirmSheet}
      title=${say("imports.undo.title")}
      action=${say("imports.undo")}
      tone="danger"
      onConfirm=${() => act("POST", `/accounts/imports/${made.id}/undo`)}
    >
      <p class="sheet-note">${say("imports.undo.about", { changed: made.counts.changed, added: made.counts.new })}</p>
    <//>
  `;
}

/** @param {{ made: AccountImport, asked: Record<string, string> }} props */
function Kinds({ made, asked }) {
  const stayed = made.undone ? made.undone.changed_since + made.undone.in_use : 0;
  const count = (/** @type {typeof KINDS[number]} */ kind) =>
    kind === "stayed" ? stayed : kind === "unchanged" && made.committed_at ? 0 : made.counts[kind];
  return html`
    <nav class="filters" aria-label=${say("imports.lines")}>
      ${["", ...KINDS.filter((kind) => count(kind) > 0)].map(
        (kind) => html`
          <a
            key=${kind}
            class="filter"
            data-tone=${kind === "refused" || kind === "emptying" ? "late" : undefined}
            href=${pageAddress(PAGE, [IMPORT, String(made.id)], { kind })}
            aria-current=${(asked.kind ?? "") === kind ? "true" : undefined}
            onClick=${followLink}
          >
            ${sayNamed("imports.kind", kind || "all")}
            ${kind && html`<span class="filter-count">${count(/** @type {typeof KINDS[number]} */ (kind))}</span>`}
          </a>
        `,
      )}
    </nav>
  `;
}

/** @param {{ made: AccountImportPage }} props */
function Lines({ made }) {
  if (made.lines.items.length === 0) return html`<p class="settings-note">${say("imports.lines.none")}</p>`;
  return html`
    <${Block}>
      <ol class="import-lines">
        ${made.lines.items.map((line) => html`<${Line} key=${line.line} line=${line} made=${made} />`)}
      </ol>
    <//>
  `;
}

/** @param {{ line: ImportLine, made: AccountImport }} props */
function Line({ line, made }) {
  return html`
    <li data-kind=${line.kind}>
      <div class="import-line-head">
        <span class="import-line-number">${say("imports.line", { n: line.line })}</span>
        ${line.number && html`<span class="account">${line.number}</span> <strong><bdi>${line.name}</bdi></strong>`}
        <span class="import-kind" data-kind=${line.kind}>${say(`imports.is.${line.kind}`)}</span>
        ${line.stayed && html`<span class="mark-missing">${say(`imports.stayed.${line.stayed}`)}</span>`}
      </div>
      ${line.why.map((why) => html`<p key=${why} class="import-why"><${Icon} name="warning" /> ${why}</p>`)}
      ${line.cells.length > 0 && html`<${Cells} line=${line} made=${made} />`}
      ${line.changes.length > 0 && html`<${Changes} line=${line} />`}
    </li>
  `;
}

/** The refused line as it stands in the file. @param {{ line: ImportLine, made: AccountImport }} props */
function Cells({ line, made }) {
  return html`
    <dl class="import-cells">
      ${line.cells.map(
        (cell, place) => html`
          <div key=${place}>
            <dt>${made.columns[place]?.heading || "—"}</dt>
            <dd>${cell || "—"}</dd>
          </div>
        `,
      )}
    </dl>
  `;
}

/** @param {{ line: ImportLine }} props */
function Changes({ line }) {
  // Of a new one the name stands above.
  const shown = line.changes.filter(({ field, is_detail: isDetail }) => line.kind !== "new" || field !== "name" || isDetail);
  return html`
    <dl class="changes">
      ${shown.map(({ field, is_detail, before, after }) => {
        const name = is_detail ? field : columnName(field);
        const isLost = line.kind === "changed" && before !== null && after === null;
        const said = (/** @type {string | null} */ value) => (is_detail ? value : valueOf(field, value));
        return html`
          <div key=${`${field} ${is_detail}`} data-lost=${isLost ? "yes" : undefined}>
            <dt>${name}</dt>
            <dd>
              ${before !== null && html`<del>${said(before)}</del> `}
              ${after !== null ? html`<ins>${said(after)}</ins>` : isLost && html`<strong class="lost">${say("imports.lost")}</strong>`}
            </dd>
          </div>
        `;
      })}
    </dl>
  `;
}

/** @param {string} field @param {string | null} value */
function valueOf(field, value) {
  if (value === null) return "";
  if (field === "status") return sayNamed("accounts.status", value);
  return field === "support_until" ? dateText(value) : value;
}
