// @ts-check
/** The desk-wide header: search, what is wrong, practice time, the connection, and the boards. */

import { useComputed } from "@preact/signals";
import { advanceClock } from "../actions/practice.js";
import { deskNow, second } from "../clock.js";
import { keyOf } from "../commands.js";
import { html } from "../html.js";
import { openIncidents } from "../incidents.js";
import { EVERY_BOARD } from "../layout.js";
import { clockText, hueOf, initials } from "../look.js";
import { followLink, go } from "../navigation.js";
import { switchTheme, theme } from "../preferences.js";
import { isMac, textOfPress } from "../pressed.js";
import { pageAddress, routeAddress } from "../route.js";
import { say } from "../say.js";
import { SETTINGS } from "../settings/pages.js";
import { boot, connection, counts, desk, mayWork, me, overlay, role, route, staleCount, waitingDays } from "../state.js";
import { SelectTool } from "./bulk.js";
import { Figures } from "./figures.js";
import { Icon, Mark } from "./icons.js";
import { IncidentPill } from "./incidents.js";
import { SavedTabs } from "./saved_searches.js";
import { Search } from "./search.js";

/** @import { Claim } from "../query.js" */

export function Header() {
  // Who looks and at which desk decides which tools there are; none of them gives way to one that comes late.
  const isUnknown = boot.value === "reading" && !(me.value && desk.value);
  return html`
    <header class="header">
      <div class="header-row">
        <a class="brand" href="/" aria-label="Lanedesk" onClick=${home}>
          <${Mark} />
          <span>Lanedesk</span>
        </a>
        <${Search} />
        <${Troubles} />
        <div class="header-tools" data-unknown=${isUnknown ? "yes" : undefined}>
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
            class="tool tool-theme"
            aria-label=${say("header.theme")}
            title=${say("header.theme")}
            onClick=${switchTheme}
          >
            <${Icon} name=${theme.value === "dark" ? "sun" : "moon"} />
          </button>
          <button
            type="button"
            class="tool"
            aria-label=${say("palette.title")}
            title="${say("palette.title")} (${textOfPress(keyOf("commands.palette"), isMac())})"
            onClick=${() => (overlay.value = { kind: "palette", number: null })}
          >
            <${Icon} name="palette" />
          </button>
          ${
            mayWork.value &&
            !route.value.page &&
            html`
              <${SelectTool} />
            `
          }
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

/** What needs attention, or that nothing does. */
function Troubles() {
  const sums = useComputed(() => JSON.stringify(counts.value[EVERY_BOARD]));
  const { late, near, unread } = JSON.parse(sums.value);
  const told = desk.value;
  if (!told)
    return html`
      <div class="troubles"></div>
    `;
  const isWell = openIncidents.value.length === 0 && !late && !near && !unread && !told.undelivered && !told.parked;
  return html`
    <div class="troubles">
      <${IncidentPill} />
      ${
        isWell &&
        html`
          <span class="all-well">
            <${Icon} name="check" />
            ${say("header.all_well")}
          </span>
        `
      }
      <${Pill} n=${late} claim="late" tone="late" icon="late" title=${say("header.late_title")} text=${say("header.late", { n: late })} />
      <${Pill} n=${near} claim="near" tone="near" icon="near" title=${say("header.near_title")} text=${say("header.near", { n: near })} />
      <${Pill} n=${unread} claim="unread" tone="news" title=${say("header.unread_title")} text=${say("header.unread", { n: unread })} />
      <${Pill}
        n=${told.undelivered}
        claim="undelivered"
        tone="near"
        icon="warning"
        title=${say("header.undelivered_title")}
        text=${say("header.undelivered", { n: told.undelivered })}
      />
      ${
        told.parked > 0 &&
        html`
          <span class="pill" data-tone="near" title=${say("header.parked_title")}>
            ${say("header.parked", { n: told.parked })}
          </span>
        `
      }
      <${Pill}
        n=${staleCount.value}
        claim="stale"
        tone="quiet"
        icon="pause"
        title=${say("header.stale_title", { n: waitingDays.value ?? 0 })}
        text=${say("header.stale", { n: staleCount.value })}
      />
    </div>
  `;
}

/**
 * Lists the tickets it counts; nothing where there are none.
 * @param {{ n: number, claim: Claim, tone: string, icon?: string, title: string, text: string }} props
 */
function Pill({ n, claim, tone, icon, title, text }) {
  if (n === 0) return null;
  return html`
    <button
      type="button"
      class="pill"
      data-tone=${tone}
      title=${title}
      onClick=${() => go({ query: `is:${claim}`, ticket: null })}
    >
      ${
        icon &&
        html`
          <${Icon} name=${icon} />
        `
      }
      ${text}
    </button>
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
    <nav class="tabs" aria-label=${say("header.boards")} onFocusCapture=${showWhole}>
      ${boards.map(
        (board) => html`
          <${Tab} key=${board.key} board=${board} />
        `,
      )}
      <${SavedTabs} />
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

/** Browsers leave a link as it is that shows a sliver of itself. @param {FocusEvent} event */
function showWhole({ target }) {
  if (target instanceof Element) target.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** @param {{ board: { key: string, name: string } }} props */
function Tab({ board }) {
  const sums = useComputed(() => JSON.stringify(counts.value[board.key] ?? {}));
  const badges = badgesOf(JSON.parse(sums.value));
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
      ${badges.map(
        ({ tone, n }) => html`
          <span class="tab-count" key=${tone} data-tone=${tone} aria-hidden="true">${n}</span>
        `,
      )}
      ${
        badges.length > 0 &&
        html`
          <span class="for-ears">${badges.map(({ text }) => text).join(", ")}</span>
        `
      }
    </a>
  `;
}

/** @param {{ late?: number, near?: number, unread?: number }} sums */
function badgesOf({ late = 0, near = 0, unread = 0 }) {
  return [
    { tone: "late", n: late, text: say("header.late", { n: late }) },
    { tone: "near", n: near, text: say("header.near", { n: near }) },
    { tone: "news", n: unread, text: say("header.unread", { n: unread }) },
  ].filter(({ n }) => n > 0);
}
