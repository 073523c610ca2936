// @ts-check
/** What stands where there is nothing to edit: reading, nothing there yet, or only to be looked at. */

import { html } from "../../html.js";
import { say } from "../../say.js";
import { Icon } from "../../views/icons.js";

/** @import { Role } from "../../types" */

export function Reading() {
  return html`
    <p class="settings-note" role="status">${say("settings.reading")}</p>
  `;
}

/** Why nothing can be changed here. @param {{ role: Role }} props who may */
export function ReadOnly({ role }) {
  return html`
    <p class="settings-note" data-tone="locked">
      <${Icon} name="lock" />
      ${say(`settings.only.${role}`)}
    </p>
  `;
}

/** Nothing there yet: what it is for, and the first step. @param {{ title: string, about?: string, children?: unknown }} props */
export function Empty({ title, about, children }) {
  return html`
    <div class="empty">
      <strong>${title}</strong>
      ${about && html`<p>${about}</p>`} ${children}
    </div>
  `;
}

/** The head of a page about one thing of a list. @param {{ title: string, about?: string, actions?: unknown }} props */
export function ThingHead({ title, about, actions }) {
  return html`
    <header class="thing-head">
      <h1>${title}</h1>
      ${actions}
    </header>
    ${about && html`<p class="settings-about">${about}</p>`}
  `;
}

/** What can be done with the thing as a whole, at the end of its page. @param {{ children?: unknown }} props */
export function ThingEnds({ children }) {
  return html`<div class="thing-ends">${children}</div>`;
}

/** Asks first, in a sheet. @param {{ label: string, onClick: () => void }} props */
export function RemoveButton({ label, onClick }) {
  return html`
    <button type="button" class="button button-danger-quiet" onClick=${onClick}>
      <${Icon} name="bin" />
      ${label}
    </button>
  `;
}

/** A part of a page, with its heading. @param {{ title?: string, about?: string, actions?: unknown, children?: unknown }} props */
export function Block({ title, about, actions, children }) {
  return html`
    <section class="block" aria-label=${title}>
      ${
        title &&
        html`
          <header class="block-head">
            <h2>${title}</h2>
            ${actions}
          </header>
        `
      }
      ${about && html`<p class="block-about">${about}</p>`} ${children}
    </section>
  `;
}
