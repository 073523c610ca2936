// @ts-check
/** By what people and programs come in: every session and every token, and the way to end each. */

import { useState } from "preact/hooks";
import { html } from "../../html.js";
import { momentText } from "../../look.js";
import { say } from "../../say.js";
import { act, actAndSay } from "../acting.js";
import { Choice, NumberField } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { MakingForm } from "../parts/saving.js";
import { Secret } from "../parts/secret.js";
import { Block, Empty } from "../parts/states.js";

/** @import { AgentLine, Role, WayIn } from "../../types" */

/** @type {Role[]} */
const ROLES = ["owner", "agent", "viewer"];

/** @returns {Record<string, string>} */
export function reads() {
  return { sessions: "/settings/sessions", tokens: "/settings/tokens", agents: "/settings/agents" };
}

/** @param {{ told: { sessions: { items: WayIn[] }, tokens: { items: WayIn[] }, agents: { items: AgentLine[] } }, mayEdit: boolean }} props */
export function Page({ told, mayEdit }) {
  return html`
    <${Block} title=${say("access.sessions")}>
      <ul class="rows">
        ${told.sessions.items.map(
          (way) => html`
            <${Line} key=${way.id} way=${way} title=${way.device || say("access.unknown")}>
              ${
                mayEdit &&
                !way.is_here &&
                html`
                  <button
                    type="button"
                    class="button button-small"
                    aria-label=${say("access.end_one", { name: way.agent })}
                    onClick=${() => void actAndSay("DELETE", `/settings/sessions/${way.id}`)}
                  >
                    ${say("access.end")}
                  </button>
                `
              }
            <//>
          `,
        )}
      </ul>
    <//>
    <${Block} title=${say("access.tokens")}>
      ${
        told.tokens.items.length === 0
          ? html`
              <${Empty} title=${say("access.tokens.none")} about=${say("access.tokens.none.about")} />
            `
          : html`
              <ul class="rows">
                ${told.tokens.items.map(
                  (way) => html`
                    <${Line} key=${way.id} way=${way} title=${`${way.id} · ${say(`role.${way.role}`)}`}>
                      ${
                        mayEdit &&
                        html`
                          <button
                            type="button"
                            class="button button-small"
                            aria-label=${say("access.revoke_one", { id: way.id, name: way.agent })}
                            onClick=${() => void actAndSay("DELETE", `/settings/tokens/${way.id}`)}
                          >
                            ${say("access.revoke")}
                          </button>
                        `
                      }
                    <//>
                  `,
                )}
              </ul>
            `
      }
    <//>
    ${mayEdit && html`<${NewToken} agents=${told.agents.items} />`}
  `;
}

/** @param {{ way: WayIn, title: string, children?: unknown }} props */
function Line({ way, title, children }) {
  const used = way.used_at ? say("access.used", { at: momentText(way.used_at, Date.now()) }) : say("access.unused");
  const until = way.expires_at ? say("access.until", { at: momentText(way.expires_at, Date.now()) }) : "";
  const facts = [title, way.address, way.is_here ? say("access.here") : used, until].filter(Boolean).join(" · ");
  return html`
    <li class="row">
      <span>
        <strong><bdi>${way.agent}</bdi></strong>
        <span class="quiet">${facts}</span>
      </span>
      ${children}
    </li>
  `;
}

/** @param {{ agents: AgentLine[] }} props */
function NewToken({ agents }) {
  const [token, setToken] = useState("");
  const me = agents.find((agent) => agent.is_me) ?? agents[0];
  const form = useForm({
    told: { agent: String(me?.id ?? ""), role: "viewer", days: 90 },
    version: 0,
    save: async ({ agent, role, days }) => {
      const made = await act("POST", "/settings/tokens", { agent: Number(agent), role: role || null, days });
      setToken(made.token ?? "");
    },
  });
  return html`
    <${Block} title=${say("access.make")}>
      <${MakingForm} form=${form} action=${say("access.make")}>
        <div class="field-pair">
        <${Choice}
          label=${say("access.agent")}
          name="agent"
          options=${agents.map((agent) => ({ value: String(agent.id), label: agent.name }))}
          ...${form.field("agent")}
        />
        <${Choice}
          label=${say("agents.role")}
          name="role"
          options=${[
            ...ROLES.toReversed().map((role) => ({ value: role, label: say(`role.${role}`) })),
            { value: "", label: say("access.role.same") },
          ]}
          ...${form.field("role")}
        />
        <${NumberField} label=${say("access.days")} hint=${say("access.days.hint")} least=${1} most=${3650} ...${form.field("days")} />
        </div>
      <//>
      ${token && html`<${Secret} label=${say("access.made")} value=${token} />`}
    <//>
  `;
}
