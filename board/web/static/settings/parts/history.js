// @ts-check
/** What became of one thing: who changed it when, before and after, and the latest change taken back in one click. */

import { useState } from "preact/hooks";
import { html } from "../../html.js";
import { momentText } from "../../look.js";
import { say } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { takeBack } from "../acting.js";
import { plain } from "./saving.js";

/** @typedef {import("../../types").ChangeLine & { title?: string }} ChangeLine with the thing's name, where there are several */

const FIRST_SHOWN = 5;

/**
 * `changes` as `/settings/changes?thing=&key=` tells them, newest first. `labels` name the fields, `draw` says a value.
 * @param {{ changes: ChangeLine[], labels?: Record<string, string>, draw?: (name: string, value: any) => string, mayEdit: boolean }} props
 */
export function History({ changes, labels = {}, draw = plain, mayEdit }) {
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? changes : changes.slice(0, FIRST_SHOWN);
  if (changes.length === 0) return null;
  return html`
    <section class="block history" aria-label=${say("history.title")}>
      <header class="block-head"><h2>${say("history.title")}</h2></header>
      <ol>
        ${shown.map(
          (change) => html`
            <${Line} key=${change.id} change=${change} labels=${labels} draw=${draw} mayTakeBack=${mayEdit && change.may_take_back} />
          `,
        )}
      </ol>
      ${
        changes.length > shown.length &&
        html`
          <button type="button" class="button button-small" onClick=${() => setOpen(true)}>
            ${say("history.more", { n: changes.length - shown.length })}
          </button>
        `
      }
    </section>
  `;
}

/** @param {{ change: ChangeLine, labels: Record<string, string>, draw: (name: string, value: any) => string, mayTakeBack: boolean }} props */
function Line({ change, labels, draw, mayTakeBack }) {
  const { title, before, after } = change;
  const became = before === null ? "added" : after === null ? "removed" : null;
  return html`
    <li>
      <div class="history-head">
        <strong>${change.by ?? say("history.desk")}</strong>
        <time class="quiet" datetime=${change.at}>${momentText(change.at, Date.now())}</time>
        ${title && html`<span>${title}</span>`}
        ${title && became && html`<span class="history-became" data-became=${became}>${say(`history.${became}`)}</span>`}
        ${
          mayTakeBack &&
          html`
            <button type="button" class="button button-small" onClick=${() => void takeBack(change.id)}>
              <${Icon} name="undo" />
              ${say("history.take_back")}
            </button>
          `
        }
      </div>
      ${!(title && became) && html`<${Differences} before=${before} after=${after} labels=${labels} draw=${draw} />`}
    </li>
  `;
}

/** Field by field where both are made of fields. @param {{ before: any, after: any, labels: Record<string, string>, draw: (name: string, value: any) => string }} props */
export function Differences({ before, after, labels, draw }) {
  const fields = differing(before, after);
  return html`
    <dl class="changes">
      ${fields.map(
        ({ name, was, is }) => html`
          <div key=${name}>
            ${name && html`<dt>${labels[name] ?? name}</dt>`}
            <dd>
              ${was !== undefined && html`<del>${draw(name, was)}</del>`} ${is !== undefined && html`<ins>${draw(name, is)}</ins>`}
            </dd>
          </div>
        `,
      )}
    </dl>
  `;
}

/** @param {any} before @param {any} after @returns {{ name: string, was?: any, is?: any }[]} */
export function differing(before, after) {
  const isMade = (/** @type {any} */ value) => value !== null && typeof value === "object" && !Array.isArray(value);
  if (!isMade(before) && !isMade(after)) return [{ name: "", was: before ?? undefined, is: after ?? undefined }];
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]))
    .map((name) => ({ name, was: before?.[name], is: after?.[name] }));
}
