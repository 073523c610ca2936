// @ts-check
/** The menus a card and the panel share: where to move a ticket, and its labels. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { openShift } from "../actions/shift.js";
import { chooseLanguage, openSessions, signOut } from "../actions/self.js";
import { chooseTakingBack } from "../actions/taking_back.js";
import { label, move } from "../actions/tickets.js";
import { html } from "../html.js";
import { labelName } from "../labels.js";
import { hueOf } from "../look.js";
import { goTo } from "../navigation.js";
import { pageAddress } from "../route.js";
import { say } from "../say.js";
import { SETTINGS } from "../settings/pages.js";
import { chosenLanguage, desk, knownLabels, me, overlay, role, takesBack, ticketOf } from "../state.js";
import { askHandOver } from "./handing_over.js";
import { Icon } from "./icons.js";
import { useDialogFocus } from "./sheet.js";

/** @import { Destination, Language } from "../types" */
/** @typedef {{ number: number, x: number, y: number }} Spot */

const MARGIN_PX = 8;

/** @param {Spot} props */
export function MoveMenu({ number, x, y }) {
  const ticket = ticketOf(number);
  const boards = desk.value?.boards ?? [];
  const board = boards.find((each) => each.key === ticket?.board);
  if (!ticket || !board) return null;
  const choose = (/** @type {Destination} */ to) => {
    overlay.value = null;
    void move(number, to);
  };
  return html`
    <${Popup} x=${x} y=${y} role="menu" label=${say("menu.title", { number })}>
      <${Group}
        title=${say("menu.column")}
        items=${board.columns}
        here=${ticket.column}
        onChoose=${(/** @type {string} */ column) => choose({ column })}
      />
      <${Group}
        title=${say("menu.lane")}
        items=${board.lanes}
        here=${ticket.lane}
        onChoose=${(/** @type {string} */ lane) => choose({ lane })}
      />
      <${Group}
        title=${say("menu.board")}
        items=${boards}
        here=${ticket.board}
        onChoose=${(/** @type {string} */ to) => choose({ board: to })}
      />
      <div class="menu-group">
        <button type="button" role="menuitem" tabindex="-1" onClick=${() => askHandOver(number)}>
          ${say("hand_on.button")}
        </button>
      </div>
    <//>
  `;
}

/** @param {{ title: string, items: { key: string, name: string, lang?: string }[], here: string, onChoose: (key: string) => void }} props */
export function Group({ title, items, here, onChoose }) {
  return html`
    <div role="group" aria-label=${title} class="menu-group">
      <div class="menu-title" aria-hidden="true">${title}</div>
      ${items.map(
        (item) => html`
          <button
            type="button"
            role="menuitemradio"
            aria-checked=${item.key === here}
            key=${item.key}
            tabindex="-1"
            data-to=${item.key}
            lang=${item.lang}
            onClick=${() => onChoose(item.key)}
          >
            ${item.name}${
              item.key === here &&
              html`
                <${Icon} name="check" />
              `
            }
          </button>
        `,
      )}
    </div>
  `;
}

/** The agent's own menu. @param {{ x: number, y: number }} props */
export function SelfMenu({ x, y }) {
  return html`
    <${Popup} x=${x} y=${y} role="menu" label=${say("header.self", { name: me.value })}>
      <div class="menu-title">${say("header.self", { name: me.value })}</div>
      <div class="menu-group" role="group">
        <button type="button" role="menuitem" tabindex="-1" onClick=${() => goTo(pageAddress(SETTINGS))}>
          ${say("nav.settings")}
        </button>
        ${
          role.value !== "viewer" &&
          html`
            <button type="button" role="menuitem" tabindex="-1" onClick=${() => void openShift()}>
              ${say("shift.title")}
            </button>
            <button type="button" role="menuitem" tabindex="-1" onClick=${() => (overlay.value = { kind: "away" })}>
              ${say("away.title")}
            </button>
          `
        }
        <button type="button" role="menuitem" tabindex="-1" onClick=${() => (overlay.value = { kind: "warnings" })}>
          ${say("warnings.title")}
        </button>
        ${
          role.value !== "viewer" &&
          html`
            <button
              type="button"
              role="menuitemcheckbox"
              aria-checked=${takesBack.value}
              tabindex="-1"
              onClick=${() => void chooseTakingBack(!takesBack.value)}
            >
              ${say("taking_back.wish")}
              ${
                takesBack.value &&
                html`
                  <${Icon} name="check" />
                `
              }
            </button>
          `
        }
        <button type="button" role="menuitem" tabindex="-1" onClick=${() => void openSessions()}>
          ${say("sessions.title")}
        </button>
        <button type="button" role="menuitem" tabindex="-1" onClick=${() => void signOut()}>
          ${say("header.sign_out")}
        </button>
      </div>
      <${Languages} />
    <//>
  `;
}

/** Each by its own name, for whoever cannot read the one that is chosen. @type {Record<Language, string>} */
const LANGUAGES = { en: "English", ru: "Русский", id: "Bahasa Indonesia" };

function Languages() {
  const choices = [{ key: "", name: say("language.browser") }, ...Object.entries(LANGUAGES).map(choice)];
  return html`
    <${Group}
      title=${say("header.language")}
      items=${choices}
      here=${chosenLanguage.value ?? ""}
      onChoose=${(/** @type {Language | ""} */ key) => void chooseLanguage(key || null)}
    />
  `;
}

/** @param {[string, string]} language */
function choice([key, name]) {
  return { key, name, lang: key };
}

/** @param {Spot} props */
export function LabelMenu({ number, x, y }) {
  const ticket = ticketOf(number);
  const [text, setText] = useState("");
  if (!ticket) return null;
  const wanted = text.trim().toLowerCase();
  const shown = knownLabels.value.filter((each) => labelName(each).toLowerCase().includes(wanted));
  const toggle = (/** @type {string} */ each) =>
    void label(number, ticket.labels.includes(each) ? { remove: [each] } : { add: [each] });
  return html`
    <${Popup} x=${x} y=${y} role="dialog" label=${say("menu.labels", { number })}>
      <form
        class="menu-field"
        onSubmit=${(/** @type {Event} */ event) => {
          event.preventDefault();
          if (text.trim()) toggle(text.trim());
          setText("");
        }}
      >
        <input
          data-autofocus
          value=${text}
          placeholder=${say("menu.new_label")}
          aria-label=${say("menu.new_label")}
          maxlength="40"
          onInput=${(/** @type {InputEvent} */ event) => setText(/** @type {HTMLInputElement} */ (event.target).value)}
        />
        <button class="button button-small" type="submit" disabled=${!text.trim()}>${say("menu.add_label")}</button>
      </form>
      <div class="menu-group" role="group" aria-label=${say("panel.labels")}>
        ${
          shown.length === 0 &&
          html`
            <p class="quiet menu-title">${say("menu.no_labels")}</p>
          `
        }
        ${shown.map(
          (each) => html`
            <button
              type="button"
              key=${each}
              aria-pressed=${ticket.labels.includes(each)}
              onClick=${() => toggle(each)}
            >
              <span class="label" data-hue=${hueOf(each)}>${labelName(each)}</span>
              ${
                ticket.labels.includes(each) &&
                html`
                  <${Icon} name="check" />
                `
              }
            </button>
          `,
        )}
      </div>
    <//>
  `;
}

/** A box at a point, kept on the screen; arrows walk it. @param {{ x: number, y: number, role: string, label: string, children?: unknown }} props */
export function Popup({ x, y, role, label: name, children }) {
  const box = useDialogFocus();
  const spot = useRef({ x, y });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(MARGIN_PX, Math.min(spot.current.x, innerWidth - width - MARGIN_PX))}px`;
    element.style.top = `${Math.max(MARGIN_PX, Math.min(spot.current.y, innerHeight - height - MARGIN_PX))}px`;
    if (role === "menu") {
      const items = itemsOf(element);
      const isChoice = items.every((item) => item.role === "menuitemradio");
      const chosen = items.findIndex((item) => item.getAttribute("aria-checked") === "true");
      focusItem(element, isChoice ? Math.max(chosen, 0) : 0);
    }
  }, []);
  return html`
    <div
      class="menu-ground"
      onClick=${(/** @type {MouseEvent} */ event) => event.target === event.currentTarget && (overlay.value = null)}
    >
      <div class="menu" role=${role} aria-label=${name} tabindex="-1" ref=${box} onKeyDown=${walk}>${children}</div>
    </div>
  `;
}

/** @param {KeyboardEvent} event */
function walk(event) {
  // Its own arrows go through days and hours.
  if (event.target instanceof HTMLInputElement && event.target.type === "datetime-local" && event.key !== "Tab") return;
  const menu = /** @type {HTMLElement} */ (event.currentTarget);
  const items = itemsOf(menu);
  const at = items.findIndex((item) => item === document.activeElement);
  const steps = /** @type {Record<string, number>} */ ({
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: items.length - 1,
  });
  const next = event.key === "Tab" ? at + (event.shiftKey ? -1 : 1) : steps[event.key];
  if (next !== undefined) {
    event.preventDefault();
    focusItem(menu, next);
  } else if (/^\p{L}$/u.test(event.key) && !(event.target instanceof HTMLInputElement)) {
    const letter = event.key.toLowerCase();
    const starts = (/** @type {HTMLElement} */ item) =>
      item.textContent?.trim().toLowerCase().startsWith(letter) ?? false;
    const found = items.findIndex((item, index) => index > at && starts(item));
    focusItem(menu, found >= 0 ? found : items.findIndex(starts));
  }
}

/** @param {HTMLElement} menu @returns {HTMLElement[]} */
function itemsOf(menu) {
  return [...menu.querySelectorAll("input, button:not(:disabled)")].filter((each) => each instanceof HTMLElement);
}

/** @param {HTMLElement} menu @param {number} index */
function focusItem(menu, index) {
  const items = itemsOf(menu);
  if (items.length > 0) items[(index + items.length) % items.length]?.focus();
}
