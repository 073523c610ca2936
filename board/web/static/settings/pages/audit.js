// @ts-check
/** Who did what: filters that stand in the address, a page of lines, before and after, and a spreadsheet of all. */

import { useState } from "preact/hooks";
import { html } from "../../html.js";
import { momentText } from "../../look.js";
import { followLink, goTo } from "../../navigation.js";
import { pageAddress, routeAddress } from "../../route.js";
import { say } from "../../say.js";
import { desk, role, route } from "../../state.js";
import { Icon } from "../../views/icons.js";
import { takeBack } from "../acting.js";
import { fieldNames, shownStates, valueText } from "../change_words.js";
import { Choice, TextField } from "../parts/fields.js";
import { Differences } from "../parts/history.js";
import { Block, Empty } from "../parts/states.js";

/** @import { Audit, AuditLine, PagePlace } from "../../types" */

const PAGE = "audit";
const FILTERS = ["actor", "agent", "kind", "ticket", "account", "since", "until", "q"];
const KINDS = /** @type {const} */ (["tickets", "talk", "deadlines", "people", "settings", "access", "machinery"]);
const OTHERS = /** @type {const} */ (["customer", "timer", "rule", "desk"]);

/** @param {PagePlace} place @returns {Record<string, string>} */
export function reads({ asked }) {
  return { audit: `/audit?${new URLSearchParams(asked)}` };
}

/** @param {{ place: PagePlace, told: { audit: Audit }, mayEdit: boolean }} props */
export function Page({ place, told, mayEdit }) {
  const { items, next } = told.audit;
  const { after: _, ...asked } = place.asked;
  return html`
    <${Filters} key=${JSON.stringify(asked)} asked=${asked} />
    <${Block}>
      ${
        items.length === 0
          ? html`
              <${Empty} title=${say("audit.none")} />
            `
          : html`
              <ol class="rows audit">
                ${items.map(
                  (line) => html`
                    <${Line} key=${line.id} line=${line} mayTakeBack=${mayEdit} />
                  `,
                )}
              </ol>
            `
      }
      <nav class="block-buttons" aria-label=${say("nav.audit")}>
        ${
          place.asked.after &&
          html`
            <a class="button" href=${pageAddress(PAGE, [], asked)} onClick=${followLink}>${say("audit.newest")}</a>
          `
        }
        ${
          next !== null &&
          html`
            <a class="button" href=${pageAddress(PAGE, [], { ...asked, after: String(next) })} onClick=${followLink}>
              ${say("audit.older")}
            </a>
          `
        }
        <a class="button button-quiet" href=${`/api/v1/audit.csv?${new URLSearchParams(asked)}`} download="audit.csv">
          ${say("audit.sheet")}
        </a>
      </nav>
    <//>
  `;
}

/** @param {{ asked: Record<string, string> }} props */
function Filters({ asked }) {
  const [wanted, setWanted] = useState(asked);
  const change = (/** @type {Record<string, string>} */ some) => setWanted({ ...wanted, ...some });
  const field = (/** @type {string} */ name) => ({
    name,
    value: wanted[name] ?? "",
    onChange: (/** @type {string} */ value) => change({ [name]: value }),
  });
  const kinds = KINDS.filter((kind) => kind !== "access" || role.value === "owner");
  function show() {
    const chosen = FILTERS.flatMap((name) => (wanted[name]?.trim() ? [[name, wanted[name].trim()]] : []));
    goTo(pageAddress(PAGE, [], Object.fromEntries(chosen)));
  }
  return html`
    <form
      class="block audit-filters"
      aria-label=${say("audit.filters")}
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        show();
      }}
    >
      <${Choice}
        label=${say("audit.actor")}
        name="actor"
        value=${wanted.agent ? `agent:${wanted.agent}` : (wanted.actor ?? "")}
        onChange=${(/** @type {string} */ value) =>
          change(value.startsWith("agent:") ? { agent: value.slice(6), actor: "" } : { agent: "", actor: value })}
        options=${[
          { value: "", label: say("audit.anybody") },
          ...(desk.value?.agents ?? []).map((name) => ({ value: `agent:${name}`, label: name })),
          ...OTHERS.map((kind) => ({ value: kind, label: say(`audit.actor.${kind}`) })),
        ]}
      />
      <${Choice}
        label=${say("audit.kind")}
        options=${[
          { value: "", label: say("audit.everything") },
          ...kinds.map((kind) => ({ value: kind, label: say(`audit.kind.${kind}`) })),
        ]}
        ...${field("kind")}
      />
      <${TextField} label=${say("audit.ticket")} ...${field("ticket")} />
      <${TextField} label=${say("audit.account")} ...${field("account")} />
      <${TextField} label=${say("audit.since")} type="date" ...${field("since")} />
      <${TextField} label=${say("audit.until")} type="date" ...${field("until")} />
      <${TextField} label=${say("audit.q")} ...${field("q")} />
      <div class="block-buttons">
        <button type="submit" class="button button-send">${say("audit.find")}</button>
        <a class="button button-quiet" href=${pageAddress(PAGE)} onClick=${followLink}>${say("audit.clear")}</a>
      </div>
    </form>
  `;
}

/** @param {{ line: AuditLine, mayTakeBack: boolean }} props */
function Line({ line, mayTakeBack }) {
  const { change } = line;
  return html`
    <li class="audit-line">
      <div class="history-head">
        <strong><bdi>${whoDid(line)}</bdi></strong>
        <time class="quiet" datetime=${line.at}>${momentText(line.at, Date.now())}</time>
        ${
          change?.may_take_back &&
          mayTakeBack &&
          html`
            <button type="button" class="button button-small" onClick=${() => void takeBack(change.id)}>
              <${Icon} name="undo" />
              ${say("history.take_back")}
            </button>
          `
        }
      </div>
      <p>
        ${
          line.ticket === null
            ? line.text
            : html`
                <a href=${routeAddress({ ...route.peek(), page: null, query: "", ticket: line.ticket })} onClick=${followLink}>${line.text}</a>
              `
        }
        ${line.account && html` <bdi class="account">${line.account}</bdi>`}
      </p>
      ${
        change &&
        html`
          <${Differences}
            ...${shownStates(change)}
            labels=${fieldNames(change)}
            draw=${(/** @type {string} */ name, /** @type {any} */ value) => valueText(change, name, value)}
          />
        `
      }
    </li>
  `;
}

/** @param {AuditLine} line */
function whoDid({ actor, actor_kind: kind }) {
  return kind === "timer" || kind === "rule" || kind === "desk" ? say(`audit.actor.${kind}`) : actor;
}
