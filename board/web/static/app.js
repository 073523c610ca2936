// @ts-check
/** The page's start: read the desk, draw it, and follow what changes. */

import { effect } from "@preact/signals";
import { h, render } from "preact";
import { watchAhead } from "./actions/ahead.js";
import { syncDrafts, watchDrafts } from "./actions/drafts.js";
import { followTicket } from "./actions/panel.js";
import { searchAgainSoon } from "./actions/search.js";
import { readSearches, recountSoon } from "./actions/searches.js";
import { watchVoice } from "./actions/voice.js";
import { read } from "./api.js";
import { second, startTicker } from "./clock.js";
import { watchDrag } from "./drag.js";
import { watchFocus } from "./focus.js";
import { watchHold } from "./hold.js";
import { watchKeyboard } from "./keyboard.js";
import { watchKeys } from "./keys.js";
import { EVERY_BOARD } from "./layout.js";
import { readIncidentsSoon } from "./incidents.js";
import { joinOthers, startLive } from "./live.js";
import { followAddress, go, whenArriving } from "./navigation.js";
import { takeUpPreferences } from "./preferences.js";
import {
  readBoard,
  readDesk,
  readDeskSoon,
  readDoor,
  readFiguresSoon,
  readLackingHours,
  readSelf,
} from "./reread.js";
import { takeUpWords } from "./say.js";
import { stayWhile } from "./session.js";
import { pageTitle } from "./settings/shell.js";
import { holdsEdits } from "./settings/unsaved.js";
import { boot, counts, desk, noticeTime, route } from "./state.js";
import { boardName } from "./views/board.js";
import { Page } from "./views/page.js";
import { watchWarnings } from "./warnings.js";

const PRODUCT = "Lanedesk";
const DESK_EVERY_MS = 60_000;

async function main() {
  const root = document.getElementById("app");
  if (!root) return;
  await takeUpWords();
  takeUpPreferences();
  root.replaceChildren();
  render(h(Page, null), root);
  watchHold();
  watchFocus();
  watchDrag();
  watchKeys();
  watchKeyboard();
  watchAhead();
  watchVoice();
  watchDrafts();
  watchWarnings();
  stayWhile(holdsEdits);
  startTicker();
  joinOthers();
  void readEverything();
  whenArriving(followTicket);
  followAddress();
  addEventListener("popstate", followAddress);
  effect(showTitle);
  effect(leaveRemovedBoard);
  effect(() => {
    second.value;
    noticeTime();
    readLackingHours();
  });
  setInterval(() => {
    readDeskSoon();
    readFiguresSoon();
    readIncidentsSoon();
    recountSoon();
    searchAgainSoon();
  }, DESK_EVERY_MS);
}

async function readEverything() {
  try {
    const [cursor] = await Promise.all([readBoard(), readSelf(), readDesk(), readDoor()]);
    boot.value = "ready";
    readFiguresSoon();
    readIncidentsSoon();
    void readSearches().catch(() => {});
    startLive(cursor);
    void syncDrafts().catch(() => {});
  } catch {
    boot.value = "failed";
  }
}

/** From a board that somebody has removed to all of them. */
function leaveRemovedBoard() {
  const { board, page } = route.value;
  const known = desk.value?.boards;
  if (page || !known || board === EVERY_BOARD || known.some((each) => each.key === board)) return;
  go({ board: EVERY_BOARD }, { replace: true });
}

/** The tab's own count of cards that want somebody, and by its picture whether one is near or late. */
function showTitle() {
  const { calls = 0, late = 0, near = 0 } = counts.value.all ?? {};
  const { page } = route.value;
  const here = page ? pageTitle(page.name) : boardName();
  document.title = `${calls > 0 ? `(${calls}) ` : ""}${here} · ${PRODUCT}`;
  const picture = late > 0 ? "icon-late" : near > 0 ? "icon-near" : "icon";
  const icon = document.querySelector("link[rel=icon]");
  const address = `/static/${picture}.svg`;
  if (icon && icon.getAttribute("href") !== address) icon.setAttribute("href", address);
}

void main();
