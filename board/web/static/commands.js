// @ts-check
/**
 * Everything an agent can ask of the page: one table, which the keyboard, the palette and the sheet of keys read. A new
 * action is a line here.
 */

import { beginNote, unblock } from "./actions/about.js";
import { useAnswer, writeProposal } from "./actions/answered.js";
import { openBulk, selectAllFound } from "./actions/bulk.js";
import { writeAs } from "./actions/composer.js";
import { openIncidentAtHand } from "./actions/incidents.js";
import { notice, undoLast } from "./actions/notices.js";
import { quoteEarlier } from "./actions/quoting.js";
import { redactCard, withCard } from "./actions/said.js";
import { openSessions, signOut } from "./actions/self.js";
import { openShift } from "./actions/shift.js";
import { chooseTakingBack } from "./actions/taking_back.js";
import {
  confirmPerson,
  dismissSuggestion,
  goNext,
  greet,
  reopen,
  take,
  takeSuggestion,
} from "./actions/tickets.js";
import { toggleVoice } from "./actions/voice.js";
import { cardElement, focusedCard, isCard } from "./focus.js";
import { EVERY_BOARD } from "./layout.js";
import { go } from "./navigation.js";
import { chooseAnnouncing, isAnnouncing, switchTheme } from "./preferences.js";
import { say } from "./say.js";
import { isAboutMany, isSelecting, selectTo, toggleCard } from "./selection.js";
import { askBlockCustomer, holds } from "./views/blocking.js";
import { askHandOver } from "./views/handing_over.js";
import { answered, currentCard, customer, desk, mayWork, me, overlay, route, savedSearches, takesBack, ticketOf } from "./state.js";
import { askMerge, askOpen, askSplitOfLast, maySplit } from "./views/regrouping.js";
import { nameSearch } from "./views/saved_searches.js";
import { shift, step, toLane, walk } from "./walking.js";

/** @import { PlainKey } from "./say.js" */
/** @import { Ticket } from "./types" */

/** @typedef {"board" | "many" | "ticket" | "writing" | "anywhere"} Group */
/**
 * What a command is heard with: the ticket that is open or has the focus, and the key by its name in `pressed.js`.
 * @typedef {{ number: number | null, key: string }} Call
 */
/**
 * @typedef {object} Command
 * @property {PlainKey} name
 * @property {Group} group where the sheet of keys has it
 * @property {string[]} [keys] by their names in `pressed.js`
 * @property {string} [shown] how the sheet writes the keys, where one by one would be long
 * @property {true} [looks] for viewers too; whatever changes something is for agents
 * @property {true} [everywhere] also on the pages beside the board
 * @property {true} [whileTyping] heard in a field too
 * @property {true} [travels] a key held down repeats it; everything else acts once
 * @property {(ticket: Ticket) => boolean} [on] needs a ticket, of which this holds
 * @property {(call: Call) => boolean} [isOffered]
 * @property {(call: Call) => unknown} [run] without it the field it is written in hears the key itself
 * @property {true} [keyOnly] of no use in the palette
 */

const ANY = () => true;
/** @param {Ticket} ticket */
const isOpen = (ticket) => ticket.state !== "done";
const isOnBoard = () => route.peek().ticket === null;

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ARROWS = Object.keys(STEPS);
const DIGITS = [..."123456789"];

/** @type {Command[]} While cards are selected, the keys of one card are about them all. */
const ON_MANY = [
  { name: "commands.bulk.answer", group: "many", keys: ["r"], isOffered: isAboutMany, run: () => openBulk("answer") },
  { name: "commands.bulk.move", group: "many", keys: ["m"], isOffered: isAboutMany, run: () => openBulk("move") },
  { name: "commands.bulk.labels", group: "many", keys: ["l"], isOffered: isAboutMany, run: () => openBulk("labels") },
  { name: "commands.bulk.snooze", group: "many", keys: ["z"], isOffered: isAboutMany, run: () => openBulk("snooze") },
  { name: "commands.bulk.resolve", group: "many", keys: ["e"], isOffered: isAboutMany, run: () => openBulk("resolve") },
  {
    name: "commands.bulk.select",
    group: "many",
    keys: ["x", "s", " "],
    shown: "x",
    keyOnly: true,
    on: ANY,
    isOffered: isOnBoard,
    run: onTicket(toggleCard),
  },
  {
    name: "commands.bulk.range",
    group: "many",
    keys: ["Shift+x", "Shift+s"],
    shown: "Shift + X",
    keyOnly: true,
    on: ANY,
    isOffered: isOnBoard,
    run: onTicket(selectTo),
  },
  { name: "commands.bulk.all", group: "many", keys: ["Mod+a"], isOffered: isOnBoard, run: selectAllFound },
  { name: "commands.bulk.mode", group: "many", isOffered: isOnBoard, run: () => (isSelecting.value = true) },
  { name: "commands.bulk.incident", group: "many", keys: ["Shift+i"], isOffered: isOnBoard, run: openIncidentAtHand },
];

/** @type {Command[]} */
export const COMMANDS = [
  ...ON_MANY,
  { name: "commands.next", group: "board", keys: ["n"], looks: true, run: () => goNext(route.peek().ticket) },
  {
    name: "commands.between",
    group: "board",
    keys: ARROWS,
    shown: "← ↑ ↓ →",
    looks: true,
    travels: true,
    keyOnly: true,
    isOffered: isOnBoard,
    run: ({ key }) => walk(...stepOf(key)),
  },
  {
    name: "commands.neighbour",
    group: "board",
    keys: ["j", "k"],
    looks: true,
    travels: true,
    keyOnly: true,
    run: ({ key }) => step(key === "j" ? 1 : -1),
  },
  {
    name: "commands.open",
    group: "board",
    keys: ["Enter"],
    looks: true,
    keyOnly: true,
    isOffered: () => isOnBoard() && isCard(document.activeElement),
    run: () => go({ ticket: currentCard.peek() }),
  },
  {
    name: "commands.to_board",
    group: "board",
    keys: DIGITS,
    shown: "1 … 9",
    looks: true,
    keyOnly: true,
    isOffered: isOnBoard,
    run: ({ key }) => goToBoard(Number(key)),
  },
  {
    name: "commands.shift",
    group: "ticket",
    keys: [...ARROWS.map((arrow) => `Shift+${arrow}`), ...ARROWS.map((arrow) => `Alt+${arrow}`)],
    shown: "Shift + ← ↑ ↓ →",
    keyOnly: true,
    on: ANY,
    run: onTicket((number, key) => shift(number, ...stepOf(key))),
  },
  {
    name: "commands.to_lane",
    group: "ticket",
    keys: DIGITS,
    shown: "1 … 9",
    keyOnly: true,
    on: ANY,
    isOffered: () => !isOnBoard(),
    run: onTicket((number, key) => toLane(number, Number(key))),
  },
  { name: "commands.reply", group: "ticket", keys: ["r"], on: ANY, run: onTicket((number) => write(number, "reply")) },
  { name: "commands.note", group: "ticket", keys: ["i", "c"], on: ANY, run: onTicket((number) => write(number, "note")) },
  {
    name: "commands.quote",
    group: "ticket",
    keys: ["q"],
    on: ANY,
    isOffered: ({ number }) => route.peek().ticket === number,
    run: () => {
      quoteEarlier();
      queueMicrotask(() => focusOn(".composer textarea"));
    },
  },
  {
    name: "commands.redact_card",
    group: "ticket",
    keys: ["Shift+x"],
    on: ANY,
    isOffered: ({ number }) => withCard()?.ticket === number,
    run: redactCard,
  },
  { name: "commands.greet", group: "ticket", keys: ["g"], on: ANY, run: onTicket(greet) },
  {
    name: "commands.answered",
    group: "ticket",
    keys: ["a"],
    on: isOpen,
    isOffered: ({ number }) => route.peek().ticket === number && answered.peek()?.number === number && (answered.peek()?.items ?? []).length > 0,
    run: onTicket((number) => {
      useAnswer(number);
      queueMicrotask(() => focusOn(".composer textarea"));
    }),
  },
  {
    name: "commands.propose",
    group: "ticket",
    keys: ["Shift+a"],
    on: ANY,
    isOffered: ({ number }) => route.peek().ticket === number && answered.peek()?.number === number && answered.peek()?.proposal != null,
    run: writeProposal,
  },
  { name: "commands.take", group: "ticket", keys: ["t"], on: ANY, run: onTicket((number) => take(number)) },
  {
    name: "commands.give_back",
    group: "ticket",
    on: (ticket) => ticket.agent === me.peek(),
    run: onTicket((number) => take(number, null)),
  },
  { name: "commands.hand_on", group: "ticket", keys: ["Shift+t"], on: ANY, run: onTicket(askHandOver) },
  { name: "commands.move", group: "ticket", keys: ["m"], on: ANY, run: onTicket((number) => openMenu("move", number)) },
  { name: "commands.labels", group: "ticket", keys: ["l"], on: ANY, run: onTicket((number) => openMenu("labels", number)) },
  {
    name: "commands.resolve",
    group: "ticket",
    keys: ["e"],
    on: isOpen,
    run: onTicket((number) => (overlay.value = { kind: "resolve", number, andNext: false })),
  },
  {
    name: "commands.resolve_next",
    group: "ticket",
    keys: ["Shift+e"],
    on: isOpen,
    run: onTicket((number) => (overlay.value = { kind: "resolve", number, andNext: true })),
  },
  { name: "commands.merge", group: "ticket", keys: ["Shift+m"], on: ANY, run: onTicket(askMerge) },
  {
    name: "commands.split",
    group: "ticket",
    keys: ["Shift+s"],
    on: (ticket) => maySplit(ticket.number),
    isOffered: ({ number }) => route.peek().ticket === number,
    run: onTicket(askSplitOfLast),
  },
  { name: "commands.reopen", group: "ticket", on: (ticket) => !isOpen(ticket), run: onTicket(reopen) },
  { name: "commands.snooze", group: "ticket", keys: ["z"], on: isOpen, run: onTicket((number) => openMenu("snooze", number)) },
  {
    name: "commands.later",
    group: "ticket",
    keys: ["s"],
    on: ANY,
    isOffered: ({ number }) => route.peek().ticket === number,
    run: onTicket((number) => openMenu("later", number)),
  },
  { name: "commands.delay", group: "ticket", keys: ["d"], on: isOpen, run: onTicket((number) => openMenu("delay", number)) },
  {
    name: "commands.take_suggestion",
    group: "ticket",
    keys: ["y"],
    on: (ticket) => ticket.suggestion !== null,
    run: onTicket(takeSuggestion),
  },
  {
    name: "commands.dismiss_suggestion",
    group: "ticket",
    keys: ["Shift+y"],
    on: (ticket) => ticket.suggestion !== null,
    run: onTicket(dismissSuggestion),
  },
  {
    name: "commands.note_about",
    group: "ticket",
    keys: ["Shift+c"],
    on: ANY,
    isOffered: ({ number }) => route.peek().ticket === number && customer.peek()?.customer.telegram_id !== null,
    run: () => beginNote(),
  },
  {
    name: "commands.block",
    group: "ticket",
    keys: ["Shift+b"],
    on: ANY,
    isOffered: ({ number }) => route.peek().ticket === number && customer.peek()?.customer.telegram_id !== null,
    run: () => askBlockCustomer(),
  },
  {
    name: "commands.unblock",
    group: "ticket",
    on: ANY,
    isOffered: ({ number }) => route.peek().ticket === number && holds(customer.peek()?.barred ?? null),
    run: () => {
      const file = customer.peek();
      if (file) void unblock(file);
    },
  },
  { name: "commands.confirm_person", group: "ticket", on: (ticket) => ticket.new_person, run: onTicket(confirmPerson) },
  {
    name: "commands.voice",
    group: "ticket",
    keys: ["v"],
    on: ANY,
    isOffered: ({ number }) => route.peek().ticket === number,
    run: () => toggleVoice(),
  },
  { name: "commands.undo", group: "ticket", keys: ["u"], run: undoLast },
  { name: "commands.taking_back", group: "ticket", run: () => void chooseTakingBack(!takesBack.peek()) },
  { name: "commands.close", group: "ticket", keys: ["Escape"] },
  { name: "commands.send", group: "writing", keys: ["Mod+Enter"] },
  { name: "commands.quick", group: "writing", shown: "/" },
  { name: "commands.format", group: "writing", shown: "Ctrl + B I U" },
  { name: "commands.format_more", group: "writing", shown: "Ctrl + Shift + X M P" },
  {
    name: "commands.palette",
    group: "anywhere",
    keys: ["Mod+k"],
    looks: true,
    everywhere: true,
    whileTyping: true,
    keyOnly: true,
    run: ({ number }) => (overlay.value = { kind: "palette", number }),
  },
  {
    name: "commands.search",
    group: "anywhere",
    keys: ["/"],
    looks: true,
    everywhere: true,
    run: search,
  },
  {
    name: "commands.save_search",
    group: "anywhere",
    looks: true,
    isOffered: () => route.peek().query.trim() !== "",
    run: () => nameSearch(savedSearches.peek().find(({ q }) => q === route.peek().query.trim())),
  },
  {
    name: "commands.keys",
    group: "anywhere",
    keys: ["?"],
    looks: true,
    everywhere: true,
    run: () => (overlay.value = { kind: "keys" }),
  },
  { name: "commands.open_to", group: "anywhere", keys: ["o"], run: () => askOpen() },
  {
    name: "commands.announce",
    group: "anywhere",
    looks: true,
    everywhere: true,
    run: () => {
      chooseAnnouncing(!isAnnouncing.peek());
      notice(say(isAnnouncing.peek() ? "toast.announcing" : "toast.quiet"));
    },
  },
  { name: "commands.theme", group: "anywhere", looks: true, everywhere: true, run: switchTheme },
  { name: "commands.my_shift", group: "anywhere", everywhere: true, run: openShift },
  { name: "commands.away", group: "anywhere", everywhere: true, run: () => (overlay.value = { kind: "away" }) },
  {
    name: "commands.warnings",
    group: "anywhere",
    looks: true,
    everywhere: true,
    run: () => (overlay.value = { kind: "warnings" }),
  },
  { name: "commands.sessions", group: "anywhere", looks: true, everywhere: true, run: openSessions },
  { name: "commands.sign_out", group: "anywhere", looks: true, everywhere: true, run: signOut },
];

/** The command of a key, of those that may run now. @param {Call} call @returns {Command | undefined} */
export function commandOf(call) {
  return COMMANDS.find((command) => command.keys?.includes(call.key) && mayRun(command, call));
}

/** @param {Command} command @param {Call} call */
export function mayRun(command, call) {
  if (!command.run || (!command.looks && !mayWork.peek())) return false;
  if (!command.everywhere && route.peek().page) return false;
  if (command.on) {
    const ticket = call.number === null ? undefined : ticketOf(call.number);
    if (call.number === null || (ticket && !command.on(ticket))) return false;
  }
  return command.isOffered?.(call) ?? true;
}

/** What stands in a tooltip beside an action's name. @param {PlainKey} name */
export function keyOf(name) {
  return COMMANDS.find((command) => command.name === name)?.keys?.[0] ?? "";
}

/** The ticket that keys are about. */
export function ticketAtHand() {
  return route.peek().ticket ?? focusedCard();
}

/** @param {(number: number, key: string) => unknown} act @returns {(call: Call) => unknown} */
function onTicket(act) {
  return ({ number, key }) => number !== null && act(number, key);
}

/** @param {string} key */
function stepOf(key) {
  return STEPS[key.split("+").at(-1) ?? ""] ?? [0, 0];
}

/** @param {"move" | "labels" | "snooze" | "delay" | "later"} kind @param {number} number */
function openMenu(kind, number) {
  const anchor = document.querySelector(`[data-anchor="${kind}"]`) ?? cardElement(number);
  const box = anchor?.getBoundingClientRect();
  overlay.value = { kind, number, x: box?.left ?? 0, y: box ? Math.min(box.bottom, box.top + 40) : 0 };
}

/** @param {number} number @param {"reply" | "note"} mode */
function write(number, mode) {
  if (route.peek().ticket !== number) go({ ticket: number });
  writeAs(mode);
  // The drawing this asked for is a microtask too, and an earlier one: no typed letter is lost in between.
  queueMicrotask(() => focusOn(".composer textarea"));
}

/** The search lies under an open ticket. */
function search() {
  if (route.peek().ticket !== null) go({ ticket: null });
  queueMicrotask(() => focusOn(".search input"));
}

/** @param {string} selector */
function focusOn(selector) {
  const element = document.querySelector(selector);
  if (element instanceof HTMLElement) element.focus();
}

/** @param {number} position */
function goToBoard(position) {
  const keys = [EVERY_BOARD, ...(desk.peek()?.boards ?? []).map((board) => board.key)];
  const board = keys[position - 1];
  if (board) go({ board });
}
