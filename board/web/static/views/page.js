// @ts-check
/** The whole page: header, door, board, and what stands open over them. */

import { html } from "../html.js";
import { say } from "../say.js";
import { LeavingSheet } from "../settings/parts/sheets.js";
import { SettingsShell } from "../settings/shell.js";
import { boot, overlay, results, route } from "../state.js";
import { AwayLine, AwaySheet } from "./away.js";
import { Board, boardName } from "./board.js";
import { BulkAct, BulkBar, RefusedSheet } from "./bulk.js";
import { DelayMenu } from "./delay.js";
import { Door, VisitorSheet } from "./door.js";
import { FiguresSheet } from "./figures.js";
import { Header } from "./header.js";
import { IncidentLines, IncidentSheet, NewIncidentSheet } from "./incidents.js";
import { LaterMenu } from "./later.js";
import { LabelMenu, MoveMenu, SelfMenu } from "./menus.js";
import { Notices } from "./notices.js";
import { Palette } from "./palette.js";
import { Panel } from "./panel.js";
import { Results } from "./results.js";
import { SessionsSheet } from "./sessions.js";
import { ShiftSheet } from "./shift.js";
import { KeysSheet, ResolveSheet } from "./sheets.js";
import { SnoozeMenu } from "./snooze.js";
import { Announcer, Toasts, WaitingChip } from "./toasts.js";
import { Viewer } from "./viewer.js";
import { WarningsSheet } from "./warnings.js";

/** @import { Overlay } from "../types" */

export function Page() {
  const { page, ticket } = route.value;
  const above = overlay.value;
  const isPanelOpen = ticket !== null;
  return html`
    <div class="page" inert=${isPanelOpen || above !== null}>
      <a class="skip" href="#board">${say(page ? "settings.skip" : "header.skip")}</a>
      <${Header} />
      ${
        page
          ? html`
              <${SettingsShell} />
            `
          : html`
              <${AwayLine} />
              <${IncidentLines} />
              <${Notices} />
              <${Door} />
              <main class="board" id="board" tabindex="-1">
                <h1 class="for-ears">${boardName()}</h1>
                <${Content} />
              </main>
              <${BulkBar} />
            `
      }
    </div>
    <div inert=${above !== null}>
      ${
        isPanelOpen &&
        html`
          <${Panel} number=${ticket} />
        `
      }
    </div>
    ${
      above &&
      html`
        <${Above} above=${above} />
      `
    }
    ${
      !page &&
      html`
        <${WaitingChip} />
      `
    }
    <${Toasts} />
    <${Announcer} />
  `;
}

function Content() {
  if (boot.value === "failed") {
    return html`
      <div class="board-note" role="alert">
        <p>${say("error.boot")}</p>
        <button type="button" class="button" onClick=${() => location.reload()}>${say("error.again")}</button>
      </div>
    `;
  }
  return results.value
    ? html`
        <${Results} />
      `
    : html`
        <${Board} />
      `;
}

/** @param {{ above: Overlay }} props */
function Above({ above }) {
  switch (above.kind) {
    case "move":
      return html`
        <${MoveMenu} key=${above.number} ...${above} />
      `;
    case "labels":
      return html`
        <${LabelMenu} key=${above.number} ...${above} />
      `;
    case "snooze":
      return html`
        <${SnoozeMenu} key=${above.number} ...${above} />
      `;
    case "later":
      return html`
        <${LaterMenu} key=${above.number} ...${above} />
      `;
    case "delay":
      return html`
        <${DelayMenu} key=${above.number} ...${above} />
      `;
    case "bulk":
      return html`
        <${BulkAct} key=${above.what} ...${above} />
      `;
    case "refused":
      return html`
        <${RefusedSheet} refused=${above.refused} />
      `;
    case "new_incident":
      return html`
        <${NewIncidentSheet} ...${above} />
      `;
    case "incident":
      return html`
        <${IncidentSheet} key=${above.id} id=${above.id} />
      `;
    case "away":
      return html`
        <${AwaySheet} />
      `;
    case "self":
      return html`
        <${SelfMenu} ...${above} />
      `;
    case "shift":
      return html`
        <${ShiftSheet} />
      `;
    case "figures":
      return html`
        <${FiguresSheet} />
      `;
    case "warnings":
      return html`
        <${WarningsSheet} />
      `;
    case "sessions":
      return html`
        <${SessionsSheet} />
      `;
    case "resolve":
      return html`
        <${ResolveSheet} number=${above.number} andNext=${above.andNext} />
      `;
    case "visitor":
      return html`
        <${VisitorSheet} key=${above.person} person=${above.person} />
      `;
    case "viewer":
      return html`
        <${Viewer} files=${above.files} index=${above.index} />
      `;
    case "leaving":
      return html`
        <${LeavingSheet} leave=${above.leave} />
      `;
    case "sheet":
      return above.draw();
    case "palette":
      return html`
        <${Palette} number=${above.number} />
      `;
    case "keys":
      return html`
        <${KeysSheet} />
      `;
  }
}
