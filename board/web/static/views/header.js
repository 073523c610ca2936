// @ts-check
/** The desk-wide header: search, what is wrong, practice time, the connection, and the boards. */

import { useComputed } from "@preact/signals";
import { advanceClock } from "../actions/practice.js";
import { deskNow, second } from "../clock.js";
import { html } from "../html.js";
import { EVERY_BOARD } from "../layout.js";
import { clockText, hueOf, initials } from "../look.js";
import { go } from "../navigation.js";
import { switchTheme, theme } from "../preferences.js";
import { routeAddress } from "../route.js";
import { connection, counts, desk, me, overlay, route } from "../state.js";
import { words } from "../words.js";
import { Icon, Mark } from "./icons.js";

export function Header() {
  return html`
    <header class="header">
      <div class="header-row">
        <a class="brand" href="/" onClick=${home}>
          <${Mark} />
          <span>${words.product}</span>
        </a>
        <${Search} />
        <${Troubles} />
        <div class="header-tools">
          ${
            desk.value?.practice &&
            html`
              <${Practice} />
            `
          }
          <${Connection} />
          <button
            type="button"
            class="tool"
            aria-label=${words.header.theme}
            title=${words.header.theme}
            onClick=${switchTheme}
          >
            <${Icon} name=${theme.value === "dark" ? "sun" : "moon"} />
          </button>
          <button
            type="button"
            class="tool tool-keys"
            aria-label=${words.header.keys}
            title="${words.header.keys} (?)"
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
                aria-label=${words.header.self(me.value)}
                title=${words.header.self(me.value)}
                onClick=${openSelf}
              >
                ${initials(me.value)}
              </button>
            `
          }
        </div>
      </div>
      <${Tabs} />
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
  const { query } = route.value;
  return html`
    <form class="search" role="search" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <${Icon} name="search" />
      <input
        type="search"
        name="q"
        value=${query}
        placeholder=${words.header.searchHint}
        title=${words.header.searchKeys}
        aria-label=${words.header.search}
        autocomplete="off"
        spellcheck=${false}
        onInput=${(/** @type {InputEvent} */ event) => go({ query: /** @type {HTMLInputElement} */ (event.target).value }, { replace: true })}
      />
      ${
        query
          ? html`
              <button
                type="button"
                class="search-clear"
                aria-label=${words.header.clearSearch}
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
  const { late, unread } = JSON.parse(sums.value);
  const told = desk.value;
  if (!told)
    return html`
      <div class="troubles"></div>
    `;
  const isWell = !late && !unread && !told.undelivered && !told.parked;
  return html`
    <div class="troubles">
      ${
        isWell &&
        html`
          <span class="all-well">
            <${Icon} name="check" />
            ${words.header.allWell}
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
            title=${words.header.lateTitle}
            onClick=${() => go({ query: "is:late", ticket: null })}
          >
            <${Icon} name="late" />
            ${words.header.late(late)}
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
            title=${words.header.unreadTitle}
            onClick=${() => go({ query: "is:unread", ticket: null })}
          >
            ${words.header.unread(unread)}
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
            title=${words.header.undeliveredTitle}
            onClick=${() => go({ query: "is:undelivered", ticket: null })}
          >
            <${Icon} name="warning" />
            ${words.header.undelivered(told.undelivered)}
          </button>
        `
      }
      ${
        told.parked > 0 &&
        html`
          <span class="pill" data-tone="near" title=${words.header.parkedTitle}>
            ${words.header.parked(told.parked)}
          </span>
        `
      }
    </div>
  `;
}

function Practice() {
  const time = useComputed(() => {
    second.value;
    return clockText(deskNow());
  });
  return html`
    <div class="practice" role="group" aria-label=${words.header.practice} title=${words.header.practiceTitle}>
      <span class="practice-time">
        ${words.header.practice}
        <time>${time.value}</time>
      </span>
      ${words.header.advance.map(
        ({ label, seconds, spoken }) => html`
          <button type="button" key=${seconds} aria-label=${spoken} onClick=${() => void advanceClock(seconds)}>
            ${label}
          </button>
        `,
      )}
    </div>
  `;
}

function Connection() {
  const state = connection.value;
  const title = state === "offline" ? words.header.offlineTitle : words.header.liveTitle;
  return html`
    <span class="connection" data-state=${state} role="status" title=${title}>
      <span class="connection-dot"></span>
      ${words.header[state]}
    </span>
  `;
}

function Tabs() {
  const boards = [{ key: EVERY_BOARD, name: words.header.every }, ...(desk.value?.boards ?? [])];
  return html`
    <nav class="tabs" aria-label=${words.header.boards}>
      ${boards.map(
        (board) => html`
          <${Tab} key=${board.key} board=${board} />
        `,
      )}
    </nav>
  `;
}

/** @param {{ board: { key: string, name: string } }} props */
function Tab({ board }) {
  const sums = useComputed(() => {
    const { late = 0, unread = 0 } = counts.value[board.key] ?? {};
    return `${late} ${unread}`;
  });
  const [late = 0, unread = 0] = sums.value.split(" ").map(Number);
  const isHere = route.value.board === board.key && !route.value.query;
  const target = { ...route.value, board: board.key, query: "", ticket: null };
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
        unread > 0 &&
        html`
          <span class="tab-count" data-tone="news" aria-hidden="true">${unread}</span>
        `
      }
      ${
        (late > 0 || unread > 0) &&
        html`
          <span class="for-ears">${words.header.tabCounts(late, unread)}</span>
        `
      }
    </a>
  `;
}
