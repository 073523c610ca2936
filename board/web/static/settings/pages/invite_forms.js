// @ts-check
/** New invites: one, or one for each of many accounts. */

import { useState } from "preact/hooks";
import { Refusal } from "../../api.js";
import { html } from "../../html.js";
import { say } from "../../say.js";
import { desk } from "../../state.js";
import { makeInvite, makeInvites, makeOfSheet, openInvite, openLabels } from "../actions/invites.js";
import { Choice, Field, NumberField, TextField } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { languageName, languages } from "../parts/languages.js";
import { MakingForm } from "../parts/saving.js";
import { Block, ThingHead } from "../parts/states.js";

/** @import { InviteSheet } from "../../types" */
/** @import { Form } from "../parts/form.js" */

const SOME = "some";
const SHEET = "sheet";
const LONGEST_LINE = 120;
const CARRIED = { topic: "", source: "", agent: "", language: "", line: "", uses: "", number: 2, days: null };

/** @param {{ mayMakeAny: boolean }} props who may not makes them for an account */
export function MakeOne({ mayMakeAny }) {
  const form = useForm({
    told: { account: "", ...CARRIED },
    version: 0,
    save: ({ account, ...carried }) => makeInvite({ account: account.trim() || null, ...bodyOf(carried) }),
    saved: say("invites.made"),
    after: openInvite,
  });
  const isReady = mayMakeAny || form.values.account.trim() !== "";
  return html`
    <${ThingHead} title=${say("invites.make")} about=${say("invites.none.about")} />
    <${Making} form=${form} isReady=${isReady} action=${say("invites.make.go")}>
      <${TextField} label=${say("invites.account")} hint=${mayMakeAny ? say("invites.account.hint") : ""} autofocus ...${form.field("account")} />
    <//>
  `;
}

export function MakeMany() {
  const [file, setFile] = useState(/** @type {File | null} */ (null));
  const form = useForm({
    told: { whom: "all", plan: "", ...CARRIED },
    version: 0,
    save: ({ whom, plan, ...carried }) =>
      whom === SHEET && file
        ? makeOfSheet(file, queryOf(carried), false)
        : makeInvites({ plan: plan.trim() || null, without_people: whom === "without_people", ...bodyOf(carried) }),
    saved: "",
    after: openLabels,
  });
  const isOfSheet = form.values.whom === SHEET;
  return html`
    <${ThingHead} title=${say("invites.many.title")} about=${say("invites.many.about")} />
    <${Making} form=${form} isReady=${!isOfSheet || file !== null} action=${say("invites.many.go")}>
      <${Choice}
        label=${say("invites.whom")}
        options=${[
          { value: "all", label: say("invites.whom.all") },
          { value: "without_people", label: say("invites.whom.without_people") },
          { value: SHEET, label: say("invites.whom.sheet") },
        ]}
        ...${form.field("whom")}
      />
      ${
        isOfSheet
          ? html`<${SheetField} onFile=${setFile} />`
          : html`<${TextField} label=${say("invites.plan")} placeholder=${say("invites.plan.any")} ...${form.field("plan")} />`
      }
    <//>
  `;
}

/** The fields that every invite has, and its one button. @param {{ form: Form, isReady: boolean, action: string, children?: unknown }} props */
function Making({ form, isReady, action, children }) {
  return html`
    <${Block}>
      <${MakingForm} form=${form} isReady=${isReady} action=${action}>
        ${children}
        <${Carries} form=${form} />
      <//>
    <//>
  `;
}

/** @param {{ form: Form }} props */
function Carries({ form }) {
  const { topics, agents } = desk.value ?? { topics: [], agents: [] };
  const uses = form.values.uses;
  return html`
    <div class="field-pair">
      <${Choice}
        label=${say("invites.topic")}
        hint=${say("invites.topic.hint")}
        options=${[{ value: "", label: say("invites.topic.ask") }, ...topics.map(({ key, name }) => ({ value: key, label: name }))]}
        ...${form.field("topic")}
      />
      <${TextField} label=${say("invites.source")} hint=${say("invites.source.hint")} spellcheck=${false} ...${form.field("source")} />
      <${Choice}
        label=${say("invites.agent")}
        hint=${say("invites.agent.hint")}
        options=${[{ value: "", label: say("invites.agent.nobody") }, ...agents.map((name) => ({ value: name, label: name }))]}
        ...${form.field("agent")}
      />
      <${Choice}
        label=${say("invites.language")}
        options=${[
          { value: "", label: say("invites.language.theirs") },
          ...languages().map((code) => ({ value: code, label: languageName(code) })),
        ]}
        ...${form.field("language")}
      />
      <${Choice}
        label=${say("invites.uses")}
        options=${[
          { value: "", label: say("invites.uses.usual") },
          { value: "1", label: say("invites.uses.one") },
          { value: SOME, label: say("invites.uses.some") },
          { value: "0", label: say("invites.uses.many") },
        ]}
        ...${form.field("uses")}
      />
      ${uses === SOME && html`<${NumberField} label=${say("invites.uses.number")} least=${1} ...${form.field("number")} />`}
      <${NumberField} label=${say("invites.days")} hint=${say("invites.days.hint")} unit=${say("invites.days.unit")} least=${1} ...${form.field("days")} />
    </div>
    <${TextField}
      label=${say("invites.line")}
      hint=${say("invites.line.hint", { line: say("invites.line.usual") })}
      longest=${LONGEST_LINE}
      ...${form.field("line")}
    />
  `;
}

/** What a file would give is said as soon as it is chosen. @param {{ onFile: (file: File | null) => void }} props */
function SheetField({ onFile }) {
  const [seen, setSeen] = useState(/** @type {InviteSheet | null} */ (null));
  const [state, setState] = useState("");
  /** @param {File | undefined} file */
  async function look(file) {
    onFile(null);
    setSeen(null);
    if (!file) return;
    setState(say("invites.sheet.looking"));
    try {
      const would = await makeOfSheet(file, {}, true);
      setSeen(would);
      setState("");
      if (would.invites > 0) onFile(file);
    } catch (failure) {
      if (!(failure instanceof Refusal)) throw failure;
      setState(failure.message);
    }
  }
  return html`
    <${Field} label=${say("invites.sheet")} hint=${say("invites.sheet.hint")}>
      ${(/** @type {Record<string, unknown>} */ control) => html`
        <input
          ...${control}
          type="file"
          accept=".csv,text/csv,text/plain"
          onChange=${(/** @type {Event} */ event) => void look(/** @type {HTMLInputElement} */ (event.target).files?.[0])}
        />
      `}
    <//>
    <div role="status">
      ${state && html`<p class="settings-note">${state}</p>`}
      ${seen && html`<${Seen} seen=${seen} />`}
    </div>
  `;
}

/** @param {{ seen: InviteSheet }} props */
function Seen({ seen }) {
  return html`
    <p>${say("invites.ready", { n: seen.invites })}</p>
    ${
      seen.refused_lines > 0 &&
      html`
        <p>${say("invites.refused_lines", { n: seen.refused_lines })}</p>
        <ul class="invite-unfit">
          ${seen.refused.map(({ line, why }) => html`<li key=${line}>${say("invites.line_of_file", { line, why })}</li>`)}
        </ul>
      `
    }
  `;
}

/** @param {Record<string, any>} carried */
function bodyOf({ uses, number, days, ...words }) {
  const said = Object.fromEntries(Object.entries(words).map(([name, value]) => [name, value.trim() || null]));
  return { ...said, uses: usesOf(uses, number), days };
}

/** @param {string} uses @param {number | null} number */
function usesOf(uses, number) {
  if (uses === "") return null;
  return uses === SOME ? number : Number(uses);
}

/** The same in an address, without what is not given. @param {Record<string, any>} carried @returns {Record<string, string>} */
function queryOf(carried) {
  const given = Object.entries(bodyOf(carried)).filter(([, value]) => value !== null);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
