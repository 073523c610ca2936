// @ts-check
/** The web phone: puts the parts together and keeps them fresh. */

import { accountsOffer } from "./accounts.js";
import * as api from "./api.js";
import { gate, header, messageList } from "./chat.js";
import { acceptDrops, composer } from "./composer.js";
import { el } from "./dom.js";
import { attempt } from "./notices.js";
import { followList, rail } from "./rail.js";
import { change, open, readAccounts, readChat, readInfo, readPeople, restore, state, watch } from "./state.js";

const TYPING_MS = 5000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;

/** @param {any} event */
function onEvent(event) {
  const isHere = event.chat === state.person;
  if (event.type === "message" || event.type === "standing") {
    if (isHere) attempt(readChat);
    refreshPeople();
    if (isHere && event.type === "message") change({ isTyping: false });
  } else if (event.type === "action" && isHere) {
    change({ isTyping: true });
    clearTimeout(typing);
    typing = setTimeout(() => change({ isTyping: false }), TYPING_MS);
  } else if (event.type === "taken") {
    if (state.messages.some((message) => message.is_taken === false)) attempt(readChat);
  } else if (event.type === "clock") {
    change({ desk: { ...state.desk, practice_offset_seconds: event.practice_offset_seconds } });
  } else if (event.type === "person") {
    refreshPeople();
  } else if (event.type === "bot") {
    attempt(async () => { await readInfo(); await readChat(); });
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let refreshing;

/** The list is read once for many events. */
function refreshPeople() {
  refreshing ??= setTimeout(() => {
    refreshing = undefined;
    attempt(readPeople);
  }, 150);
}

function build() {
  const lost = el("div", { class: "lost", role: "status" }, "Waiting for the sandbox…");
  watch(() => { lost.hidden = !state.isLost; });
  const screen = el("main", { class: "screen" }, header(), lost, messageList(), accountsOffer(), gate(), composer());
  acceptDrops(screen);
  const page = el("div", { class: "page" }, rail(), el("div", { class: "stage" }, el("div", { class: "device" }, screen)));
  followList(page);
  document.body.append(page);
}

async function start() {
  await Promise.all([readPeople(), readInfo(), readAccounts()]);
  const person = restore();
  if (person) await open(person.id);
}

build();
api.listen(onEvent, (isLost) => {
  if (state.isLost && !isLost) attempt(start);
  change({ isLost });
});
attempt(start);
