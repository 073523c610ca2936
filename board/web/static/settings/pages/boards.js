// @ts-check
/** Boards with their columns and lanes: what they are called, what they promise, and where cards go before one is removed. */

import { useState } from "preact/hooks";
import { html } from "../../html.js";
import { followLink } from "../../navigation.js";
import { pageAddress } from "../../route.js";
import { say } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { act, actAndSay, leaveFor } from "../acting.js";
import { historyOf, tell, useEffectOf } from "../actions/layout.js";
import { Choice, TextField } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { OrderedList } from "../parts/order.js";
import { FormFrame } from "../parts/saving.js";
import { ConfirmSheet, openSheet } from "../parts/sheets.js";
import { Block, RemoveButton, ThingEnds, ThingHead } from "../parts/states.js";
import { Lane } from "./lane.js";
import { Says } from "./topics.js";

/** @import { BoardSettings, BoardsSettings, ColumnSettings, LayoutHistory, PagePlace } from "../../types" */
/** @typedef {{ boards: BoardsSettings, changes: LayoutHistory }} Told */

const PAGE = "settings/boards";
const KINDS = /** @type {const} */ (["inbox", "working", "waiting", "done"]);
const LONGEST_NAME = 60;

/** @param {PagePlace} place @returns {Record<string, string>} */
export function reads({ rest: [key] }) {
  return { boards: "/settings/boards", changes: `/settings/board-changes${key ? `?key=${encodeURIComponent(key)}` : ""}` };
}

/** @param {{ place: PagePlace, told: Told, mayEdit: boolean }} props */
export function Page({ place, told, mayEdit }) {
  const [key] = place.rest;
  const board = told.boards.boards.find((each) => each.key === key);
  return html`
    ${!key && html`<${List} told=${told.boards} mayEdit=${mayEdit} />`}
    ${key && !board && html`<p class="settings-note">${say("boards.unknown")}</p>`}
    ${board && html`<${Editor} key=${board.key} told=${told.boards} board=${board} mayEdit=${mayEdit} />`}
    <${History} changes=${historyOf(told.changes)} mayEdit=${mayEdit} />
  `;
}

/** @param {{ told: BoardsSettings, mayEdit: boolean }} props */
function List({ told, mayEdit }) {
  return html`
    <${Block}>
      <${OrderedList}
        items=${told.boards}
        label=${say("nav.boards")}
        readonly=${!mayEdit}
        onMove=${(/** @type {string[]} */ order) => actAndSay("PUT", "/settings/boards", { order, version: told.order_version })}
      >
        ${(/** @type {BoardSettings} */ board) => html`
          <a class="row-link" href=${pageAddress(PAGE, [board.key])} onClick=${followLink}>
            <span>
              <strong>${board.name}</strong>
              <span class="quiet one-line">${standsOn(board)}</span>
            </span>
            <${Icon} name="right" />
          </a>
        `}
      <//>
      ${
        mayEdit &&
        html`
          <button type="button" class="button button-send" onClick=${() => openSheet(() => html`<${NewBoard} />`)}>
            ${say("boards.add")}
          </button>
        `
      }
    <//>
  `;
}

function NewBoard() {
  const [name, setName] = useState("");
  return html`
    <${ConfirmSheet}
      title=${say("boards.add")}
      action=${say("boards.add")}
      isReady=${name.trim() !== ""}
      onConfirm=${async () => {
        const { key } = await act("POST", "/settings/boards", { name });
        leaveFor(pageAddress(PAGE, [key]));
      }}
    >
      <${TextField} label=${say("boards.name")} hint=${say("boards.add.about")} value=${name} onChange=${setName} longest=${LONGEST_NAME} autofocus=${true} />
    <//>
  `;
}

/** @param {{ told: BoardsSettings, board: BoardSettings, mayEdit: boolean }} props */
function Editor({ told, board, mayEdit }) {
  const path = `/settings/boards/${board.key}`;
  const form = useForm({
    told: { name: board.name },
    version: board.version,
    changedBy: board.changed_by,
    save: (values, version) => act("PUT", path, { name: values.name, version }),
  });
  return html`
    <${ThingHead} title=${board.name} about=${standsOn(board)} />
    <${FormFrame} form=${form} labels=${fieldNames()}>
      <${Block}>
        <${TextField} label=${say("boards.name")} longest=${LONGEST_NAME} readonly=${!mayEdit} ...${form.field("name")} />
      <//>
    <//>
    <${Columns} board=${board} mayEdit=${mayEdit} />
    ${board.lanes.map(
      (lane) => html`
        <${Lane} key=${lane.key} board=${board} lane=${lane} calendars=${told.calendars} mayEdit=${mayEdit} />
      `,
    )}
    ${
      mayEdit &&
      told.boards.length > 1 &&
      html`
        <${ThingEnds}>
          <${RemoveButton} label=${say("boards.remove")} onClick=${() => openSheet(() => html`<${BoardRemoval} told=${told} board=${board} />`)} />
        <//>
      `
    }
  `;
}

/** @param {{ board: BoardSettings, mayEdit: boolean }} props */
function Columns({ board, mayEdit }) {
  const path = `/settings/boards/${board.key}/columns`;
  return html`
    <${Block} title=${say("boards.columns")} about=${say("boards.columns.about")}>
      <${OrderedList}
        items=${board.columns}
        label=${say("boards.columns")}
        readonly=${!mayEdit}
        onMove=${(/** @type {string[]} */ order) => actAndSay("PUT", path, { order, version: board.columns_version })}
      >
        ${(/** @type {ColumnSettings} */ column) => html`
          <button
            type="button"
            class="row-link"
            disabled=${!mayEdit}
            onClick=${() => openSheet(() => html`<${ColumnSheet} board=${board} column=${column} />`)}
          >
            <span>
              <strong>${column.name}</strong>
              <span class="quiet one-line">${columnAbout(column)}</span>
            </span>
            <${Icon} name="right" />
          </button>
        `}
      <//>
      ${
        mayEdit &&
        html`
          <button type="button" class="button" onClick=${() => openSheet(() => html`<${ColumnSheet} board=${board} column=${null} />`)}>
            ${say("boards.column.add")}
          </button>
        `
      }
    <//>
  `;
}

/** Makes a column, or changes one. @param {{ board: BoardSettings, column: ColumnSettings | null }} props */
function ColumnSheet({ board, column }) {
  const [name, setName] = useState(column?.name ?? "");
  const [kind, setKind] = useState(/** @type {string} */ (column?.kind ?? "working"));
  const path = `/settings/boards/${board.key}/columns`;
  const cards = (column?.open ?? 0) + (column?.done ?? 0);
  return html`
    <${ConfirmSheet}
      title=${column ? column.name : say("boards.column.add")}
      action=${say(column ? "settings.save" : "boards.column.add")}
      isReady=${name.trim() !== ""}
      onConfirm=${() => (column ? act("PUT", `${path}/${column.key}`, { name, kind, version: column.version }) : act("POST", path, { name, kind }))}
    >
      <${TextField} label=${say("boards.name")} value=${name} onChange=${setName} longest=${LONGEST_NAME} autofocus=${true} />
      <${Choice}
        label=${say("boards.kind")}
        hint=${cards > 0 ? say("boards.kind.fixed") : say("boards.kind.hint")}
        value=${kind}
        onChange=${setKind}
        readonly=${cards > 0}
        options=${KINDS.map((value) => ({ value, label: say(`boards.kind.${value}`) }))}
      />
      ${
        column &&
        html`
          <${RemoveButton}
            label=${say("boards.column.remove")}
            onClick=${() => openSheet(() => html`<${ColumnRemoval} board=${board} column=${column} />`)}
          />
        `
      }
    <//>
  `;
}

/** @param {{ board: BoardSettings, column: ColumnSettings }} props */
function ColumnRemoval({ board, column }) {
  const isDone = column.kind === "done";
  const others = board.columns.filter((each) => each.key !== column.key && (each.kind === "done") === isDone);
  return html`
    <${Removal}
      title=${say("boards.remove.title", { name: column.name })}
      label=${say("boards.cards_to")}
      path=${`/settings/boards/${board.key}/columns/${column.key}`}
      version=${column.version}
      others=${others}
      needsGoal=${column.open + column.done > 0}
    />
  `;
}

/** @param {{ told: BoardsSettings, board: BoardSettings }} props */
function BoardRemoval({ told, board }) {
  return html`
    <${Removal}
      title=${say("boards.remove.title", { name: board.name })}
      label=${say("boards.all_to")}
      path=${`/settings/boards/${board.key}`}
      version=${board.version}
      others=${told.boards.filter((each) => each.key !== board.key)}
      needsGoal=${board.open + board.done + board.topics.length > 0}
      after=${() => leaveFor(pageAddress(PAGE))}
    />
  `;
}

/**
 * Asks where cards go, and says what that means before it is done.
 * @param {{ title: string, label: string, path: string, version: number, others: { key: string, name: string }[],
 *   needsGoal: boolean, after?: () => void }} props
 */
function Removal({ title, label, path, version, others, needsGoal, after }) {
  const [to, setTo] = useState("");
  const body = { to: to || null };
  const effect = useEffectOf({ method: "DELETE", path, body });
  return html`
    <${ConfirmSheet}
      title=${title}
      action=${say("boards.remove.action")}
      tone="danger"
      isReady=${!needsGoal || to !== ""}
      onConfirm=${async () => {
        tell(await act("DELETE", path, { ...body, version }));
        after?.();
      }}
    >
      ${
        needsGoal &&
        html`
          <${Choice}
            label=${label}
            value=${to}
            onChange=${setTo}
            options=${[{ value: "", label: say("boards.choose") }, ...others.map(({ key, name }) => ({ value: key, label: name }))]}
          />
        `
      }
      <${Says} lines=${effect} />
    <//>
  `;
}

function fieldNames() {
  return { name: say("boards.name") };
}

/** @param {BoardSettings} board */
function standsOn({ open, done, topics }) {
  const cards = say("boards.cards", { n: open, done });
  return topics.length > 0 ? `${cards} · ${topics.map((topic) => topic.name).join(", ")}` : cards;
}

/** @param {ColumnSettings} column */
function columnAbout({ kind, open, done, takes_new, takes_done }) {
  const parts = [say(`boards.kind.${kind}`), say("boards.column.cards", { n: open + done })];
  if (takes_new) parts.push(say("boards.column.takes_new"));
  if (takes_done) parts.push(say("boards.column.takes_done"));
  return parts.join(" · ");
}
