// @ts-check
/** What customers pick: each topic in every language, where its tickets go, and the keyboard as a phone shows it. */

import { useState } from "preact/hooks";
import { html } from "../../html.js";
import { followLink } from "../../navigation.js";
import { pageAddress } from "../../route.js";
import { say } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { act, actAndSay, leaveFor } from "../acting.js";
import { historyOf, tell, useEffectOf } from "../actions/layout.js";
import { Choice, EmojiField, Switch } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { LanguageField, languageName, languages } from "../parts/languages.js";
import { OrderedList } from "../parts/order.js";
import { PhonePreview } from "../parts/phone.js";
import { FormFrame } from "../parts/saving.js";
import { ConfirmSheet, openSheet } from "../parts/sheets.js";
import { Block, RemoveButton, ThingEnds, ThingHead } from "../parts/states.js";

/** @import { LayoutHistory, PagePlace, TopicSettings, TopicsSettings } from "../../types" */
/** @typedef {{ topics: TopicsSettings, changes: LayoutHistory }} Told */

const PAGE = "settings/topics";
/** No key has a dash. */
const NEW = "new-topic";
const LONGEST_NAME = 60;
const LONGEST_PROMPT = 1000;

/** @param {PagePlace} place @returns {Record<string, string>} */
export function reads({ rest: [key] }) {
  const path = key && key !== NEW ? `?key=${encodeURIComponent(key)}` : "";
  return { topics: "/settings/topics", changes: `/settings/topic-changes${path}` };
}

/** @param {{ place: PagePlace, told: Told, mayEdit: boolean }} props */
export function Page({ place, told, mayEdit }) {
  const [key] = place.rest;
  const topic = told.topics.topics.find((each) => each.key === key);
  if (!key)
    return html`
      <${List} told=${told.topics} mayEdit=${mayEdit} />
      <${TopicHistory} told=${told} mayEdit=${mayEdit} />
    `;
  if (key === NEW)
    return html`
      <${Editor} told=${told.topics} topic=${null} mayEdit=${mayEdit} />
    `;
  if (!topic)
    return html`
      <p class="settings-note">${say("topics.unknown")}</p>
      <${TopicHistory} told=${told} mayEdit=${mayEdit} />
    `;
  return html`
    <${Editor} told=${told.topics} topic=${topic} mayEdit=${mayEdit} />
    <${TopicHistory} told=${told} mayEdit=${mayEdit} />
  `;
}

/** @param {{ told: TopicsSettings, mayEdit: boolean }} props */
function List({ told, mayEdit }) {
  return html`
    <div class="beside">
      <div>
        <${Block}>
          <${OrderedList}
            items=${told.topics}
            label=${say("nav.topics")}
            readonly=${!mayEdit}
            onMove=${(/** @type {string[]} */ order) => actAndSay("PUT", "/settings/topics", { order, version: told.order_version })}
          >
            ${(/** @type {TopicSettings} */ topic) => html`
              <a class="row-link" href=${pageAddress(PAGE, [topic.key])} onClick=${followLink}>
                <span>
                  <strong>${`${topic.emoji} ${topic.name}`.trim()}</strong>
                  <span class="quiet one-line">${routeOf(told, topic)}</span>
                </span>
                <${Marks} topic=${topic} />
                <${Icon} name="right" />
              </a>
            `}
          <//>
          ${
            mayEdit &&
            html`
              <a class="button button-send" href=${pageAddress(PAGE, [NEW])} onClick=${followLink}>${say("topics.add")}</a>
            `
          }
        <//>
      </div>
      <${Keyboard} told=${told} />
    </div>
  `;
}

/** @param {{ topic: TopicSettings }} props */
function Marks({ topic }) {
  if (topic.default)
    return html`
      <span class="quiet">${say("topics.default")}</span>
    `;
  return (
    !topic.on &&
    html`
      <span class="mark-missing">${say("settings.off")}</span>
    `
  );
}

/** The keyboard as it is, or with the topic as it is being written. @param {{ told: TopicsSettings, draft?: TopicSettings | null }} props */
function Keyboard({ told, draft = null }) {
  const [code, setCode] = useState(languages()[0] ?? "en");
  const others = told.topics.map((topic) => (topic.key === draft?.key ? draft : topic));
  const drawn = draft && !others.includes(draft) ? [...others, draft] : others;
  const buttons = drawn.filter((topic) => topic.on).map((topic) => `${topic.emoji} ${nameIn(topic.names, code) || "…"}`.trim());
  return html`
    <div>
      <${Choice}
        label=${say("topics.preview.language")}
        value=${code}
        onChange=${setCode}
        options=${languages().map((value) => ({ value, label: languageName(value) }))}
      />
      <${PhonePreview} bubbles=${[{ text: told.asks[code] ?? "", buttons }]} />
    </div>
  `;
}

/** @param {{ told: TopicsSettings, topic: TopicSettings | null, mayEdit: boolean }} props */
function Editor({ told, topic, mayEdit }) {
  const path = topic ? `/settings/topics/${topic.key}` : "/settings/topics";
  const form = useForm({
    told: valuesOf(told, topic),
    version: topic?.version ?? 0,
    changedBy: topic?.changed_by ?? null,
    save: async (values, version) => {
      if (!topic) return act("POST", path, { ...newOnly(values) });
      tell(await act("PUT", path, { ...values, successor: values.successor ?? "", version }));
    },
    ...(topic ? {} : { after: (/** @type {{ key: string }} */ made) => leaveFor(pageAddress(PAGE, [made.key])) }),
  });
  const { values } = form;
  const effect = useEffectOf(
    topic && topic.on && !values.on ? { method: "PUT", path, body: { on: false, successor: values.successor ?? "" } } : null,
  );
  const labels = fieldNames();
  const board = told.boards.find((each) => each.key === values.board);
  const draft = { ...(topic ?? { key: "" }), ...values };
  return html`
    <${ThingHead}
      title=${topic ? `${topic.emoji} ${topic.name}`.trim() : say("topics.add")}
      about=${topic ? say("topics.open", { n: topic.open_tickets }) : say("topics.add.about")}
    />
    <div class="beside">
      <div>
        <${FormFrame} form=${form} labels=${labels}>
          <${Block}>
            <${LanguageField} label=${labels.names} hint=${say("topics.names.hint")} longest=${LONGEST_NAME} readonly=${!mayEdit} ...${form.field("names")} />
            <${EmojiField} label=${labels.emoji} readonly=${!mayEdit} ...${form.field("emoji")} />
            <${LanguageField}
              label=${labels.prompts}
              hint=${say("topics.prompts.hint")}
              rows=${4}
              longest=${LONGEST_PROMPT}
              readonly=${!mayEdit}
              ...${form.field("prompts")}
            />
          <//>
          <${Block} title=${say("topics.route")} about=${say("topics.route.about")}>
            <${Choice} label=${labels.board} readonly=${!mayEdit} options=${optionsOf(told.boards)} ...${form.field("board")} />
            <${Choice} label=${labels.lane} readonly=${!mayEdit} options=${optionsOf(board?.lanes ?? [])} ...${form.field("lane")} />
          <//>
          ${
            topic &&
            html`
              <${Block} title=${say("topics.offer")}>
                <${Switch}
                  label=${labels.on}
                  hint=${topic.default ? say("topics.on.default") : ""}
                  readonly=${!mayEdit || topic.default}
                  ...${form.field("on")}
                />
                ${
                  !values.on &&
                  html`
                    <${Choice}
                      label=${labels.successor}
                      hint=${say("topics.successor.hint")}
                      readonly=${!mayEdit}
                      options=${successors(told, topic)}
                      ...${form.field("successor")}
                    />
                    <${Says} lines=${effect} />
                  `
                }
              <//>
            `
          }
        <//>
        ${topic && mayEdit && html`<${Ends} told=${told} topic=${topic} />`}
      </div>
      <${Keyboard} told=${told} draft=${draft} />
    </div>
  `;
}

/** What can be done with it as a whole. @param {{ told: TopicsSettings, topic: TopicSettings }} props */
function Ends({ told, topic }) {
  if (topic.default)
    return html`
      <p class="settings-note">${say("topics.default.about")}</p>
    `;
  return html`
    <${ThingEnds}>
      ${
        topic.on &&
        html`
          <button
            type="button"
            class="button"
            onClick=${() =>
              void actAndSay("PUT", "/settings/default-topic", { key: topic.key, version: told.default_version }, say("topics.default.done"))}
          >
            ${say("topics.make_default")}
          </button>
        `
      }
      <${RemoveButton} label=${say("topics.remove")} onClick=${() => openSheet(() => html`<${Removal} told=${told} topic=${topic} />`)} />
    <//>
  `;
}

/** @param {{ told: TopicsSettings, topic: TopicSettings }} props */
function Removal({ told, topic }) {
  const [successor, setSuccessor] = useState("");
  const path = `/settings/topics/${topic.key}`;
  const body = { successor: successor || null };
  const effect = useEffectOf({ method: "DELETE", path, body });
  return html`
    <${ConfirmSheet}
      title=${say("topics.remove.title", { name: topic.name })}
      action=${say("topics.remove")}
      tone="danger"
      onConfirm=${async () => {
        await act("DELETE", path, { ...body, version: topic.version });
        leaveFor(pageAddress(PAGE));
      }}
    >
      <${Choice} label=${say("topics.successor")} value=${successor} onChange=${setSuccessor} options=${successors(told, topic)} />
      <${Says} lines=${effect} />
    <//>
  `;
}

/** @param {{ lines: string[] }} props */
export function Says({ lines }) {
  return html`
    <ul class="effects" aria-live="polite">
      ${lines.map((line) => html`<li key=${line}>${line}</li>`)}
    </ul>
  `;
}

/** @param {{ told: Told, mayEdit: boolean }} props */
function TopicHistory({ told, mayEdit }) {
  return html`
    <${History} changes=${historyOf(told.changes)} mayEdit=${mayEdit} />
  `;
}

function fieldNames() {
  return {
    names: say("topics.names"),
    emoji: say("topics.emoji"),
    prompts: say("topics.prompts"),
    board: say("topics.board"),
    lane: say("topics.lane"),
    on: say("topics.on"),
    successor: say("topics.successor"),
  };
}

/** @param {TopicsSettings} told @param {TopicSettings | null} topic */
function valuesOf(told, topic) {
  const board = told.boards[0];
  const { names = {}, emoji = "", prompts = {}, on = true, successor = null } = topic ?? {};
  return { names, emoji, prompts, board: topic?.board ?? board?.key ?? "", lane: topic?.lane ?? "today", on, successor: successor ?? "" };
}

/** @param {Record<string, any>} values */
function newOnly({ names, emoji, prompts, board, lane }) {
  return { names, emoji, prompts, board, lane };
}

/** @param {{ key: string, name: string }[]} things */
function optionsOf(things) {
  return things.map(({ key, name }) => ({ value: key, label: name }));
}

/** @param {TopicsSettings} told @param {TopicSettings} topic */
function successors(told, topic) {
  const others = told.topics.filter((each) => each.on && each.key !== topic.key);
  return [{ value: "", label: say("topics.successor.none") }, ...optionsOf(others)];
}

/** @param {TopicsSettings} told @param {TopicSettings} topic */
function routeOf(told, topic) {
  const board = told.boards.find((each) => each.key === topic.board);
  const lane = board?.lanes.find((each) => each.key === topic.lane);
  return `${board?.name ?? topic.board} · ${lane?.name ?? topic.lane}`;
}

/** As the bot chooses among them. @param {Record<string, string>} names @param {string} code */
function nameIn(names, code) {
  return names[code] || names.en || Object.values(names)[0] || "";
}
