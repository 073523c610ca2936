// @ts-check
/** The desk-wide header: search, what is wrong, practice time, the connection, and the boards. */

import { useComputed } from "@preact/signals";
import { advanceClock } from "../actions/practice.js";
import { deskNow, second } from "../clock.js";
import { html } from "../html.js";
import { EVERY_BOARD } from "../layout.js";
import { clockText, hueOf, initials } from "../look.js";
import { followLink, go } from "../navigation.js";
import { switchTheme, theme } from "../preferences.js";
import { pageAddress, routeAddress } from "../route.js";
import { say } from "../say.js";
import { SETTINGS } from "../settings/pages.js";
import { connection, counts, desk, mayWork, me, overlay, role, route, staleCount, waitingDays } from "../state.js";
import { Figures } from "./figures.js";
import { Icon, Mark } from "./icons.js";

export function Header() {
  return html`
    <header class="header">
      <div class="header-row">
        <a class="brand" href="/" aria-label="Lanedesk" onClick=${home}>
          <${Mark} />
          <span>Lanedesk</span>
        </a>
        <${Search} />
        <${Troubles} />
        <div class="header-tools">
          ${
            desk.value?.practice &&
            mayWork.value &&
            html`
              <${Practice} />
            `
          }
          ${
            me.value &&
            role.value === "viewer" &&
            html`
              <span class="pill" data-tone="quiet" title=${say("role.look_on.about")}>${say("role.look_on")}</span>
            `
          }
          <${Connection} />
          <button
            type="button"
            class="tool"
            aria-label=${say("header.theme")}
            title=${say("header.theme")}
            onClick=${switchTheme}
          >
            <${Icon} name=${theme.value === "dark" ? "sun" : "moon"} />
          </button>
          <button
            type="button"
            class="tool tool-keys"
            aria-label=${say("header.keys")}
            title="${say("header.keys")} (?)"
            onClick=${() => (overlay.value = { kind: "keys" })}
          >
            <${Icon} name="keys" />
          </button>
          ${
            me.value &&
            html`
              <button
                type="button"
                class="agent-mark agent-me"
                data-hue=${hueOf(me.value)}
                aria-haspopup="menu"
                aria-label=${say("header.self", { name: me.value })}
                title=${say("header.self", { name: me.value })}
                onClick=${openSelf}
              >
                ${initials(me.value)}
              </button>
            `
          }
        </div>
      </div>
      <div class="header-boards">
        <${Tabs} />
        <${Figures} />
      </div>
    </header>
  `;
}

/** @param {MouseEvent} event */
function home(event) {
  if (event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  go({ board: EVERY_BOARD, query: "", ticket: null });
}

/** @param {MouseEvent} event */
function openSelf(event) {
  const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
  overlay.value = { kind: "self", x: box.right, y: box.bottom + 6 };
}

function Search() {
  const query = route.value.page ? "" : route.value.query;
  const look = (/** @type {string} */ words) => go({ query: words }, { replace: route.peek().page === null });
  return html`
    <form class="search" role="search" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <${Icon} name="search" />
      <input
        type="search"
        name="q"
        value=${query}
        placeholder=${say("header.search_hint")}
        title=${say("header.search_keys")}
        aria-label=${say("header.search")}
        autocomplete="off"
        spellcheck=${false}
        onInput=${(/** @type {InputEvent} */ event) => look(/** @type {HTMLInputElement} */ (event.target).value)}
      />
      ${
        query
          ? html`
              <button
                type="button"
                class="search-clear"
                aria-label=${say("header.clear_search")}
                onClick=${() => go({ query: "" })}
              >
                <${Icon} name="close" />
              </button>
            `
          : html`
              <kbd aria-hidden="true">/</kbd>
            `
      }
    </form>
  `;
}

/** What needs attention, or that nothing does. */
function Troubles() {
  const sums = useComputed(() => JSON.stringify(counts.value[EVERY_BOARD]));
  const { late, near, unread } = JSON.parse(sums.value);
  const told = desk.value;
  if (!told)
    return html`
      <div class="troubles"></div>
    `;
  const isWell = !late && !near && !unread && !told.undelivered && !told.parked;
  return html`
    <div class="troubles">
      ${
        isWell &&
        html`
          <span class="all-well">
            <${Icon} name="check" />
            ${say("header.all_well")}
          </span>
        `
      }
      ${
        late > 0 &&
        html`
          <button
            type="button"
            class="pill"
            data-tone="late"
            title=${say("header.late_title")}
            onClick=${() => go({ query: "is:late", ticket: null })}
          >
            <${Icon} name="late" />
            ${say("header.late", { n: late })}
          </button>
        `
      }
      ${
        near > 0 &&
        html`
          <button
            type="button"
            class="pill"
            data-tone="near"
            title=${say("header.near_title")}
            onClick=${() => go({ query: "is:near", ticket: null })}
          >
            <${Icon} name="near" />
            ${say("header.near", { n: near })}
          </button>
        `
      }
      ${
        unread > 0 &&
        html`
          <button
            type="button"
            class="pill"
            data-tone="news"
            title=${say("header.unread_title")}
            onClick=${() => go({ query: "is:unread", ticket: null })}
          >
            ${say("header.unread", { n: unread })}
          </button>
        `
      }
      ${
        told.undelivered > 0 &&
        html`
          <button
            type="button"
            class="pill"
            data-tone="near"
            title=${say("header.undelivered_title")}
            onClick=${() => go({ query: "is:undelivered", ticket: null })}
          >
            <${Icon} name="warning" />
            ${say("header.undelivered", { n: told.undelivered })}
          </button>
        `
      }
      ${
        told.parked > 0 &&
        html`
          <span class="pill" data-tone="near" title=${say("header.parked_title")}>
            ${say("header.parked", { n: told.parked })}
          </span>
        `
      }
      ${
        staleCount.value > 0 &&
        html`
          <button
            type="button"
            class="pill"
            data-tone="quiet"
            title=${say("header.stale_title", { n: waitingDays.value ?? 0 })}
            onClick=${() => go({ query: "is:stale", ticket: null })}
          >
            <${Icon} name="pause" />
            ${say("header.stale", { n: staleCount.value })}
          </button>
        `
      }
    </div>
  `;
}

const ADVANCES = [
  { seconds: 300, step: () => say("header.advance_minutes", { n: 5 }) },
  { seconds: 3600, step: () => say("header.advance_hours", { n: 1 }) },
  { seconds: 18_000, step: () => say("header.advance_hours", { n: 5 }) },
];

function Practice() {
  const time = useComputed(() => {
    second.value;
    return clockText(deskNow());
  });
  return html`
    <div class="practice" role="group" aria-label=${say("header.practice")} title=${say("header.practice_title")}>
      <span class="practice-time">
        ${say("header.practice")}
        <time>${time.value}</time>
      </span>
      ${ADVANCES.map(({ seconds, step }) => {
        const label = step();
        return html`
          <button
            type="button"
            key=${seconds}
            aria-label=${say("header.advance_spoken", { step: label })}
            onClick=${() => void advanceClock(seconds)}
          >
            ${label}
          </button>
        `;
      })}
    </div>
  `;
}

function Connection() {
  const state = connection.value;
  const title = state === "offline" ? say("header.offline_title") : say("header.live_title");
  return html`
    <span class="connection" data-state=${state} role="status" title=${title}>
      <span class="connection-dot"></span>
      ${say(`header.${state}`)}
    </span>
  `;
}

function Tabs() {
  const boards = [{ key: EVERY_BOARD, name: say("header.every") }, ...(desk.value?.boards ?? [])];
  return html`
    <nav class="tabs" aria-label=${say("header.boards")}>
      ${boards.map(
        (board) => html`
          <${Tab} key=${board.key} board=${board} />
        `,
      )}
      <a
        class="tab tab-settings"
        href=${pageAddress(SETTINGS)}
        draggable=${false}
        aria-current=${route.value.page ? "page" : undefined}
        onClick=${followLink}
      >
        <${Icon} name="settings" />
        ${say("nav.settings")}
      </a>
    </nav>
  `;
}

/** @param {{ board: { key: string, name: string } }} props */
function Tab({ board }) {
  const sums = useComputed(() => {
    const { late = 0, near = 0, unread = 0 } = counts.value[board.key] ?? {};
    return `${late} ${near} ${unread}`;
  });
  const [late = 0, near = 0, unread = 0] = sums.value.split(" ").map(Number);
  const isHere = !route.value.page && route.value.board === board.key && !route.value.query;
  const target = { ...route.value, page: null, board: board.key, query: "", ticket: null };
  const drop = board.key === EVERY_BOARD ? {} : { "data-drop": "board" };
  return html`
    <a
      class="tab"
      href=${routeAddress(target)}
      data-board=${board.key}
      ...${drop}
      draggable=${false}
      aria-current=${isHere ? "page" : undefined}
      onClick=${(/** @type {MouseEvent} */ event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(target);
      }}
    >
      ${board.name}
      ${
        late > 0 &&
        html`
          <span class="tab-count" data-tone="late" aria-hidden="true">${late}</span>
        `
      }
      ${
        near > 0 &&
        html`
          <span class="tab-count" data-tone="near" aria-hidden="true">${near}</span>
        `
      }
      ${
        unread > 0 &&
        html`
          <span class="tab-count" data-tone="news" aria-hidden="true">${unread}</span>
        `
      }
      ${
        (late > 0 || near > 0 || unread > 0) &&
        html`
          <span class="for-ears">${tabCounts(late, near, unread)}</span>
        `
      }
    </a>
  `;
}

/** @param {number} late @param {number} near @param {number} unread */
function tabCounts(late, near, unread) {
  const told = [
    late > 0 && say("header.late", { n: late }),
    near > 0 && say("header.near", { n: near }),
    unread > 0 && say("header.unread", { n: unread }),
  ];
  return told.filter(Boolean).join(", ");
}
