// @ts-check
/** The bar under the board while cards are selected, and what it opens. */

import { useState } from "preact/hooks";
import { doToSelected, nowWritten, openBulk, selectAllFound } from "../actions/bulk.js";
import { openIncidentAtHand } from "../actions/incidents.js";
import { deskNow } from "../clock.js";
import { keyOf } from "../commands.js";
import { html } from "../html.js";
import { labelName } from "../labels.js";
import { hueOf } from "../look.js";
import { followLink } from "../navigation.js";
import { routeAddress } from "../route.js";
import { say } from "../say.js";
import { clearSelection, hasSelection, isSelecting, progress, quickReplies, selected, showsChecks } from "../selection.js";
import { hourFrom, morningAfter } from "../snooze.js";
import { desk, knownLabels, overlay, route } from "../state.js";
import { Icon } from "./icons.js";
import { Group, Popup } from "./menus.js";
import { Sheet, Tick } from "./sheet.js";
import { TimeMenu } from "./time_menu.js";

/** @import { PlainKey } from "../say.js" */
/** @import { RefusedTicket } from "../types" */
/** @typedef {{ x: number, y: number }} Spot */

/** @type {{ kind: "move" | "labels" | "snooze", icon: string, name: PlainKey }[]} */
const MENUS = [
  { kind: "move", icon: "arrow", name: "commands.bulk.move" },
  { kind: "labels", icon: "tag", name: "commands.bulk.labels" },
  { kind: "snooze", icon: "snooze", name: "commands.bulk.snooze" },
];

export function BulkBar() {
  if (!showsChecks.value || route.value.ticket !== null || route.value.page) return null;
  const under = progress.value;
  const isIdle = !hasSelection.value || under !== null;
  return html`
    <section class="bulk-bar" aria-label=${say("bulk.region")}>
      <span class="bulk-count" role="status">
        ${under ? say("bulk.progress", under) : say("bulk.selected", { n: selected.value.size })}
      </span>
      <div class="bulk-acts">
        <${Act} name="commands.bulk.answer" icon="reply" isIdle=${isIdle} onClick=${() => openBulk("answer")} />
        ${MENUS.map(
          ({ kind, icon, name }) => html`
            <${Act}
              key=${kind}
              name=${name}
              icon=${icon}
              isIdle=${isIdle}
              onClick=${() => openBulk(kind)}
            />
          `,
        )}
        <${Act} name="commands.bulk.resolve" icon="check" isIdle=${isIdle} onClick=${() => openBulk("resolve")} />
        <${Act} name="commands.bulk.incident" icon="warning" isIdle=${isIdle} onClick=${openIncidentAtHand} />
        <button type="button" class="button button-quiet button-small" disabled=${under !== null} onClick=${() => void selectAllFound()}>
          ${say("commands.bulk.all")}
        </button>
        <button
          type="button"
          class="tool"
          aria-label=${say("bulk.clear")}
          title=${say("bulk.clear")}
          onClick=${clearSelection}
        >
          <${Icon} name="close" />
        </button>
      </div>
    </section>
  `;
}

/** @param {{ name: PlainKey, icon: string, isIdle: boolean, onClick: (event: MouseEvent) => void }} props */
function Act({ name, icon, isIdle, onClick }) {
  const text = say(name);
  const key = keyOf(name);
  return html`
    <button
      type="button"
      class="button button-small"
      data-act=${name}
      disabled=${isIdle}
      title=${key ? `${text} (${key})` : text}
      onClick=${onClick}
    >
      <${Icon} name=${icon} />
      <span>${text}</span>
    </button>
  `;
}

function close() {
  overlay.value = null;
}

/** A quick reply instead of words: each hears it in their own language. @param {{ chosen: number, onChoose: (id: number) => void }} props */
export function QuickChoice({ chosen, onChoose }) {
  const offered = quickReplies.value;
  if (offered.length === 0) return null;
  return html`
    <label class="quick-choice">
      ${say("bulk.quick")}
      <select
        value=${chosen}
        onChange=${(/** @type {Event} */ event) => onChoose(Number(/** @type {HTMLSelectElement} */ (event.target).value))}
      >
        <option value="0">${say("bulk.quick.none")}</option>
        ${offered.map(({ id, title }) => html`<option key=${id} value=${id} selected=${id === chosen}>${title}</option>`)}
      </select>
    </label>
  `;
}

/** What one of the bar's buttons opens. @param {Spot & { what: string }} props */
export function BulkAct({ what, ...spot }) {
  switch (what) {
    case "move":
      return html`<${BulkMove} ...${spot} />`;
    case "labels":
      return html`<${BulkLabels} ...${spot} />`;
    case "snooze":
      return html`<${BulkSnooze} ...${spot} />`;
    default:
      return html`<${BulkWords} isResolving=${what === "resolve"} />`;
  }
}

/** An answer that was begun and not sent, while the sheet is closed. */
let begun = "";

/** An answer to all, or closing words. @param {{ isResolving: boolean }} props */
function BulkWords({ isResolving }) {
  const [openedAt] = useState(nowWritten);
  const [text, setWords] = useState(isResolving ? "" : begun);
  const setText = (/** @type {string} */ typed) => {
    if (!isResolving) begun = typed;
    setWords(typed);
  };
  const [resolves, setResolves] = useState(isResolving);
  const [quick, setQuick] = useState(0);
  const n = selected.value.size;
  const title = say(isResolving ? "bulk.resolve" : "bulk.answer", { n });
  const isReady = isResolving || quick > 0 || text.trim() !== "";
  const go = async () => {
    if (!isReady) return;
    close();
    const words = text.trim();
    begun = "";
    if (isResolving) return void doToSelected({ resolve: words ? { text: words } : true }, openedAt);
    const reply = quick > 0 ? { quick_reply: quick } : words;
    const isHeard = await doToSelected({ reply, ...(resolves ? { resolve: true } : {}) }, openedAt);
    if (!isHeard && begun === "") begun = text;
  };
  return html`
    <${Sheet} label=${title} title=${title} onClose=${close}>
      <form
        class="resolve-form"
        onSubmit=${(/** @type {Event} */ event) => {
          event.preventDefault();
          void go();
        }}
      >
        <label>
          ${say(isResolving ? "resolve.closing" : "bulk.words")}
          <textarea
            data-autofocus
            name="words"
            rows="5"
            value=${text}
            disabled=${quick > 0}
            placeholder=${say(isResolving ? "resolve.hint" : "bulk.words.hint")}
            onInput=${(/** @type {InputEvent} */ event) => setText(/** @type {HTMLTextAreaElement} */ (event.target).value)}
            onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void go();
            }}
          ></textarea>
        </label>
        ${
          !isResolving &&
          html`
            <${QuickChoice} chosen=${quick} onChoose=${setQuick} />
            <${Tick} checked=${resolves} onChoose=${setResolves} text=${say("bulk.and_resolve")} about=${say("bulk.and_resolve.about")} />
          `
        }
        <div class="sheet-end">
          <button type="button" class="button button-quiet" onClick=${close}>${say("resolve.cancel")}</button>
          <button type="submit" class="button button-send" disabled=${!isReady}>
            ${say(isResolving ? "bulk.resolve.go" : "bulk.answer.go", { n })}
          </button>
        </div>
      </form>
    <//>
  `;
}

/** @param {Spot} props */
function BulkMove({ x, y }) {
  const boards = desk.value?.boards ?? [];
  const shown = boards.find(({ key }) => key === route.value.board) ?? boards[0];
  const title = say("bulk.move", { n: selected.value.size });
  const choose = (/** @type {Record<string, string>} */ move) => {
    close();
    void doToSelected({ move }, nowWritten());
  };
  if (!shown) return null;
  return html`
    <${Popup} x=${x} y=${y} role="menu" label=${title}>
      <${Group} title=${say("menu.column")} items=${shown.columns} here="" onChoose=${(/** @type {string} */ column) => choose({ column })} />
      <${Group} title=${say("menu.lane")} items=${shown.lanes} here="" onChoose=${(/** @type {string} */ lane) => choose({ lane })} />
      <${Group} title=${say("menu.board")} items=${boards} here="" onChoose=${(/** @type {string} */ board) => choose({ board })} />
    <//>
  `;
}

/** @param {Spot} props */
function BulkLabels({ x, y }) {
  const [text, setText] = useState("");
  const [isRemoving, setRemoving] = useState(false);
  const wanted = text.trim().toLowerCase();
  const shown = knownLabels.value.filter((each) => labelName(each).toLowerCase().includes(wanted));
  const choose = (/** @type {string} */ label) => {
    close();
    void doToSelected({ labels: isRemoving ? { remove: [label] } : { add: [label] } }, nowWritten());
  };
  const title = say("bulk.labels", { n: selected.value.size });
  return html`
    <${Popup} x=${x} y=${y} role="dialog" label=${title}>
      <form
        class="menu-field"
        onSubmit=${(/** @type {Event} */ event) => {
          event.preventDefault();
          if (text.trim()) choose(text.trim());
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
        <button class="button button-small" type="submit" disabled=${!text.trim()}>
          ${say(isRemoving ? "bulk.labels.remove" : "menu.add_label")}
        </button>
      </form>
      <div class="menu-group" role="group" aria-label=${say("panel.labels")}>
        <button type="button" aria-pressed=${isRemoving} onClick=${() => setRemoving(!isRemoving)}>
          ${say("bulk.labels.take")}${
            isRemoving &&
            html`
              <${Icon} name="check" />
            `
          }
        </button>
        ${shown.map(
          (each) => html`
            <button type="button" key=${each} onClick=${() => choose(each)}>
              <span class="label" data-hue=${hueOf(each)}>${labelName(each)}</span>
            </button>
          `,
        )}
      </div>
    <//>
  `;
}

/** @param {Spot} props */
function BulkSnooze({ x, y }) {
  const nowMs = deskNow();
  const hour = hourFrom(nowMs);
  const morning = morningAfter(nowMs);
  return html`
    <${TimeMenu}
      x=${x}
      y=${y}
      title=${say("bulk.snooze", { n: selected.value.size })}
      note=${say("snooze.about")}
      choices=${[
        { until: hour, text: say("snooze.hour"), at: hour },
        { until: morning, text: say("snooze.morning"), at: morning },
        { until: "customer", text: say("snooze.customer"), at: null },
      ]}
      first=${morning}
      go=${say("snooze.go")}
      onChoose=${(/** @type {string} */ until) => void doToSelected({ snooze: { until } }, nowWritten())}
    />
  `;
}

/** Who was refused, each with why, and the way there. @param {{ refused: RefusedTicket[] }} props */
export function RefusedSheet({ refused }) {
  const title = say("bulk.refused", { n: refused.length });
  return html`
    <${Sheet} label=${title} title=${title} onClose=${close}>
      <p class="quiet">${say("bulk.refused.about")}</p>
      <ul class="refused-list">
        ${refused.map(
          ({ number, why }) => html`
            <li key=${number}>
              <a class="link" href=${routeAddress({ ...route.peek(), ticket: number })} onClick=${follow}>#${number}</a>
              <span>${why}</span>
            </li>
          `,
        )}
      </ul>
      <div class="sheet-end">
        <button type="button" class="button" data-autofocus onClick=${close}>${say("bulk.refused.close")}</button>
      </div>
    <//>
  `;
}

/** @param {MouseEvent} event */
function follow(event) {
  close();
  followLink(event);
}

/** The header's way in for fingers. */
export function SelectTool() {
  return html`
    <button
      type="button"
      class="tool tool-select"
      aria-pressed=${showsChecks.value}
      aria-label=${say("commands.bulk.mode")}
      title=${say("commands.bulk.mode")}
      onClick=${() => (showsChecks.peek() ? clearSelection() : (isSelecting.value = true))}
    >
      <${Icon} name="select" />
    </button>
  `;
}
