// @ts-check
/** What the page shows, in one place; whoever draws is told when it changes. */

import * as api from "./api.js";

/** @typedef {import("./types.js").Message} Message */

export const state = {
  /** @type {import("./types.js").Person[]} */ people: [],
  /** @type {number | null} */ person: null,
  /** @type {Message[]} */ messages: [],
  /** @type {import("./types.js").Bot | null} */ bot: null,
  /** @type {import("./types.js").Markup} */ keyboard: {},
  /** @type {import("./types.js").Info["desk"]} */ desk: null,
  /** @type {import("./types.js").Account[]} */ accounts: [],
  standing: "none",
  /** What a deep link brings: the next Start says it to the bot. */
  start: startIn(location.search),
  isTyping: false,
  isLost: false,
  isListShown: true,
  /** @type {Message | null} */ replyTo: null,
  /** @type {Message | null} */ editing: null,
  /** Last message each chat was seen up to. @type {Record<string, number>} */ seen: {},
};

/** As Telegram takes it; anything else is as if it were not there. @param {string} query */
export function startIn(query) {
  const code = new URLSearchParams(query).get("start") ?? "";
  return /^[A-Za-z0-9_-]{1,64}$/.test(code) ? code : "";
}

/** @type {Set<() => void>} */
const watchers = new Set();
let isDrawing = false;

/** @param {() => void} draw */
export function watch(draw) {
  watchers.add(draw);
  draw();
}

/** Draws once, however many changes come in one turn. @param {Partial<typeof state>} changes */
export function change(changes) {
  Object.assign(state, changes);
  if (isDrawing) return;
  isDrawing = true;
  queueMicrotask(() => {
    isDrawing = false;
    for (const draw of watchers) draw();
  });
}

/** The desk's time; without a desk, this machine's. In seconds. */
export function deskNow() {
  return Date.now() / 1000 + (state.desk?.practice_offset_seconds ?? 0);
}

export function currentPerson() {
  return state.people.find((person) => person.id === state.person) ?? null;
}

const SEEN = "phone.seen";
const LAST = "phone.person";

/** The person whose phone it was last, else whoever spoke last. */
export function restore() {
  state.seen = JSON.parse(localStorage.getItem(SEEN) ?? "{}");
  const last = Number(localStorage.getItem(LAST));
  return state.people.find((person) => person.id === last) ?? newestFirst().find((person) => person.last_id) ?? newestFirst()[0] ?? null;
}

export function newestFirst() {
  return [...state.people].sort((a, b) => (b.last_date ?? Infinity) - (a.last_date ?? Infinity) || b.id - a.id);
}

/** @param {number} person */
export async function open(person) {
  localStorage.setItem(LAST, String(person));
  const isOther = person !== state.person;
  change({ person, isListShown: false, ...(isOther ? { messages: [], keyboard: {}, standing: "none" } : {}) });
  if (isOther) change({ replyTo: null, editing: null, isTyping: false });
  await readChat();
}

export async function readAccounts() {
  change({ accounts: await api.accounts() });
}

export async function readPeople() {
  change({ people: await api.people() });
}

let isReading = false;
let isStale = false;

/** Reads the open chat; calls that come meanwhile become one more reading. */
export async function readChat() {
  isStale = true;
  if (isReading) return;
  isReading = true;
  try {
    while (isStale) {
      isStale = false;
      await readOnce();
    }
  } finally {
    isReading = false;
  }
}

async function readOnce() {
  const { person } = state;
  if (person === null) return;
  const [chat, keyboard] = await Promise.all([api.chat(person), api.keyboard(person)]);
  if (person !== state.person) {
    isStale = true;
    return;
  }
  const messages = chat.messages.filter((message) => !message.is_deleted);
  state.seen[person] = messages.at(-1)?.id ?? 0;
  localStorage.setItem(SEEN, JSON.stringify(state.seen));
  change({ messages, keyboard, standing: chat.standing, bot: chat.bot });
}

export async function readInfo() {
  const { desk, bots } = await api.info();
  change({ desk, bot: state.bot ?? bots[0] ?? null });
}
