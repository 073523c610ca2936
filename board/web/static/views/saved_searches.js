// @ts-check
/** Searches kept beside the boards, and what can be done with the one in view. */

import { useState } from "preact/hooks";
import { changeSearch, removeSearch, saveSearch } from "../actions/searches.js";
import { html } from "../html.js";
import { EVERY_BOARD } from "../layout.js";
import { followLink } from "../navigation.js";
import { LONGEST_QUERY, parseQuery } from "../query.js";
import { routeAddress } from "../route.js";
import { say } from "../say.js";
import { overlay, route, savedSearches } from "../state.js";
import { Icon } from "./icons.js";
import { Sheet } from "./sheet.js";

/** @import { SavedSearch } from "../types" */

const LONGEST_NAME = 60;

/** Beside the tabs of the boards. */
export function SavedTabs() {
  const { page, query } = route.value;
  return savedSearches.value.map(
    ({ id, name, q, count, more }) => html`
      <a
        key=${id}
        class="tab tab-search"
        href=${routeAddress({ page: null, board: EVERY_BOARD, query: q, ticket: null })}
        title=${q}
        draggable=${false}
        aria-current=${!page && query.trim() === q ? "page" : undefined}
        onClick=${followLink}
      >
        <${Icon} name="search" />
        <bdi>${name}</bdi>
        ${
          count > 0 &&
          html`
            <span class="tab-count" data-tone="quiet" aria-hidden="true">${more ? "99+" : count}</span>
            <span class="for-ears">${say(more ? "results.more" : "results.title", { n: more ? 99 : count })}</span>
          `
        }
      </a>
    `,
  );
}

/** Keeps the search in view, or renames the one kept, or keeps it no longer. */
export function SearchTools() {
  const query = route.value.query.trim();
  const kept = savedSearches.value.find(({ q }) => q === query);
  if (!kept)
    return html`
      <button type="button" class="button button-small" onClick=${() => nameSearch()}>
        <${Icon} name="save" />
        ${say("search.save")}
      </button>
    `;
  return html`
    <span class="search-tools">
      <button type="button" class="button button-small" onClick=${() => nameSearch(kept)}>${say("search.change")}</button>
      <button type="button" class="button button-small button-quiet" onClick=${() => void removeSearch(kept.id)}>
        ${say("search.remove")}
      </button>
    </span>
  `;
}

/** @param {SavedSearch} [kept] */
export function nameSearch(kept) {
  const query = route.peek().query.trim();
  overlay.value = { kind: "sheet", draw: () => html`<${Naming} kept=${kept} query=${kept?.q ?? query} />` };
}

/** @param {{ kept?: SavedSearch, query: string }} props */
function Naming({ kept, query }) {
  const [name, setName] = useState(kept?.name ?? nameFor(query));
  const [typed, setTyped] = useState(query);
  const title = say(kept ? "search.change_title" : "search.save_title");
  /** @param {Event} event */
  function submit(event) {
    event.preventDefault();
    if (name.trim() && typed.trim()) void (kept ? changeSearch(kept.id, name, typed) : saveSearch(name, typed));
  }
  return html`
    <${Sheet} label=${title} title=${title} onClose=${() => (overlay.value = null)}>
      <form class="search-naming" onSubmit=${submit}>
        <label>
          ${say("search.name")}
          <input
            type="text"
            data-autofocus
            required
            maxlength=${LONGEST_NAME}
            value=${name}
            onInput=${(/** @type {InputEvent} */ event) => setName(/** @type {HTMLInputElement} */ (event.target).value)}
          />
        </label>
        <label>
          ${say("search.query")}
          <input
            type="text"
            required
            maxlength=${LONGEST_QUERY}
            spellcheck=${false}
            value=${typed}
            onInput=${(/** @type {InputEvent} */ event) => setTyped(/** @type {HTMLInputElement} */ (event.target).value)}
          />
        </label>
        <p class="quiet">${say("search.save_about")}</p>
        <div class="sheet-end">
          <button type="submit" class="button button-send">${say(kept ? "search.keep" : "search.save")}</button>
        </div>
      </form>
    <//>
  `;
}

/** What stands in it, as far as that is a name. @param {string} query */
function nameFor(query) {
  const { words, terms } = parseQuery(query);
  return [...terms.flatMap(({ values }) => values), words].filter(Boolean).join(" ").slice(0, LONGEST_NAME);
}
