// @ts-check
/** A desk's first day: one step after the other, each of which can be put aside and found again in settings. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { html } from "../../html.js";
import { followLink } from "../../navigation.js";
import { pageAddress } from "../../route.js";
import { language as spoken, say } from "../../say.js";
import { role } from "../../state.js";
import { Icon } from "../../views/icons.js";
import { act, actAndSay } from "../acting.js";
import { faceAddress, sendFace } from "../actions/start.js";
import { Choice, TextField } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { LanguageField, languageName, languages } from "../parts/languages.js";
import { PictureField } from "../parts/picture.js";
import { FormFrame } from "../parts/saving.js";
import { ownZone, zones } from "../parts/zones.js";

/** @import { AgentLine, Company, FirstDay, FirstDayStep } from "../../types" */

const LONGEST = { name: 64, short_description: 120, description: 512 };

/** @returns {Record<string, string>} */
export function reads() {
  const paths = { day: "/start", company: "/settings/company" };
  return role.peek() === "owner" ? { ...paths, agents: "/settings/agents" } : paths;
}

/** @typedef {{ day: FirstDay, company: Company, agents?: { items: AgentLine[] } }} Told */
/** @typedef {Told & { isDone: boolean, mayEdit: boolean, onStay: () => void }} Props `onStay` keeps a step open that is done by now */

/** @type {Record<FirstDayStep["step"], (props: Props) => any>} */
const STEPS = {
  owner: Owner,
  place: Place,
  topics: Topics,
  bot: Bot,
  face: Face,
  accounts: Accounts,
  agent: Agent,
  customer: Customer,
};

/** @param {{ told: Told, mayEdit: boolean }} props */
export function Page({ told, mayEdit }) {
  const { day } = told;
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const next = day.steps.find((step) => !step.done && !step.skipped)?.step ?? "";
  const [opened, setOpened] = useState(/** @type {string | null} */ (null));
  const shown = opened ?? next;
  const done = day.steps.filter((step) => step.done).length;
  useLayoutEffect(() => {
    // What was pressed went with the step that is done.
    if (document.activeElement === document.body) headOf(list.current, shown)?.focus();
  }, [shown]);
  return html`
    <p class="start-count" role="status">
      <progress max=${day.steps.length} value=${done} aria-hidden="true"></progress>
      ${say(done === day.steps.length ? "start.all_done" : "start.done", { n: done, all: day.steps.length })}
    </p>
    <ol class="start-steps" ref=${list}>
      ${day.steps.map(
        (step) => html`
          <${Step}
            key=${step.step}
            step=${step}
            told=${told}
            mayEdit=${mayEdit}
            isOpen=${step.step === shown}
            onOpen=${() => setOpened(step.step === shown ? "" : step.step)}
            onStay=${() => setOpened(step.step)}
            onGoOn=${() => setOpened(null)}
          />
        `,
      )}
    </ol>
  `;
}

/** @param {HTMLElement | null} list @param {string} step @returns {HTMLElement | null | undefined} */
function headOf(list, step) {
  return list?.querySelector(`[aria-controls="start-${step}"]`);
}

/**
 * @param {{ step: FirstDayStep, told: Told, mayEdit: boolean, isOpen: boolean, onOpen: () => void, onStay: () => void,
 *   onGoOn: () => void }} props
 */
function Step({ step, told, mayEdit, isOpen, onOpen, onStay, onGoOn }) {
  const Content = STEPS[step.step];
  const state = step.done ? "done" : step.skipped ? "aside" : "open";
  const aside = async () => {
    await actAndSay("POST", "/start/skip", { step: step.step, skipped: !step.skipped });
    onGoOn();
  };
  return html`
    <li class="start-step" data-state=${state}>
      <h2>
        <button type="button" aria-expanded=${isOpen} aria-controls="start-${step.step}" onClick=${onOpen}>
          <span class="start-mark" aria-hidden="true">${step.done && html`<${Icon} name="check" />`}</span>
          <span>${say(`start.${step.step}`)}</span>
          <span class="start-state">${say(`start.state.${state}`)}</span>
        </button>
      </h2>
      <div id="start-${step.step}" class="start-content" hidden=${!isOpen}>
        ${
          isOpen &&
          Content &&
          html`
            <p class="block-about">${say(`start.${step.step}.about`)}</p>
            <${Content} ...${told} isDone=${step.done} mayEdit=${mayEdit} onStay=${onStay} />
            ${
              step.done
                ? html`
                    <button type="button" class="button" onClick=${onGoOn}>${say("start.on")}<${Icon} name="right" /></button>
                  `
                : mayEdit &&
                  html`
                    <button type="button" class="button button-quiet start-aside" onClick=${aside}>
                      ${say(step.skipped ? "start.take_up" : "start.put_aside")}
                    </button>
                  `
            }
          `
        }
      </div>
    </li>
  `;
}

/** @param {Props} props */
function Owner({ agents, isDone, mayEdit }) {
  const me = agents?.items.find((agent) => agent.is_me);
  const form = useForm({
    told: { name: isDone ? (me?.name ?? "") : "" },
    version: me?.version ?? 0,
    save: ({ name }, version) =>
      act("PUT", `/settings/agents/${me?.id}`, { name, role: me?.role, language: me?.language, version }),
  });
  return html`
    <${FormFrame} form=${form} labels=${{ name: say("start.owner.name") }}>
      <${TextField} label=${say("start.owner.name")} name="owner-name" readonly=${!mayEdit} ...${form.field("name")} />
    <//>
  `;
}

/** Until it is decided, this browser's own language and zone are proposed. @param {Props} props */
function Place({ company, isDone, mayEdit }) {
  const { version, changed_by: changedBy } = company;
  const { language, timezone } = isDone ? company : { language: spoken(), timezone: ownZone() };
  const form = useForm({
    told: { language, timezone },
    version,
    changedBy,
    save: (values, over) => act("PUT", "/settings/company", { ...values, version: over }),
  });
  return html`
    <${FormFrame} form=${form} labels=${{ language: say("start.language"), timezone: say("start.timezone") }}>
      <div class="field-pair">
        <${Choice}
          label=${say("start.language")}
          hint=${say("start.language.hint")}
          options=${languages().map((code) => ({ value: code, label: languageName(code) }))}
          readonly=${!mayEdit}
          ...${form.field("language")}
        />
        <${Choice}
          label=${say("start.timezone")}
          hint=${say("start.timezone.hint", { zone: ownZone() })}
          options=${zones(timezone)}
          readonly=${!mayEdit}
          ...${form.field("timezone")}
        />
      </div>
    <//>
    ${
      mayEdit &&
      !isDone &&
      !form.isChanged &&
      html`
        <button
          type="button"
          class="button button-send"
          onClick=${() => void actAndSay("PUT", "/settings/company", { ...form.values, version }, say("settings.saved"))}
        >
          ${say("start.place.right")}
        </button>
      `
    }
  `;
}

/** @param {Props} props */
function Topics({ day, mayEdit, onStay }) {
  const [chosen, setChosen] = useState("");
  const trade = day.trades.find(({ key }) => key === chosen);
  const take = async (/** @type {string} */ key) => {
    onStay();
    if (await actAndSay("PUT", "/start/trade", { trade: key, version: day.trades_version }, say("start.trade.done"))) setChosen("");
  };
  return html`
    ${
      day.untouched &&
      html`
        <fieldset class="field several start-trades">
          <legend>${say("start.trade")}</legend>
          ${day.trades.map(
            ({ key, name }) => html`
              <label key=${key}>
                <input type="radio" name="trade" value=${key} disabled=${!mayEdit} checked=${key === chosen} onChange=${() => setChosen(key)} />
                ${name}
              </label>
            `,
          )}
        </fieldset>
        ${
          trade &&
          html`
            <div class="start-trade">
              <p>${say("start.trade.topics")}</p>
              <ul>${trade.topics.map((name) => html`<li key=${name}>${name}</li>`)}</ul>
              <p class="quiet">${say("start.trade.boards", { boards: trade.boards.join(", ") })}</p>
              <button
                type="button"
                class="button button-send"
                onClick=${() => void take(trade.key)}
              >
                ${say("start.trade.take")}
              </button>
            </div>
          `
        }
      `
    }
    <${Onward} name="settings/topics" label=${say("start.topics.own")} />
  `;
}

/** @param {Props} props */
function Bot({ day, mayEdit }) {
  const form = useForm({
    told: { token: "" },
    version: day.bot.version,
    save: ({ token }, version) => act("PUT", "/settings/bot", { token, version }),
    saved: say("start.bot.done"),
  });
  const { bot } = day;
  return html`
    ${
      bot.username &&
      html`
        <p class="start-fact"><${Icon} name="check" />${say("start.bot.known", { name: `@${bot.username}` })}</p>
      `
    }
    ${
      bot.by_environment
        ? html`
            <p class="quiet">${say("start.bot.by_environment")}</p>
          `
        : html`
            <ol class="start-how">
              <li>${say("start.bot.how.open")} <a href="https://t.me/BotFather" target="_blank" rel="noreferrer">@BotFather</a></li>
              <li>${say("start.bot.how.new")}</li>
              <li>${say("start.bot.how.copy")}</li>
            </ol>
            <${FormFrame} form=${form} labels=${{ token: say("start.bot.token") }}>
              <${TextField}
                label=${say("start.bot.token")}
                hint=${say("start.bot.token.hint")}
                placeholder="123456:ABC-DEF…"
                name="bot-token"
                spellcheck=${false}
                readonly=${!mayEdit}
                ...${form.field("token")}
              />
            <//>
          `
    }
  `;
}

/** @param {Props} props */
function Face({ day, mayEdit, onStay }) {
  const { face } = day.bot;
  const form = useForm({
    told: { name: face.name, short_description: face.short_description, description: face.description },
    version: face.version,
    save: (values, version) => {
      onStay();
      return act("PUT", "/settings/bot/face", { ...values, version });
    },
    saved: say("start.face.saved"),
  });
  const part = (/** @type {keyof typeof LONGEST} */ name, rows = 1) => html`
    <${LanguageField}
      label=${say(`start.face.${name}`)}
      hint=${say(`start.face.${name}.hint`)}
      longest=${LONGEST[name]}
      rows=${rows}
      readonly=${!mayEdit}
      ...${form.field(name)}
    />
  `;
  return html`
    ${face.refused && html`<p class="field-refusal" role="alert">${say("start.face.refused", { why: face.refused })}</p>`}
    ${face.told && html`<p class="start-fact"><${Icon} name="check" />${say("start.face.told")}</p>`}
    <${FormFrame}
      form=${form}
      labels=${{
        name: say("start.face.name"),
        short_description: say("start.face.short_description"),
        description: say("start.face.description"),
      }}
    >
      ${part("name")} ${part("short_description")} ${part("description", 4)}
    <//>
    <${PictureField}
      label=${say("start.face.picture")}
      hint=${say("start.face.picture.hint")}
      shown=${faceAddress(face)}
      isOwn=${false}
      readonly=${!mayEdit}
      send=${(/** @type {File} */ file) => sendFace(file, face)}
      onReset=${async () => {}}
    />
  `;
}

function Accounts() {
  return html`
    <div class="block-buttons">
      <${Onward} name="accounts" rest=${["import"]} label=${say("start.accounts.go")} />
      <${Onward} name="settings/texts" rest=${["registration_text"]} label=${say("start.accounts.picture")} />
    </div>
  `;
}

function Agent() {
  return html`
    <${Onward} name="settings/agents" label=${say("start.agent.go")} />
  `;
}

/** @param {Props} props */
function Customer({ day }) {
  const { link } = day.bot;
  if (!link)
    return html`
      <p class="quiet">${say("start.customer.no_bot")}</p>
    `;
  return html`
    <div class="start-code">
      <img src="/api/v1/start/code.svg" alt=${say("start.customer.code")} width="180" height="180" />
      <p><a href=${link} target="_blank" rel="noreferrer">${link}</a></p>
    </div>
    <${Onward} name="invites" label=${say("start.customer.invites")} />
  `;
}

/** @param {{ name: string, label: string, rest?: string[] }} props */
function Onward({ name, label, rest = [] }) {
  return html`
    <a class="button" href=${pageAddress(name, rest)} onClick=${followLink}>${label}<${Icon} name="right" /></a>
  `;
}
