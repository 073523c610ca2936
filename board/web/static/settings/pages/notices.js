// @ts-check
/** Notices: "card payments are down, we know", said to whoever picks a topic it concerns, before they ask. */

import { html } from "../../html.js";
import { followLink } from "../../navigation.js";
import { momentText } from "../../look.js";
import { pageAddress } from "../../route.js";
import { language, say, sayNamed } from "../../say.js";
import { desk } from "../../state.js";
import { Icon } from "../../views/icons.js";
import { act, leaveFor } from "../acting.js";
import { MomentField, Several, Switch } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { LanguageField } from "../parts/languages.js";
import { PhonePreview } from "../parts/phone.js";
import { FormFrame, plain } from "../parts/saving.js";
import { ConfirmSheet, openSheet } from "../parts/sheets.js";
import { Block, Empty, RemoveButton, ThingEnds, ThingHead } from "../parts/states.js";

/** @import { ChangeLine, Notice, PagePlace } from "../../types" */

const PAGE = "settings/notices";
const NEW = "new";
const LONGEST = 700;

/** @param {PagePlace} place @returns {Record<string, string>} */
export function reads({ rest: [id] }) {
  /** @type {Record<string, string>} */
  const paths = { notices: "/settings/notices" };
  if (id && id !== NEW) paths.changes = `/settings/changes?thing=notice&keys=${encodeURIComponent(id)}`;
  return paths;
}

/** @param {{ place: PagePlace, told: { notices: { items: Notice[] }, changes?: { items: ChangeLine[] } }, mayEdit: boolean }} props */
export function Page({ place, told, mayEdit }) {
  const [id] = place.rest;
  if (!id)
    return html`
      <${List} notices=${told.notices.items} mayEdit=${mayEdit} />
    `;
  const notice = told.notices.items.find((each) => String(each.id) === id);
  if (!notice && id !== NEW)
    return html`
      <p class="settings-note">${say("notices.unknown")}</p>
    `;
  return html`
    <${Editor} key=${id} notice=${notice ?? null} mayEdit=${mayEdit} />
    <${History} changes=${told.changes?.items ?? []} labels=${labels()} draw=${drawn} mayEdit=${mayEdit} />
  `;
}

/** @param {{ notices: Notice[], mayEdit: boolean }} props */
function List({ notices, mayEdit }) {
  const add =
    mayEdit &&
    html`
      <a class="button button-send" href=${pageAddress(PAGE, [NEW])} onClick=${followLink}>
        <${Icon} name="plus" />
        ${say("notices.add")}
      </a>
    `;
  if (notices.length === 0)
    return html`
      <${Empty} title=${say("notices.none")} about=${say("notices.none.about")}>${add}<//>
    `;
  return html`
    <div class="list-head">${add}</div>
    <${Block}>
      <ul class="rows">
        ${notices.map(
          (notice) => html`
            <li key=${notice.id}>
              <a class="row-link" href=${pageAddress(PAGE, [String(notice.id)])} onClick=${followLink}>
                <span>
                  <strong class="one-line">${wordsOf(notice)}</strong>
                  <span class="quiet one-line">${topicsText(notice.topics)} · ${timesText(notice)}</span>
                </span>
                <span class="pill" data-tone=${notice.is_shown ? "near" : undefined}>${sayNamed("notices.state", stateOf(notice))}</span>
                <${Icon} name="right" />
              </a>
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}

/** @param {{ notice: Notice | null, mayEdit: boolean }} props */
function Editor({ notice, mayEdit }) {
  const form = useForm({
    told: {
      texts: notice?.texts ?? {},
      topics: notice?.topics ?? [],
      starts_at: notice?.starts_at ?? null,
      ends_at: notice?.ends_at ?? null,
      is_on: notice?.is_on ?? true,
    },
    version: notice?.version ?? 0,
    changedBy: notice?.changed_by,
    save: (values, version) => save(notice, values, version),
    after: notice ? undefined : (added) => leaveFor(pageAddress(PAGE, [String(added.id)])),
  });
  const words = labels();
  const readonly = !mayEdit;
  const shown = form.values.texts[language()] || form.values.texts.en || Object.values(form.values.texts)[0] || "";
  return html`
    <${ThingHead} title=${notice ? wordsOf(notice) : say("notices.new")} />
    <div class="beside">
      <${FormFrame} form=${form} labels=${words} draw=${drawn}>
        <${Block}>
          <${Switch} label=${words.is_on} hint=${say("notices.is_on.hint")} readonly=${readonly} ...${form.field("is_on")} />
          <${LanguageField}
            label=${words.texts}
            hint=${say("notices.texts.hint")}
            rows=${3}
            longest=${LONGEST}
            readonly=${readonly}
            ...${form.field("texts")}
          />
          <${Several}
            label=${words.topics}
            hint=${say("notices.topics.hint")}
            options=${(desk.value?.topics ?? []).map((topic) => ({ value: topic.key, label: topic.name }))}
            readonly=${readonly}
            ...${form.field("topics")}
          />
          <div class="field-pair">
            <${MomentField} label=${words.starts_at} hint=${say("notices.starts_at.hint")} readonly=${readonly} ...${form.field("starts_at")} />
            <${MomentField} label=${words.ends_at} hint=${say("notices.ends_at.hint")} readonly=${readonly} ...${form.field("ends_at")} />
          </div>
        <//>
        ${notice && mayEdit && html`<${ThingEnds}><${RemoveButton} label=${say("notices.remove")} onClick=${() => askToRemove(notice)} /><//>`}
      <//>
      <${PhonePreview} bubbles=${[{ text: `⚠️ ${shown || "…"}` }]} />
    </div>
  `;
}

/** @param {Notice | null} notice @param {Record<string, any>} values @param {number} version */
function save(notice, values, version) {
  return notice ? act("PUT", `/settings/notices/${notice.id}`, { ...values, version }) : act("POST", "/settings/notices", values);
}

/** @param {Notice} notice */
function askToRemove(notice) {
  openSheet(
    () => html`
      <${ConfirmSheet}
        title=${say("notices.remove.title")}
        action=${say("notices.remove")}
        tone="danger"
        onConfirm=${async () => {
          await act("DELETE", `/settings/notices/${notice.id}`, { version: notice.version });
          leaveFor(pageAddress(PAGE));
        }}
      >
        <p class="sheet-note">${say("notices.remove.about")}</p>
      <//>
    `,
  );
}

/** @returns {Record<string, string>} */
function labels() {
  const fields = ["texts", "topics", "starts_at", "ends_at", "is_on"];
  return Object.fromEntries(fields.map((name) => [name, sayNamed("notices", name)]));
}

/** @param {string} name @param {any} value */
function drawn(name, value) {
  if (name === "topics") return topicsText(value ?? []);
  if (name === "starts_at" || name === "ends_at") return value ? momentText(value, Date.now()) : "—";
  return plain(name, value);
}

/** @param {Notice} notice */
function wordsOf({ texts }) {
  return texts[language()] || texts.en || Object.values(texts)[0] || "";
}

/** @param {string[]} keys */
function topicsText(keys) {
  const names = keys.map((key) => desk.value?.topics.find((topic) => topic.key === key)?.name ?? key);
  return names.length > 0 ? names.join(", ") : say("notices.topics.all");
}

/** @param {Notice} notice */
function timesText({ starts_at: from, ends_at: until }) {
  const now = Date.now();
  if (from && until) return say("notices.from_until", { from: momentText(from, now), until: momentText(until, now) });
  if (from) return say("notices.from", { from: momentText(from, now) });
  return until ? say("notices.until", { until: momentText(until, now) }) : say("notices.open_ended");
}

/** @param {Notice} notice @returns {"shown" | "off" | "later" | "over"} */
function stateOf({ is_shown: isShown, is_on: isOn, ends_at: endsAt, now }) {
  if (isShown) return "shown";
  if (!isOn) return "off";
  return endsAt && endsAt <= now ? "over" : "later";
}
