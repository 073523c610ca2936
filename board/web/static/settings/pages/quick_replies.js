// @ts-check
/** Quick replies: answers written once, as the customer sees them, with what is done when one is sent; in order of use. */

import { useEffect, useState } from "preact/hooks";
import { sizeText } from "../../look.js";
import { html } from "../../html.js";
import { followLink } from "../../navigation.js";
import { chosenLanguage, filled } from "../../quick_words.js";
import { pageAddress } from "../../route.js";
import { language, say, sayNamed } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { act, leaveFor } from "../acting.js";
import { fieldNames, valueText } from "../change_words.js";
import { Proposals } from "./quick_proposals.js";
import { Choice, TextField } from "../parts/fields.js";
import { FilesField } from "../parts/files.js";
import { useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { LanguageField, languages } from "../parts/languages.js";
import { PhonePreview } from "../parts/phone.js";
import { FormFrame, plain } from "../parts/saving.js";
import { ConfirmSheet, openSheet } from "../parts/sheets.js";
import { Block, Empty, RemoveButton, ThingEnds, ThingHead } from "../parts/states.js";

/** @import { ChangeLine, PagePlace, Proposal, Proposals as Proposed, QuickActions, QuickReply, QuickSettings } from "../../types" */
/** @import { Form } from "../parts/form.js" */
/** @import { GoingAlong } from "../parts/files.js" */
/** @typedef {{ quick: QuickSettings, changes?: { items: ChangeLine[] }, proposals?: Proposed }} Told */

const PAGE = "settings/quick-replies";
const NEW = "new";
const LONGEST_TITLE = 60;
const LONGEST_TEXT = 4096;
const MOST_FILES = 10;
const RESOLVE = "resolve";

/** @param {PagePlace} place @returns {Record<string, string>} */
export function reads({ rest: [id], asked }) {
  /** @type {Record<string, string>} */
  const paths = { quick: "/settings/quick-replies" };
  if (!id || asked.proposal) paths.proposals = "/settings/quick-replies/proposals";
  if (id && id !== NEW) paths.changes = `/settings/changes?thing=quick_reply&keys=${encodeURIComponent(id)}`;
  return paths;
}

/** @param {{ place: PagePlace, told: Told, mayEdit: boolean }} props */
export function Page({ place, told: { quick, changes, proposals }, mayEdit }) {
  const [id] = place.rest;
  const asked = Number(place.asked.proposal ?? 0);
  // As it was when the page was opened: saving it, or another answer meanwhile, proposes something else.
  const [proposal] = useState(() => proposals?.items.find(({ comments }) => comments.includes(asked)) ?? null);
  if (!id)
    return html`
      ${mayEdit && html`<${Proposals} items=${proposals?.items ?? []} />`}
      <${List} quick=${quick} mayEdit=${mayEdit} />
    `;
  const item = quick.items.find((each) => String(each.id) === id);
  if (!item && id !== NEW)
    return html`
      <p class="settings-note">${say("quick.unknown")}</p>
    `;
  return html`
    ${!item && asked > 0 && !proposal && html`<p class="settings-note" role="status">${say("quick.proposal.gone")}</p>`}
    <${Editor} key=${id} item=${item ?? null} proposal=${item ? null : proposal} quick=${quick} mayEdit=${mayEdit} />
    <${History} changes=${changes?.items ?? []} labels=${namesIn(changes?.items ?? [])} draw=${drawn} mayEdit=${mayEdit} />
  `;
}

/** @param {{ quick: QuickSettings, mayEdit: boolean }} props */
function List({ quick: { items }, mayEdit }) {
  const add =
    mayEdit &&
    html`
      <a class="button button-send" href=${pageAddress(PAGE, [NEW])} onClick=${followLink}>
        <${Icon} name="plus" />
        ${say("quick.add")}
      </a>
    `;
  if (items.length === 0)
    return html`
      <${Empty} title=${say("quick.none")} about=${say("quick.none.about")}>${add}<//>
    `;
  return html`
    <div class="list-head">${add}</div>
    <${Block}>
      <ol class="rows">
        ${items.map(
          (item) => html`
            <li key=${item.id}>
              <a class="row-link" href=${pageAddress(PAGE, [String(item.id)])} onClick=${followLink}>
                <span>
                  <strong class="one-line">${item.title}</strong>
                  <span class="quiet one-line">${item.texts[language()] ?? Object.values(item.texts)[0]}</span>
                </span>
                <span class="quiet quick-uses">${item.uses > 0 ? say("quick.uses", { n: item.uses }) : say("quick.unused")}</span>
                <${Icon} name="right" />
              </a>
            </li>
          `,
        )}
      </ol>
    <//>
  `;
}

/** @param {{ item: QuickReply | null, proposal: Proposal | null, quick: QuickSettings, mayEdit: boolean }} props */
function Editor({ item, proposal, quick, mayEdit }) {
  const [shown, setShown] = useState(proposal?.language ?? firstLanguage(item));
  const form = useForm({
    told: toldOf(item),
    version: item?.version ?? 0,
    changedBy: item?.changed_by,
    save: (values, version) => save(item, values, version, proposal),
    after: item ? undefined : (added) => leaveFor(pageAddress(PAGE, [String(added.id)])),
  });
  useEffect(() => {
    if (proposal) begin(form, proposal);
  }, []);
  const readonly = !mayEdit;
  const names = labels();
  const goes = goesOptions(quick);
  const field = (/** @type {string} */ name) => form.field(name);
  return html`
    <${ThingHead} title=${item?.title ?? say("quick.new")} />
    <div class="beside">
      <div>
        <${FormFrame} form=${form} labels=${names} draw=${(/** @type {string} */ name, /** @type {any} */ value) => formDrawn(name, value, quick)}>
          <${Block}>
            <${TextField} label=${names.title} hint=${say("quick.title.hint")} longest=${LONGEST_TITLE} readonly=${readonly} ...${field("title")} />
            <${LanguageField}
              label=${names.texts}
              hint=${say("quick.texts.hint")}
              rows=${6}
              longest=${LONGEST_TEXT}
              blanks=${quick.placeholders.map(({ name, called }) => ({ name, label: called }))}
              shown=${shown}
              onShow=${setShown}
              readonly=${readonly}
              ...${field("texts")}
            />
            <${FilesField} label=${names.files} most=${MOST_FILES} readonly=${readonly} ...${field("files")} />
          <//>
          <${Block} title=${say("quick.along")} about=${say("quick.along.about")}>
            <${TextField} label=${names.labels} hint=${say("quick.labels.hint")} readonly=${readonly} ...${field("labels")} />
            <${Choice} label=${names.lane} options=${[stays(), ...quick.lanes.map(named)]} readonly=${readonly} ...${field("lane")} />
            <${Choice} label=${names.goes} hint=${say("quick.goes.hint")} options=${goes} readonly=${readonly} ...${field("goes")} errors=${form.field("column").errors} />
          <//>
          ${item && mayEdit && html`<${ThingEnds}><${RemoveButton} label=${say("quick.remove")} onClick=${() => askToRemove(item)} /><//>`}
        <//>
      </div>
      <${PhonePreview} bubbles=${bubbles(form.values, quick, shown)} />
    </div>
  `;
}

/** What is proposed, to be changed and saved; words that were begun here before stay. @param {Form} form @param {Proposal} proposal */
function begin(form, { title, language: code, text }) {
  if (form.values.title || Object.keys(form.values.texts).length > 0) return;
  form.change("title", title);
  form.change("texts", { [code]: text });
}

/** @param {QuickReply | null} item */
function firstLanguage(item) {
  return item ? chosenLanguage(item.texts, language(), language()) : (languages()[0] ?? "en");
}

/** @param {QuickReply | null} item */
function toldOf(item) {
  return {
    title: item?.title ?? "",
    texts: item?.texts ?? {},
    files: item?.files.map(({ id, name, size, kind }) => ({ id, name, size, kind })) ?? [],
    labels: item?.actions.labels.join(", ") ?? "",
    lane: item?.actions.lane ?? "",
    goes: item?.actions.resolve ? RESOLVE : (item?.actions.column ?? ""),
  };
}

/** @param {QuickReply | null} item @param {Record<string, any>} values @param {number} version @param {Proposal | null} proposal */
function save(item, values, version, proposal) {
  /** @type {GoingAlong[]} */
  const files = values.files;
  const uploads = files.filter(({ isNew }) => isNew).map(({ id }) => id);
  const written = { title: values.title, texts: values.texts, actions: actionsOf(values), uploads };
  if (!item) return act("POST", "/quick-replies", { ...written, proposal: proposal?.comment ?? null });
  const kept = files.filter(({ isNew }) => !isNew).map(({ id }) => id);
  return act("PUT", `/quick-replies/${item.id}`, { ...written, files: kept, version });
}

/** @param {Record<string, any>} values @returns {QuickActions} */
function actionsOf({ labels: written, lane, goes }) {
  const each = written.split(",").map((/** @type {string} */ label) => label.trim());
  const resolve = goes === RESOLVE;
  return { labels: each.filter(Boolean), lane: lane || null, column: resolve ? null : goes || null, resolve };
}

/** @param {Record<string, any>} values @param {QuickSettings} quick @param {string} shown */
function bubbles({ texts, files }, { placeholders, desk_language: desks }, shown) {
  const code = chosenLanguage(texts, shown, desks);
  const examples = Object.fromEntries(placeholders.map(({ name, examples: known }) => [name, known[code] ?? ""]));
  const text = filled(texts[code] ?? "", examples);
  /** @type {GoingAlong[]} */
  const all = files;
  const picture = all.find(({ kind }) => kind === "photo");
  const others = all.filter((file) => file !== picture).map(({ name, size }) => ({ text: `📎 ${name} · ${sizeText(size)}` }));
  return [{ text, ...(picture ? { picture: addressOf(picture) } : {}) }, ...others];
}

/** @param {GoingAlong} file */
function addressOf({ id, isNew }) {
  return isNew ? `/api/v1/files/${id}` : `/api/v1/quick-replies/files/${id}`;
}

/** @param {QuickReply} item */
function askToRemove(item) {
  openSheet(
    () => html`
      <${ConfirmSheet}
        title=${say("quick.remove.title", { title: item.title })}
        action=${say("quick.remove")}
        tone="danger"
        onConfirm=${async () => {
          await act("DELETE", `/quick-replies/${item.id}`, { version: item.version });
          leaveFor(pageAddress(PAGE));
        }}
      >
        <p class="sheet-note">${say("quick.remove.about")}</p>
      <//>
    `,
  );
}

function stays() {
  return { value: "", label: say("quick.stays") };
}

/** @param {{ key: string, name: string }} each */
function named({ key, name }) {
  return { value: key, label: name };
}

/** @param {QuickSettings} quick */
function goesOptions({ columns }) {
  return [stays(), ...columns.map(named), { value: RESOLVE, label: say("quick.resolves") }];
}

/** @returns {Record<string, string>} */
function labels() {
  const fields = ["title", "texts", "files", "labels", "lane", "goes"];
  return Object.fromEntries(fields.map((name) => [name, sayNamed("quick.field", name)]));
}

/** As the form holds it. @param {string} name @param {any} value @param {QuickSettings} quick */
function formDrawn(name, value, quick) {
  if (name === "files") return plain(name, value?.map((/** @type {GoingAlong} */ file) => file.name));
  const options = name === "goes" ? goesOptions(quick) : name === "lane" ? quick.lanes.map(named) : [];
  return options.find((option) => option.value === value)?.label ?? plain(name, value);
}

/** @param {ChangeLine[]} changes @returns {Record<string, string>} */
function namesIn(changes) {
  return Object.assign({}, ...changes.map(fieldNames));
}

/** As a change holds it. @param {string} name @param {any} value */
function drawn(name, value) {
  return valueText({ thing: "quick_reply", key: "", before: null, after: null }, name, value);
}
