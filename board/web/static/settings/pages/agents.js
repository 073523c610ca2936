// @ts-check
/** Who works here: their roles, and the ways in that are made for them. */

import { useState } from "preact/hooks";
import { html } from "../../html.js";
import { followLink } from "../../navigation.js";
import { pageAddress } from "../../route.js";
import { say } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { act, actAndSay, leaveFor } from "../acting.js";
import { Choice, TextField } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { languageName, languages } from "../parts/languages.js";
import { QrCode } from "../parts/qr.js";
import { FormFrame, MakingForm, plain } from "../parts/saving.js";
import { Secret } from "../parts/secret.js";
import { ConfirmSheet, openSheet } from "../parts/sheets.js";
import { Block, RemoveButton, ThingEnds, ThingHead } from "../parts/states.js";

/** @import { AgentLine, ChangeLine, PagePlace, Role } from "../../types" */

const PAGE = "settings/agents";
/** @type {Role[]} */
const ROLES = ["owner", "agent", "viewer"];

/** @param {PagePlace} place @returns {Record<string, string>} */
export function reads({ rest: [id] }) {
  /** @type {Record<string, string>} */
  const paths = { agents: "/settings/agents" };
  if (id) paths.changes = `/settings/changes?thing=agent&keys=${encodeURIComponent(id)}`;
  return paths;
}

/** @param {{ place: PagePlace, told: { agents: { items: AgentLine[] }, changes?: { items: ChangeLine[] } }, mayEdit: boolean }} props */
export function Page({ place, told, mayEdit }) {
  const [id] = place.rest;
  const agent = told.agents.items.find((each) => String(each.id) === id);
  if (!id)
    return html`
      <${List} agents=${told.agents.items} />
      <${NewAgent} />
    `;
  if (!agent)
    return html`
      <p class="settings-note">${say("agents.unknown")}</p>
    `;
  return html`
    <${Editor} agent=${agent} mayEdit=${mayEdit} />
    <${Ways} agent=${agent} />
    <${ThingEnds}>
      <${RemoveButton} label=${say("agents.remove", { name: agent.name })} onClick=${() => openSheet(() => html`<${Removal} agent=${agent} agents=${told.agents.items} />`)} />
    <//>
    <${History} changes=${told.changes?.items ?? []} labels=${labels()} draw=${draw} mayEdit=${mayEdit} />
  `;
}

/** @param {{ agents: AgentLine[] }} props */
function List({ agents }) {
  return html`
    <${Block}>
      <ul class="rows">
        ${agents.map(
          (agent) => html`
            <li key=${agent.id}>
              <a class="row-link" href=${pageAddress(PAGE, [String(agent.id)])} onClick=${followLink}>
                <span>
                  <strong><bdi>${agent.name}</bdi>${agent.is_me ? ` (${say("agents.me")})` : ""}</strong>
                  <span class="quiet">${say(`role.${agent.role}`)} · ${factsOf(agent)}</span>
                </span>
                <${Icon} name="right" />
              </a>
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}

/** @param {AgentLine} agent */
function factsOf({ sessions, tokens, open_tickets: tickets, has_telegram: hasTelegram }) {
  const facts = say("agents.facts", { sessions, tokens, tickets });
  return hasTelegram ? `${facts} · ${say("agents.telegram")}` : facts;
}

/** With the way in that the new one needs next. */
function NewAgent() {
  const [made, setMade] = useState(/** @type {{ name: string, address: string, minutes: number }[]} */ ([]));
  const form = useForm({
    told: { name: "", role: "agent" },
    version: 0,
    save: async ({ name, role }) => {
      const { items } = await act("POST", "/settings/agents", { name, role });
      const { id } = items.find((/** @type {AgentLine} */ each) => each.name === name.trim()) ?? {};
      const login = id && (await actAndSay("POST", `/settings/agents/${id}/login`));
      if (login) setMade((before) => [...before, { ...login, name: name.trim() }]);
    },
    saved: say("agents.added"),
  });
  return html`
    <${Block} title=${say("agents.add")}>
      <${MakingForm} form=${form} action=${say("agents.add")} isReady=${form.values.name.trim() !== ""}>
        <div class="field-pair">
          <${TextField} label=${say("agents.name")} hint=${say("agents.name.hint")} name="name" ...${form.field("name")} />
          <${RoleChoice} ...${form.field("role")} />
        </div>
      <//>
      ${made.map(
        ({ name, address, minutes }) => html`
          <${Secret} key=${address} label=${say("agents.login.made_for", { name })} value=${address} hint=${say("agents.login.lives", { minutes })} />
        `,
      )}
    <//>
  `;
}

/** @param {{ value: Role, onChange: (role: Role) => void, errors?: Record<string, string>, isChanged?: boolean, readonly?: boolean }} props */
function RoleChoice(props) {
  return html`
    <${Choice}
      label=${say("agents.role")}
      hint=${say(`role.${props.value}.about`)}
      name="role"
      options=${ROLES.map((role) => ({ value: role, label: say(`role.${role}`) }))}
      ...${props}
    />
  `;
}

/** @param {{ agent: AgentLine, mayEdit: boolean }} props */
function Editor({ agent, mayEdit }) {
  const form = useForm({
    told: { name: agent.name, role: agent.role, language: agent.language ?? "" },
    version: agent.version,
    save: ({ name, role, language }, version) =>
      act("PUT", `/settings/agents/${agent.id}`, { name, role, language: language || null, version }),
  });
  return html`
    <${ThingHead} title=${agent.name} about=${factsOf(agent)} />
    <${FormFrame} form=${form} labels=${labels()}>
      <${Block}>
        <${TextField} label=${say("agents.name")} hint=${say("agents.name.hint")} name="name" readonly=${!mayEdit} ...${form.field("name")} />
        <${RoleChoice} readonly=${!mayEdit} ...${form.field("role")} />
        <${Choice}
          label=${say("agents.language")}
          name="language"
          readonly=${!mayEdit}
          options=${[
            { value: "", label: say("agents.language.browser") },
            ...languages().map((code) => ({ value: code, label: languageName(code) })),
          ]}
          ...${form.field("language")}
        />
      <//>
    <//>
  `;
}

/** @param {{ agent: AgentLine }} props */
function Ways({ agent }) {
  const [login, setLogin] = useState(/** @type {any} */ (null));
  const [link, setLink] = useState(/** @type {any} */ (null));
  const path = `/settings/agents/${agent.id}`;
  return html`
    <${Block} title=${say("agents.ways")} about=${say("agents.ways.about")}>
      <div class="block-buttons">
        <button type="button" class="button" onClick=${async () => setLogin(await actAndSay("POST", `${path}/login`))}>
          ${say("agents.login")}
        </button>
        <button type="button" class="button" onClick=${async () => setLink(await actAndSay("POST", `${path}/link`))}>
          ${say("agents.link")}
        </button>
      </div>
      ${
        login &&
        html`
          <${Secret} label=${say("agents.login.made")} value=${login.address} hint=${say("agents.login.lives", { minutes: login.minutes })} />
        `
      }
      ${
        link?.address &&
        html`
          <${QrCode} qr=${link.qr} label=${say("agents.link.qr")} />
          <${Secret} label=${say("agents.link.made")} value=${link.address} hint=${say("agents.login.lives", { minutes: link.minutes })} />
        `
      }
      ${
        link &&
        html`
          <${Secret} label=${say("agents.link.command")} value=${link.command} />
        `
      }
    <//>
  `;
}

const FREE = "free";
const KEEP = "keep";

/** @param {{ agent: AgentLine, agents: AgentLine[] }} props */
function Removal({ agent, agents }) {
  const takers = agents.filter((each) => each.id !== agent.id && each.role !== "viewer");
  const isAnybodyThere = takers.some((each) => each.at_work);
  const [to, setTo] = useState(isAnybodyThere ? FREE : KEEP);
  const taker = to === FREE || to === KEEP ? null : Number(to);
  return html`
    <${ConfirmSheet}
      title=${say("agents.remove", { name: agent.name })}
      action=${say("agents.remove.do")}
      tone="danger"
      onConfirm=${async () => {
        await act("DELETE", `/settings/agents/${agent.id}`, {
          hands_over: agent.open_tickets > 0 && to !== KEEP,
          to: taker,
          version: agent.version,
        });
        leaveFor(pageAddress(PAGE));
      }}
    >
      <p class="sheet-note">${say("agents.remove.about")}</p>
      ${
        agent.open_tickets > 0 &&
        html`
          <${Choice}
            label=${say("agents.remove.tickets", { n: agent.open_tickets })}
            name="to"
            value=${to}
            onChange=${setTo}
            options=${[
              ...(isAnybodyThere ? [{ value: FREE, label: say("shift.to.free") }] : []),
              ...takers.map(({ id, name, at_work, open_tickets: n }) => ({
                value: String(id),
                label: say(at_work ? "shift.colleague" : "shift.colleague.away", { name, n }),
              })),
              { value: KEEP, label: say("agents.remove.keep") },
            ]}
          />
        `
      }
    <//>
  `;
}

function labels() {
  return { name: say("agents.name"), role: say("agents.role"), language: say("agents.language") };
}

/** @param {string} name @param {any} value */
function draw(name, value) {
  if (name === "role" && ROLES.includes(value)) return say(`role.${/** @type {Role} */ (value)}`);
  if (name === "language") return value ? languageName(value) : say("agents.language.browser");
  return plain(name, value);
}
