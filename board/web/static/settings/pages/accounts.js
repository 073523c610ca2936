// @ts-check
/** The registry: accounts found as one types, by how they stand, each with its people, tickets and promises. */

import { useEffect, useState } from "preact/hooks";
import { html } from "../../html.js";
import { followLink, goTo } from "../../navigation.js";
import { pageAddress } from "../../route.js";
import { language, say } from "../../say.js";
import { route } from "../../state.js";
import { Icon } from "../../views/icons.js";
import { Block, Empty } from "../parts/states.js";
import { AccountPage, NewAccount, accountReads, newAccountReads } from "./account.js";
import { Standing, figures } from "./account_line.js";
import { ImportPage, Imports, importReads } from "./account_imports.js";

/** @import { AccountsPage, ListedAccount, PagePlace } from "../../types" */

const PAGE = "accounts";
const IMPORT = "import";
const NEW = "new";
const TYPING_MS = 200;
const A_PAGE = 50;
const STANDINGS = /** @type {const} */ (["", "active", "suspended", "expired"]);

/** @param {PagePlace} place @returns {Record<string, string>} */
export function reads({ rest: [first, second], asked }) {
  if (first === NEW) return newAccountReads();
  if (first === IMPORT) return importReads(second, asked);
  if (first) return accountReads(first);
  const { q = "", status = "", after = "" } = asked;
  const query = new URLSearchParams({ q, status, after, limit: String(A_PAGE) });
  return { accounts: `/accounts?${query}` };
}

/** @param {{ place: PagePlace, told: any, mayEdit: boolean }} props */
export function Page({ place, told, mayEdit }) {
  const [first, second] = place.rest;
  if (first === NEW) return html`<${NewAccount} plans=${told.plans.items} mayEdit=${mayEdit} />`;
  if (first === IMPORT && second) return html`<${ImportPage} made=${told.made} asked=${place.asked} mayEdit=${mayEdit} />`;
  if (first === IMPORT) return html`<${Imports} imports=${told.imports.items} mayEdit=${mayEdit} />`;
  if (first) return html`<${AccountPage} account=${told.account} plans=${told.plans.items} changes=${told.changes.items} mayEdit=${mayEdit} />`;
  return html`<${List} found=${told.accounts} asked=${place.asked} mayEdit=${mayEdit} />`;
}

/** @param {{ found: AccountsPage, asked: Record<string, string>, mayEdit: boolean }} props */
function List({ found, asked, mayEdit }) {
  const { standings } = found;
  const all = standings.active + standings.suspended + standings.expired;
  return html`
    <div class="list-head">
      <${Search} asked=${asked} />
      ${
        mayEdit &&
        html`
          <a class="button" href=${pageAddress(PAGE, [IMPORT])} onClick=${followLink}>
            <${Icon} name="clip" />
            ${say("accounts.import")}
          </a>
          <a class="button button-send" href=${pageAddress(PAGE, [NEW])} onClick=${followLink}>
            <${Icon} name="plus" />
            ${say("accounts.add")}
          </a>
        `
      }
      <a class="button" href=${exportAddress()} download>${say("accounts.export")}</a>
    </div>
    <nav class="filters" aria-label=${say("accounts.filter")}>
      ${STANDINGS.map(
        (name) => html`
          <a
            key=${name}
            class="filter"
            href=${pageAddress(PAGE, [], { q: asked.q ?? "", status: name })}
            aria-current=${(asked.status ?? "") === name ? "true" : undefined}
            onClick=${followLink}
          >
            ${say(`accounts.standing.${name || "all"}`)} <span class="filter-count">${name ? standings[name] : all}</span>
          </a>
        `,
      )}
    </nav>
    ${
      found.items.length === 0
        ? html`
            <${Nothing} isEmpty=${all === 0} mayEdit=${mayEdit} />
          `
        : html`
            <${Block}>
              <ul class="rows accounts" aria-label=${say("nav.accounts")}>
                ${found.items.map((account) => html`<${Row} key=${account.id} account=${account} />`)}
              </ul>
            <//>
          `
    }
    <${Pages} found=${found} asked=${asked} />
  `;
}

/** @param {{ asked: Record<string, string> }} props */
function Search({ asked }) {
  const [text, setText] = useState(asked.q ?? "");
  useEffect(() => {
    if (text === (asked.q ?? "")) return undefined;
    const timer = setTimeout(() => {
      const address = pageAddress(PAGE, [], { q: text, status: asked.status ?? "" });
      if (route.peek().page?.name === PAGE) goTo(address, { replace: true });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return html`
    <input
      class="accounts-search"
      type="search"
      value=${text}
      placeholder=${say("accounts.search")}
      aria-label=${say("accounts.search")}
      autocomplete="off"
      spellcheck=${false}
      onInput=${(/** @type {InputEvent} */ event) => setText(/** @type {HTMLInputElement} */ (event.target).value)}
    />
  `;
}

/** @param {{ account: ListedAccount }} props */
function Row({ account }) {
  return html`
    <li>
      <a class="row-link" href=${pageAddress(PAGE, [String(account.id)])} onClick=${followLink}>
        <span>
          <span class="account-title">
            <span class="account">${account.number}</span>
            <strong><bdi>${account.name}</bdi></strong>
          </span>
          <span class="quiet">${figures(account).join(" · ")}</span>
        </span>
        ${account.new_people > 0 && html`<span class="mark-missing">${say("accounts.new_people", { n: account.new_people })}</span>`}
        ${account.standing !== "active" && html`<${Standing} name=${account.standing} />`}
        <${Icon} name="right" />
      </a>
    </li>
  `;
}

/** @param {{ isEmpty: boolean, mayEdit: boolean }} props */
function Nothing({ isEmpty, mayEdit }) {
  if (!isEmpty) return html`<p class="settings-note" role="status">${say("accounts.none_found")}</p>`;
  return html`
    <${Empty} title=${say("accounts.empty")} about=${say("accounts.empty.about")}>
      ${
        mayEdit &&
        html`
          <a class="button button-send" href=${pageAddress(PAGE, [IMPORT])} onClick=${followLink}>${say("accounts.import")}</a>
        `
      }
    <//>
  `;
}

/** @param {{ found: AccountsPage, asked: Record<string, string> }} props */
function Pages({ found, asked }) {
  if (!found.next && !asked.after) return null;
  return html`
    <nav class="list-head" aria-label=${say("accounts.pages")}>
      ${
        asked.after
          ? html`
              <a class="button" href=${pageAddress(PAGE, [], { ...asked, after: "" })} onClick=${followLink}>${say("accounts.first")}</a>
            `
          : html`<span></span>`
      }
      ${
        found.next &&
        html`
          <a class="button" href=${pageAddress(PAGE, [], { ...asked, after: found.next })} onClick=${followLink}>
            ${say("accounts.next")}
            <${Icon} name="right" />
          </a>
        `
      }
    </nav>
  `;
}

/** With semicolons where the spreadsheets of the reader's language expect them. */
function exportAddress() {
  return `/api/v1/accounts/export.csv?separator=${language() === "en" ? "comma" : "semicolon"}`;
}
