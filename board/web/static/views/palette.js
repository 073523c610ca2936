// @ts-check
/** The palette: everything there is to do, and everywhere there is to go, found by typing. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { askSoon, told } from "../actions/palette.js";
import { COMMANDS, mayRun } from "../commands.js";
import { html } from "../html.js";
import { EVERY_BOARD } from "../layout.js";
import { go, goTo } from "../navigation.js";
import { matching } from "../palette.js";
import { isMac, textOfPress } from "../pressed.js";
import { pageAddress } from "../route.js";
import { say, sayNamed } from "../say.js";
import { GROUPS, SETTINGS, wordOf } from "../settings/pages.js";
import { desk, overlay, role, savedSearches, ticketOf } from "../state.js";
import { Icon } from "./icons.js";
import { keepTabInside, useDialogFocus } from "./sheet.js";

/** @import { Line } from "../palette.js" */
/** @import { Role } from "../types" */

/** @type {Record<Role, number>} */
const RANKS = { viewer: 0, agent: 1, owner: 2 };
const UNNAMED = ["boards", "topics"];

/** @param {{ number: number | null }} props the ticket that was at hand */
export function Palette({ number }) {
  const dialog = useDialogFocus();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const lines = useMemo(() => linesOf(number), [number]);
  const found = [...matching(lines, typed), ...told.value.typed === typed.trim() ? toldLines() : [], ...searchLine(typed)];
  const shown = typed.trim() ? found : found.filter(({ group }) => !UNNAMED.includes(group));
  const at = Math.min(chosen, shown.length - 1);
  useEffect(() => askSoon(typed), [typed]);
  useEffect(() => document.getElementById(optionId(at))?.scrollIntoView({ block: "nearest" }), [at]);
  /** @param {KeyboardEvent} event */
  function walk(event) {
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: at + 1, ArrowUp: at - 1 });
    const next = steps[event.key];
    if (next !== undefined) setChosen((next + shown.length) % Math.max(shown.length, 1));
    else if (event.key === "Enter") run(shown[at]);
    else return;
    event.preventDefault();
  }
  return html`
    <div
      class="scrim palette-scrim"
      onClick=${(/** @type {MouseEvent} */ event) => event.target === event.currentTarget && (overlay.value = null)}
    >
      <div
        class="palette"
        role="dialog"
        aria-modal="true"
        aria-label=${say("palette.title")}
        tabindex="-1"
        ref=${dialog}
        onKeyDown=${keepTabInside}
      >
        <div class="palette-field">
          <${Icon} name="search" />
          <input
            data-autofocus
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-lines"
            aria-autocomplete="list"
            aria-activedescendant=${at >= 0 ? optionId(at) : undefined}
            aria-label=${say("palette.title")}
            placeholder=${number === null ? say("palette.hint") : say("palette.hint_ticket", { number })}
            autocomplete="off"
            spellcheck=${false}
            value=${typed}
            onInput=${(/** @type {InputEvent} */ event) => {
              setTyped(/** @type {HTMLInputElement} */ (event.target).value);
              setChosen(0);
            }}
            onKeyDown=${walk}
          />
          <button type="button" class="tool" aria-label=${say("panel.close")} onClick=${() => (overlay.value = null)}>
            <${Icon} name="close" />
          </button>
        </div>
        <${Lines} lines=${shown} at=${at} />
        <p class="for-ears" role="status">${say("palette.count", { n: shown.length })}</p>
      </div>
    </div>
  `;
}

/** @param {{ lines: Line[], at: number }} props */
function Lines({ lines, at }) {
  return html`
    <div class="palette-lines" id="palette-lines" role="listbox" aria-label=${say("palette.title")}>
      ${lines.map(
        (line, index) => html`
          <div
            key=${line.id}
            id=${optionId(index)}
            class="palette-line"
            role="option"
            aria-selected=${index === at}
            onClick=${() => run(line)}
          >
            <span class="palette-group">${sayNamed("palette.group", line.group)}</span>
            <bdi class="palette-text">${line.text}</bdi>
            ${
              line.hint &&
              html`
                <kbd>${line.hint}</kbd>
              `
            }
          </div>
        `,
      )}
    </div>
  `;
}

/** @param {number} index */
function optionId(index) {
  return `palette-line-${index}`;
}

/** The palette is gone, and the focus back, before what was chosen begins. @param {Line | undefined} line */
function run(line) {
  if (!line) return;
  overlay.value = null;
  requestAnimationFrame(() => requestAnimationFrame(() => void line.run()));
}

/** @param {number | null} number @returns {Line[]} */
function linesOf(number) {
  return [...commandLines(number), ...pageLines(), ...boardLines(), ...savedLines(), ...topicLines()];
}

/** @param {number | null} number @returns {Line[]} */
function commandLines(number) {
  return COMMANDS.filter((command) => !command.keyOnly && mayRun(command, { number, key: "" })).map(
    ({ name, keys, on, run: act }) => ({
      id: name,
      group: on ? "ticket" : "do",
      text: say(name),
      also: name.replaceAll(/[._]/g, " "),
      hint: keys?.[0] && textOfPress(keys[0], isMac()),
      run: () => act?.({ number, key: "" }),
    }),
  );
}

/** @returns {Line[]} */
function pageLines() {
  const pages = GROUPS.flatMap((group) => group.pages).filter(({ sees = "viewer" }) => RANKS[role.peek()] >= RANKS[sees]);
  return [{ name: SETTINGS }, ...pages].map(({ name }) => ({
    id: name,
    group: "pages",
    text: sayNamed("nav", wordOf(name)),
    also: `${name.replaceAll("/", " ")} ${sayNamed("nav", `${wordOf(name)}.about`, "")}`,
    run: () => goTo(pageAddress(name)),
  }));
}

/** @returns {Line[]} */
function boardLines() {
  const boards = [{ key: EVERY_BOARD, name: say("header.every") }, ...(desk.peek()?.boards ?? [])];
  return boards.map(({ key, name }) => ({
    id: `board/${key}`,
    group: "boards",
    text: name,
    also: key,
    run: () => go({ board: key, query: "", ticket: null }),
  }));
}

/** @returns {Line[]} */
function savedLines() {
  return savedSearches.peek().map(({ id, name, q }) => ({
    id: `saved/${id}`,
    group: "saved",
    text: name,
    also: q,
    run: () => go({ board: EVERY_BOARD, query: q, ticket: null }),
  }));
}

/** @returns {Line[]} */
function topicLines() {
  return (desk.peek()?.topics ?? []).map(({ key, name }) => ({
    id: `topic/${key}`,
    group: "topics",
    text: name,
    also: key,
    run: () => go({ query: `topic:${key} is:open`, ticket: null }),
  }));
}

/** @returns {Line[]} */
function toldLines() {
  const { tickets, accounts } = told.value;
  return [
    ...tickets.flatMap((number) => {
      const ticket = ticketOf(number);
      const words = [ticket?.customer.name, ticket?.account, ticket?.last_line].filter(Boolean).join(" · ");
      return ticket ? [{ id: `ticket/${number}`, group: "tickets", text: `#${number} ${words}`, run: () => go({ ticket: number }) }] : [];
    }),
    ...accounts.map(({ number, name }) => ({
      id: `account/${number}`,
      group: "accounts",
      text: [number, name].filter(Boolean).join(" · "),
      run: () => goTo(pageAddress("accounts", [number])),
    })),
  ];
}

/** Everything that was ever said, for whatever no line names. @param {string} typed @returns {Line[]} */
function searchLine(typed) {
  const query = typed.trim();
  return query ? [{ id: "search", group: "search", text: say("palette.search", { query }), run: () => go({ query, ticket: null }) }] : [];
}
