// @ts-check
/** Quick replies in the composer: the list over it, what goes along with the words, and the button for who does not type a slash. */

import { useEffect } from "preact/hooks";
import { goToBlank } from "../actions/blanks.js";
import {
  asked,
  dismissList,
  insert,
  isEmpty,
  isListed,
  leaveFile,
  leaveOut,
  leaveQuick,
  listed,
  openList,
  said,
  stepList,
} from "../actions/quick.js";
import { html } from "../html.js";
import { labelName } from "../labels.js";
import { sizeText } from "../look.js";
import { followLink } from "../navigation.js";
import { pageAddress } from "../route.js";
import { say } from "../say.js";
import { composerMode, desk, draft, role, ticketOf } from "../state.js";
import { Icon } from "./icons.js";

/** @import { Draft, QuickReply, Ticket } from "../types" */

const LIST = "quick-list";
const PAGE = "settings/quick-replies";

/** What the field says of the list to a screen reader. */
export function listAttributes() {
  if (composerMode.value !== "reply") return {};
  const isOpen = isListed() && !isEmpty();
  return {
    "aria-autocomplete": "list",
    "aria-haspopup": "listbox",
    "aria-controls": isOpen ? LIST : undefined,
    "aria-activedescendant": isOpen ? optionId(asked.value?.at ?? 0) : undefined,
  };
}

/** Whether the key was the list's, or went on to the next blank. @param {KeyboardEvent} event @param {HTMLTextAreaElement} field */
export function takeQuickKey(event, field) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (isListed()) return takeListKey(event.key, event.shiftKey, field);
  return event.key === "Tab" && goToBlank(field, event.shiftKey);
}

/** @param {string} key @param {boolean} isShift @param {HTMLTextAreaElement} field */
function takeListKey(key, isShift, field) {
  if (key === "Escape") dismissList();
  else if (listed().length === 0) return false;
  else if (key === "ArrowDown" || key === "ArrowUp") stepList(key === "ArrowDown" ? 1 : -1);
  else if ((key === "Enter" || key === "Tab") && !isShift) insert(listed()[asked.peek()?.at ?? 0], field);
  else return false;
  return true;
}

/** @param {number} index */
function optionId(index) {
  return `quick-line-${index}`;
}

function fieldOf() {
  return /** @type {HTMLTextAreaElement} */ (document.querySelector(".composer textarea"));
}

export function QuickList() {
  const items = listed();
  const at = asked.value?.at ?? 0;
  useEffect(() => document.getElementById(optionId(at))?.scrollIntoView({ block: "nearest" }), [at, items.length]);
  if (!isListed())
    return html`
      <p class="for-ears" role="status"></p>
    `;
  return html`
    <div
      class="quick-list"
      onMouseDown=${(/** @type {MouseEvent} */ event) => event.preventDefault()}
    >
      ${
        isEmpty()
          ? html`
              <${Nothing} />
            `
          : html`
              <div class="quick-lines" id=${LIST} role="listbox" aria-label=${say("quick.title")}>
                ${items.map(
                  (item, index) => html`
                    <${Line} key=${item.id} item=${item} index=${index} isChosen=${index === at} />
                  `,
                )}
              </div>
              <p class="quick-keys" aria-hidden="true">${say("quick.keys")}</p>
            `
      }
    </div>
    <p class="for-ears" role="status">${isEmpty() ? say("quick.none") : say("quick.count", { n: items.length })}</p>
  `;
}

function Nothing() {
  return html`
    <p class="quick-none">
      ${say("quick.none")}
      ${
        role.value === "owner" &&
        html`
          <a href=${pageAddress(PAGE)} onClick=${followLink}>${say("quick.write_first")}</a>
        `
      }
    </p>
  `;
}

/** @param {{ item: QuickReply, index: number, isChosen: boolean }} props */
function Line({ item, index, isChosen }) {
  const { actions, files } = item;
  const does = actions.labels.length > 0 || actions.lane || actions.column;
  return html`
    <div
      id=${optionId(index)}
      class="quick-line"
      role="option"
      aria-selected=${isChosen}
      onClick=${() => insert(item, fieldOf())}
    >
      <bdi class="quick-name">${item.title}</bdi>
      <bdi class="quick-said">${said(item)}</bdi>
      <span class="quick-marks">
        ${files.length > 0 && html`<${Mark} icon="clip" says=${say("quick.has_files")} />`}
        ${does && html`<${Mark} icon="tag" says=${say("quick.sorts")} />`}
        ${actions.resolve && html`<${Mark} icon="check" says=${say("quick.resolves")} />`}
      </span>
    </div>
  `;
}

/** @param {{ icon: string, says: string }} props */
function Mark({ icon, says }) {
  return html`
    <span title=${says}>
      <${Icon} name=${icon} />
      <span class="for-ears">${says}</span>
    </span>
  `;
}

/** What is done and goes along as the reply is sent, each to be left out. @param {{ ticket: Ticket | undefined }} props */
export function QuickAlong({ ticket }) {
  const { quick } = draft.value;
  if (!quick || composerMode.value !== "reply") return null;
  const { labels, lane, column, resolve } = quick.actions;
  return html`
    <ul class="quick-along" aria-label=${say("quick.along")}>
      <${Chip} icon="quick" text=${quick.title} says=${say("quick.leave", { title: quick.title })} onLeave=${leaveQuick} />
      ${labels.map(
        (label) => html`
          <${Chip}
            key=${label}
            icon="tag"
            text=${labelName(label)}
            onLeave=${() => leaveOut({ labels: labels.filter((each) => each !== label) })}
          />
        `,
      )}
      ${lane && html`<${Chip} icon="arrow" text=${laneName(ticket, lane)} onLeave=${() => leaveOut({ lane: null })} />`}
      ${column && html`<${Chip} icon="arrow" text=${columnName(ticket, column)} onLeave=${() => leaveOut({ column: null })} />`}
      ${resolve && html`<${Chip} icon="check" text=${say("quick.resolves")} onLeave=${() => leaveOut({ resolve: false })} />`}
      ${quick.files.map(
        ({ id, name, size }) => html`
          <${Chip} key=${id} icon="file" text=${name} aside=${sizeText(size)} onLeave=${() => leaveFile(id)} />
        `,
      )}
    </ul>
  `;
}

/** The same in one line, for words that wait. @param {Ticket | undefined} ticket @param {NonNullable<Draft["quick"]>} quick */
export function alongText(ticket, { title, files, actions: { labels, lane, column, resolve } }) {
  return [
    title,
    ...labels.map(labelName),
    ...(lane ? [laneName(ticket, lane)] : []),
    ...(column ? [columnName(ticket, column)] : []),
    ...(resolve ? [say("quick.resolves")] : []),
    ...files.map(({ name }) => name),
  ].join(" · ");
}

/** @param {{ icon: string, text: string, aside?: string, says?: string, onLeave: () => void }} props */
function Chip({ icon, text, aside, says = say("quick.leave_out", { what: text }), onLeave }) {
  return html`
    <li>
      <${Icon} name=${icon} />
      <bdi>${text}</bdi>
      ${
        aside &&
        html`
          <span class="document-size">${aside}</span>
        `
      }
      <button
        type="button"
        class="tool tool-small"
        aria-label=${says}
        title=${says}
        onClick=${() => {
          onLeave();
          fieldOf()?.focus();
        }}
      >
        <${Icon} name="close" />
      </button>
    </li>
  `;
}

/** @param {Ticket | undefined} ticket @param {string} key */
function laneName(ticket, key) {
  const board = boards().find((each) => each.key === ticket?.board);
  return say("quick.lane", { lane: board?.lanes.find((lane) => lane.key === key)?.name ?? key });
}

/** A board without that column takes its first of the same kind. @param {Ticket | undefined} ticket @param {string} key */
function columnName(ticket, key) {
  const own = boards().find((each) => each.key === ticket?.board)?.columns ?? [];
  const known = boards().flatMap(({ columns }) => columns);
  const kind = known.find((column) => column.key === key)?.kind;
  const found = own.find((column) => column.key === key) ?? own.find((column) => column.kind === kind);
  return say("quick.column", { column: found?.name ?? key });
}

function boards() {
  return desk.value?.boards ?? [];
}

export function QuickButton() {
  return html`
    <button
      type="button"
      class="tool"
      aria-label=${say("quick.title")}
      aria-haspopup="listbox"
      aria-expanded=${isListed()}
      title="${say("quick.title")} (/)"
      onMouseDown=${(/** @type {MouseEvent} */ event) => event.preventDefault()}
      onClick=${() => openList(fieldOf())}
    >
      <${Icon} name="quick" />
    </button>
  `;
}
