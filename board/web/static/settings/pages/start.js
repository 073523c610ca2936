// @ts-check
/** A desk's first day: one step after the other, each of which can be put aside and found again in settings. */

import { useState } from "preact/hooks";
import { html } from "../../html.js";
import { followLink } from "../../navigation.js";
import { pageAddress } from "../../route.js";
import { say } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { act, actAndSay } from "../acting.js";
import { faceAddress, sendFace } from "../actions/start.js";
import { Choice, TextField } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { LanguageField, languageName, languages } from "../parts/languages.js";
import { PictureField } from "../parts/picture.js";
import { FormFrame } from "../parts/saving.js";
import { ownZone, zones } from "../parts/zones.js";

/** @import { Company, FirstDay, FirstDayStep } from "../../types" */

const LONGEST = { name: 64, short_description: 120, description: 512 };

export function reads() {
  return { day: "/start", company: "/settings/company" };
}

/** @typedef {{ day: FirstDay, company: Company, mayEdit: boolean }} Props */

/** @type {Record<FirstDayStep["step"], (props: Props) => any>} */
const STEPS = {
  place: Place,
  topics: Topics,
  bot: Bot,
  face: Face,
  accounts: Accounts,
  agent: Agent,
  customer: Customer,
};

/** @param {{ told: { day: FirstDay, company: Company }, mayEdit: boolean }} props */
export function Page({ told: { day, company }, mayEdit }) {
  const next = day.steps.find((step) => !step.done && !step.skipped)?.step ?? "";
  const [opened, setOpened] = useState(/** @type {string | null} */ (null));
  const shown = opened ?? next;
  const done = day.steps.filter((step) => step.done).length;
  return html`
    <p class="start-count" role="status">
      <progress max=${day.steps.length} value=${done} aria-hidden="true"></progress>
      ${say(done === day.steps.length ? "start.all_done" : "start.done", { n: done, all: day.steps.length })}
    </p>
    <ol class="start-steps">
      ${day.steps.map(
        (step) => html`
          <${Step}
            key=${step.step}
            step=${step}
            day=${day}
            company=${company}
            mayEdit=${mayEdit}
            isOpen=${step.step === shown}
            onOpen=${() => setOpened(step.step === shown ? "" : step.step)}
            onAside=${() => setOpened(null)}
          />
        `,
      )}
    </ol>
  `;
}

/** @param {Props & { step: FirstDayStep, isOpen: boolean, onOpen: () => void, onAside: () => void }} props */
function Step({ step, day, company, mayEdit, isOpen, onOpen, onAside }) {
  const Content = STEPS[step.step];
  const state = step.done ? "done" : step.skipped ? "aside" : "open";
  const aside = async () => {
    await actAndSay("POST", "/start/skip", { step: step.step, skipped: !step.skipped });
    onAside();
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
            <${Content} day=${day} company=${company} mayEdit=${mayEdit} />
            ${
              mayEdit &&
              !step.done &&
              html`
                <button type="button" class="button button-quiet" onClick=${aside}>
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
function Place({ company, mayEdit }) {
  const { language, timezone, version, changed_by: changedBy } = company;
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
      !form.isChanged &&
      html`
        <button
          type="button"
          class="button"
          onClick=${() => void actAndSay("PUT", "/settings/company", { ...form.values, version }, say("settings.saved"))}
        >
          ${say("start.place.right")}
        </button>
      `
    }
  `;
}

/** @param {Props} props */
function Topics({ day, mayEdit }) {
  const [chosen, setChosen] = useState("");
  const trade = day.trades.find(({ key }) => key === chosen);
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
                onClick=${() => void actAndSay("PUT", "/start/trade", { trade: trade.key }, say("start.trade.done"))}
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
    version: 0,
    save: ({ token }) => act("PUT", "/settings/bot", { token }),
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
function Face({ day, mayEdit }) {
  const { face } = day.bot;
  const form = useForm({
    told: { name: face.name, short_description: face.short_description, description: face.description },
    version: face.version,
    save: (values, version) => act("PUT", "/settings/bot/face", { ...values, version }),
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
      send=${sendFace}
      onReset=${async () => {}}
    />
  `;
}

function Accounts() {
  return html`
    <${Onward} name="accounts" label=${say("start.accounts.go")} />
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
  `;
}

/** @param {{ name: string, label: string }} props */
function Onward({ name, label }) {
  return html`
    <p>
      <a class="button" href=${pageAddress(name)} onClick=${followLink}>${label}<${Icon} name="right" /></a>
    </p>
  `;
}
