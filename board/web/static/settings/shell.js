// @ts-check
/** What every page beside the board stands in: the list of pages at its left, its heading, and what reading it came to. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "../html.js";
import { followLink } from "../navigation.js";
import { pageAddress } from "../route.js";
import { say, sayNamed } from "../say.js";
import { role, route } from "../state.js";
import { Icon } from "../views/icons.js";
import { openPage, readPage } from "./opening.js";
import { GROUPS, SETTINGS, entryOf, wordOf } from "./pages.js";
import { ReadOnly, Reading } from "./parts/states.js";

/** @import { OpenPage, PageEntry, Role } from "../types" */

/** @type {Role[]} the lower ones may less */
const ROLES = ["owner", "agent", "viewer"];

/** Whether whoever is signed in may do what that role may. @param {Role} wanted */
export function may(wanted) {
  return ROLES.indexOf(role.value) <= ROLES.indexOf(wanted);
}

export function SettingsShell() {
  const { name, rest } = route.value.page ?? { name: SETTINGS, rest: [] };
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    main.current?.scrollTo({ top: 0 });
    // Whatever was pressed may be gone with the page it stood on.
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [openPage.value?.address]);
  return html`
    <div class="settings" data-list=${name === SETTINGS ? "yes" : undefined}>
      <nav class="settings-nav" aria-label=${say("nav.settings")}>
        ${groupsInSight().map(
          (group) => html`
            <${NavGroup} key=${group.key} group=${group} here=${name} />
          `,
        )}
      </nav>
      <main class="settings-main" id="board" tabindex="-1" aria-label=${pageTitle(name)} ref=${main}>
        <div class="settings-page">
          ${name !== SETTINGS && html`<${Back} name=${rest.length > 0 ? name : SETTINGS} isOfThing=${rest.length > 0} />`}
          ${rest.length === 0 && html`<h1>${pageTitle(name)}</h1>`}
          <${Content} name=${name} isList=${rest.length === 0} />
        </div>
      </main>
    </div>
  `;
}

/** What the page is called. @param {string} name */
export function pageTitle(name) {
  return name === SETTINGS || entryOf(name) ? sayNamed("nav", wordOf(name)) : say("nav.missing");
}

/** From one thing to the list of them; from a list to that of all pages, where that is not in sight. @param {{ name: string, isOfThing: boolean }} props */
function Back({ name, isOfThing }) {
  return html`
    <a class="settings-back" data-always=${isOfThing ? "yes" : undefined} href=${pageAddress(name)} onClick=${followLink}>
      <${Icon} name="left" />
      ${pageTitle(name)}
    </a>
  `;
}

/** @param {{ name: string, isList: boolean }} props */
function Content({ name, isList }) {
  const entry = entryOf(name);
  if (name === SETTINGS)
    return html`
      <${Overview} />
    `;
  if (!entry)
    return html`
      <p class="settings-about">${say("nav.missing.about")}</p>
    `;
  return html`
    ${isList && html`<p class="settings-about">${sayNamed(`nav.${wordOf(name)}`, "about", "")}</p>`}
    <${Opened} entry=${entry} opened=${openPage.value} />
  `;
}

/** @param {{ entry: PageEntry, opened: OpenPage | null }} props */
function Opened({ entry, opened }) {
  if (opened?.refusal) {
    return html`
      <div class="block" role="alert">
        <p>${opened.refusal.message}</p>
        <button type="button" class="button" onClick=${() => void readPage()}>${say("settings.again")}</button>
      </div>
    `;
  }
  if (!opened?.module || opened.place.name !== entry.name)
    return html`
      <${Reading} />
    `;
  const mayEdit = may(entry.role);
  return html`
    ${
      !mayEdit &&
      html`
        <${ReadOnly} role=${entry.role} />
      `
    }
    <${opened.module.Page} key=${opened.address} place=${opened.place} told=${opened.told} mayEdit=${mayEdit} />
  `;
}

function groupsInSight() {
  const mayOpen = (/** @type {PageEntry} */ page) => may(page.sees ?? "viewer");
  return GROUPS.map(({ key, pages }) => ({ key, pages: pages.filter(mayOpen) })).filter(({ pages }) => pages.length > 0);
}

/** @param {{ group: { key: string, pages: PageEntry[] }, here: string }} props */
function NavGroup({ group, here }) {
  return html`
    <h2 id="nav-${group.key}">${sayNamed("nav.group", group.key)}</h2>
    <ul aria-labelledby="nav-${group.key}">
      ${group.pages.map(
        (page) => html`
          <li key=${page.name}>
            <a href=${pageAddress(page.name)} aria-current=${page.name === here ? "page" : undefined} onClick=${followLink}>
              ${sayNamed("nav", wordOf(page.name))}
            </a>
          </li>
        `,
      )}
    </ul>
  `;
}

/** Every page with a sentence on what it is for; on a narrow screen it is the list. */
function Overview() {
  return html`
    <p class="settings-about">${say("nav.settings.about")}</p>
    ${groupsInSight().map(
      (group) => html`
        <section key=${group.key} class="block overview" aria-label=${sayNamed("nav.group", group.key)}>
          <h2>${sayNamed("nav.group", group.key)}</h2>
          <ul>
            ${group.pages.map(
              (page) => html`
                <li key=${page.name}>
                  <a class="row-link" href=${pageAddress(page.name)} onClick=${followLink}>
                    <span>
                      <strong>${sayNamed("nav", wordOf(page.name))}</strong>
                      <span class="quiet">${sayNamed(`nav.${wordOf(page.name)}`, "about", "")}</span>
                    </span>
                    <${Icon} name="right" />
                  </a>
                </li>
              `,
            )}
          </ul>
        </section>
      `,
    )}
  `;
}
