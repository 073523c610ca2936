// @ts-check
/** One account: its fields, who is on it, its tickets, and what was changed. */

import { html } from "../../html.js";
import { dateText } from "../../look.js";
import { followLink } from "../../navigation.js";
import { pageAddress, routeAddress } from "../../route.js";
import { say, sayNamed } from "../../say.js";
import { mayWork, role, route } from "../../state.js";
import { AgentMark, Icon } from "../../views/icons.js";
import { askOpen } from "../../views/regrouping.js";
import { act, actAndSay, leaveFor } from "../acting.js";
import { Choice, TextField, Wrong } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { FormFrame, plain } from "../parts/saving.js";
import { ConfirmSheet, openSheet } from "../parts/sheets.js";
import { Block, Empty, ThingHead } from "../parts/states.js";
import { Standing, figures } from "./account_line.js";

/** @import { ChangeLine, FullAccount, PersonOnAccount, Plan } from "../../types" */
/** @typedef {ReturnType<typeof useForm>} Form */
/** @typedef {{ value: string, label: string }} PlanChoice */

const PAGE = "accounts";
const STATUSES = /** @type {const} */ (["active", "suspended", "expired"]);

export function newAccountReads() {
  return { plans: "/settings/plans" };
}

/** @param {string} id @returns {Record<string, string>} */
export function accountReads(id) {
  return { ...newAccountReads(), account: `/accounts/${encodeURIComponent(id)}`, changes: `/settings/changes?thing=account&keys=${encodeURIComponent(id)}` };
}

/** @param {{ account: FullAccount, plans: Plan[], changes: ChangeLine[], mayEdit: boolean }} props */
export function AccountPage({ account, plans, changes, mayEdit }) {
  const form = useForm({
    told: fieldsOf(account),
    version: account.version,
    save: (values, version) => act("PUT", `/accounts/${account.id}`, { ...bodyOf(values), version }),
  });
  return html`
    <${ThingHead}
      title=${`${account.number} · ${account.name}`}
      about=${figures(account).join(" · ")}
      actions=${html`
        ${account.standing !== "active" && html`<${Standing} name=${account.standing} />`}
        ${
          mayWork.value &&
          account.people > 0 &&
          html`
            <button type="button" class="button" onClick=${() => askOpen({ account: account.number })}>
              ${say("open_to.button")}
            </button>
          `
        }
      `}
    />
    <${FormFrame} form=${form} labels=${labels()} draw=${drawn}>
      <${Fields} form=${form} plans=${planChoices(plans, account.plan ?? "")} mayEdit=${mayEdit} />
    <//>
    <${People} account=${account} mayEdit=${mayEdit} />
    <${Tickets} account=${account} />
    ${account.imported && html`<${Imported} imported=${account.imported} />`}
    <${History} changes=${changes.map((change) => named(change, account))} labels=${labels()} draw=${drawn} mayEdit=${mayEdit} />
  `;
}

/** @param {{ plans: Plan[], mayEdit: boolean }} props */
export function NewAccount({ plans, mayEdit }) {
  const form = useForm({
    told: { number: "", name: "", status: "active", suspended_reason: "", support_until: "", plan: "", details: [] },
    version: 0,
    save: (values) => act("POST", "/accounts", filled(bodyOf(values))),
    saved: say("accounts.added"),
    after: (made) => leaveFor(pageAddress(PAGE, [String(made.id)])),
  });
  return html`
    <${ThingHead} title=${say("accounts.new")} about=${say("accounts.new.about")} />
    <${FormFrame} form=${form} labels=${labels()} draw=${drawn}>
      <${Fields} form=${form} plans=${planChoices(plans)} mayEdit=${mayEdit} />
    <//>
  `;
}

/** @param {{ form: Form, plans: PlanChoice[], mayEdit: boolean }} props */
function Fields({ form, plans, mayEdit }) {
  const readonly = !mayEdit;
  return html`
    <${Block} title=${say("accounts.fields")}>
      <div class="field-pair">
        <${TextField} label=${say("accounts.number")} hint=${say("accounts.number.hint")} spellcheck=${false} readonly=${readonly} ...${form.field("number")} />
        <${TextField} label=${say("accounts.name")} readonly=${readonly} ...${form.field("name")} />
        <${Choice}
          label=${say("accounts.status")}
          options=${STATUSES.map((value) => ({ value, label: say(`accounts.status.${value}`) }))}
          readonly=${readonly}
          ...${form.field("status")}
        />
        <${TextField} label=${say("accounts.support_until")} hint=${say("accounts.support_until.hint")} type="date" readonly=${readonly} ...${form.field("support_until")} />
        <${Choice} label=${say("accounts.plan")} options=${plans} readonly=${readonly} ...${form.field("plan")} />
      </div>
      ${
        form.values.status === "suspended" &&
        html`
          <${TextField}
            label=${say("accounts.suspended_reason")}
            hint=${say("accounts.suspended_reason.hint")}
            rows=${2}
            readonly=${readonly}
            ...${form.field("suspended_reason")}
          />
        `
      }
      <${Details} readonly=${readonly} ...${form.field("details")} />
    <//>
  `;
}

/** Those of the desk, none, and what the account names now. @param {Plan[]} plans @param {string} [now] @returns {PlanChoice[]} */
function planChoices(plans, now = "") {
  const isNow = (/** @type {Plan} */ { name }) => name.toLowerCase() === now.trim().replace(/\s+/g, " ").toLowerCase();
  return [
    { value: "", label: say("accounts.plan.none") },
    ...plans.map((plan) => ({ value: isNow(plan) ? now : plan.name, label: plan.name })),
    ...(now && !plans.some(isNow) ? [{ value: now, label: say("accounts.plan.unknown", { name: now }) }] : []),
  ];
}

/** Names and values of the company's own. @param {{ value: [string, string][], onChange: (value: [string, string][]) => void, errors: Record<string, string>, isChanged: boolean, readonly: boolean }} props */
function Details({ value, onChange, errors, isChanged, readonly }) {
  const put = (/** @type {number} */ place, /** @type {[string, string]} */ pair) => onChange(value.map((each, index) => (index === place ? pair : each)));
  return html`
    <fieldset class="field details" data-changed=${isChanged ? "yes" : undefined}>
      <legend>${say("accounts.details")}</legend>
      ${value.length === 0 && html`<p class="field-hint">${say("accounts.details.hint")}</p>`}
      ${value.map(
        ([name, detail], index) => html`
          <div class="detail" key=${index}>
            <input
              aria-label=${say("accounts.detail.name")}
              placeholder=${say("accounts.detail.name")}
              value=${name}
              readOnly=${readonly}
              onInput=${(/** @type {InputEvent} */ event) => put(index, [textOf(event), detail])}
            />
            <input
              aria-label=${say("accounts.detail.value", { name })}
              placeholder=${say("accounts.detail.value", { name: "" })}
              value=${detail}
              readOnly=${readonly}
              onInput=${(/** @type {InputEvent} */ event) => put(index, [name, textOf(event)])}
            />
            ${
              !readonly &&
              html`
                <button
                  type="button"
                  class="tool tool-small"
                  aria-label=${say("accounts.detail.remove", { name })}
                  title=${say("accounts.detail.remove", { name })}
                  onClick=${() => onChange(value.filter((_, place) => place !== index))}
                >
                  <${Icon} name="close" />
                </button>
              `
            }
          </div>
        `,
      )}
      <${Wrong} id="details-wrong" text=${Object.values(errors)[0]} />
      ${
        !readonly &&
        html`
          <button type="button" class="button button-small" onClick=${() => onChange([...value, ["", ""]])}>
            <${Icon} name="plus" />
            ${say("accounts.detail.add")}
          </button>
        `
      }
    </fieldset>
  `;
}

/** @param {{ account: FullAccount, mayEdit: boolean }} props */
function People({ account, mayEdit }) {
  return html`
    <${Block} title=${say("accounts.persons")} about=${say("accounts.persons.about")}>
      ${
        account.persons.length === 0 &&
        html`
          <p class="quiet">${say("accounts.persons.none")}</p>
        `
      }
      <ul class="rows">
        ${account.persons.map((person) => html`<${Person} key=${person.id} account=${account} person=${person} mayEdit=${mayEdit} />`)}
      </ul>
    <//>
  `;
}

/** @param {{ account: FullAccount, person: PersonOnAccount, mayEdit: boolean }} props */
function Person({ account, person, mayEdit }) {
  const mayVouch = role.value !== "viewer";
  const verb = (/** @type {string} */ word, /** @type {string} */ done) =>
    void actAndSay("POST", `/accounts/${account.id}/${word}`, { person: person.id }, done);
  return html`
    <li class="row person-row">
      <span>
        <span class="person-line">
          <${AgentMark} name=${person.name} />
          <strong><bdi>${person.name}</bdi></strong>
          ${person.username && html`<span class="quiet">@${person.username}</span>`}
        </span>
        <span class="quiet account-figures">
          <span>${say("accounts.since", { date: dateText(person.since) })}</span>
          ${person.blocked && html`<span>${say("accounts.blocked")}</span>`}
          ${person.ticket !== null && html`<span>${ticketLink(person.ticket)}</span>`}
        </span>
      </span>
      ${!person.confirmed && html`<span class="mark-missing">${say("accounts.person.new")}</span>`}
      <span class="row-buttons">
        ${
          mayVouch &&
          (person.confirmed
            ? html`
                <button type="button" class="button button-small button-quiet" onClick=${() => verb("unconfirm", say("accounts.unconfirmed"))}>
                  ${say("accounts.unconfirm")}
                </button>
              `
            : html`
                <button type="button" class="button button-small" onClick=${() => verb("confirm", say("accounts.confirmed"))}>
                  ${say("accounts.confirm")}
                </button>
              `)
        }
        ${
          mayEdit &&
          html`
            <button type="button" class="button button-small button-quiet" onClick=${() => openSheet(() => html`<${TakeOff} account=${account} person=${person} />`)}>
              ${say("accounts.take_off")}
            </button>
          `
        }
      </span>
    </li>
  `;
}

/** @param {{ account: FullAccount, person: PersonOnAccount }} props */
function TakeOff({ account, person }) {
  return html`
    <${ConfirmSheet}
      title=${say("accounts.take_off.title", { person: person.name, number: account.number })}
      action=${say("accounts.take_off")}
      tone="danger"
      onConfirm=${() => act("POST", `/accounts/${account.id}/take-off`, { person: person.id })}
    >
      <p class="sheet-note">${say("accounts.take_off.about")}</p>
    <//>
  `;
}

/** @param {{ account: FullAccount }} props */
function Tickets({ account }) {
  const all = routeAddress({ ...route.value, page: null, ticket: null, query: account.number });
  return html`
    <${Block}
      title=${say("accounts.tickets.title")}
      actions=${account.tickets > account.latest.length && html`<a class="link" href=${all} onClick=${followLink}>${say("accounts.tickets.all", { n: account.tickets })}</a>`}
    >
      ${account.latest.length === 0 && html`<${Empty} title=${say("accounts.tickets.none")} />`}
      <ul class="earlier account-tickets">
        ${account.latest.map(
          (ticket) => html`
            <li key=${ticket.number}>
              ${ticketLink(ticket.number)}
              <span class="earlier-topic">${ticket.topic_name} · <bdi>${ticket.customer}</bdi></span>
              <span class="state" data-state=${ticket.state}>${say(`state.${ticket.state}`)}</span>
              <span class="quiet">${dateText(ticket.resolved_at ?? ticket.created_at)}</span>
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}

/** @param {number} number */
function ticketLink(number) {
  return html`<a class="link" href=${routeAddress({ ...route.value, page: null, ticket: number })} onClick=${followLink}>#${number}</a>`;
}

/** @param {{ imported: NonNullable<FullAccount["imported"]> }} props */
function Imported({ imported }) {
  return html`
    <p class="settings-note">
      <a class="link" href=${pageAddress(PAGE, ["import", String(imported.id)])} onClick=${followLink}>
        ${say("accounts.imported_at", { file: imported.file || "CSV", date: dateText(imported.at) })}
      </a>
    </p>
  `;
}

/** @param {FullAccount} account */
function fieldsOf(account) {
  const { number, name, status, suspended_reason, support_until, plan, details } = account;
  return {
    number,
    name,
    status,
    suspended_reason: suspended_reason ?? "",
    support_until: support_until ?? "",
    plan: plan ?? "",
    details: Object.entries(details),
  };
}

/** @param {Record<string, any>} values */
function bodyOf({ number, name, status, suspended_reason, support_until, plan, details }) {
  return {
    number,
    name,
    status,
    suspended_reason: status === "suspended" ? suspended_reason || null : null,
    support_until: support_until || null,
    plan: plan || null,
    details: Object.fromEntries(details),
  };
}

/** Of a new account only what was written. @param {Record<string, any>} body */
function filled(body) {
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => name === "number" || (value !== null && value !== "")));
}

function labels() {
  const names = ["number", "name", "status", "suspended_reason", "support_until", "plan", "details"];
  return { ...Object.fromEntries(names.map((name) => [name, sayNamed("accounts", name)])), stands: say("accounts.person") };
}

/** @param {string} name @param {any} value @returns {string} */
function drawn(name, value) {
  if (name === "status" && value) return sayNamed("accounts.status", value);
  if (name === "support_until" && value) return dateText(value);
  if (name === "details") return plain("", Array.isArray(value) ? Object.fromEntries(value) : value);
  return plain(name, value);
}

/** A change of somebody on the account, with their name. @param {ChangeLine} change @param {FullAccount} account @returns {ChangeLine} */
function named(change, account) {
  /** @type {any} */
  const after = change.after;
  const person = after?.person;
  if (person === undefined) return change;
  const name = account.persons.find((each) => each.id === person)?.name ?? say("accounts.person.former");
  const stands = (/** @type {any} */ side) => ({ stands: `${name}: ${sayNamed("accounts.stands", side.stands)}` });
  return { ...change, before: stands(change.before), after: stands(change.after) };
}

/** @param {InputEvent} event */
function textOf(event) {
  return /** @type {HTMLInputElement} */ (event.target).value;
}
