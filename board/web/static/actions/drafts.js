// @ts-check
/** Unsent words on their way to the desk, so that another tab, browser or machine goes on with them. */

import { batch } from "@preact/signals";
import { Refusal, dropWords, keepWords, newKey, read } from "../api.js";
import { MODES, draftMode, draftsHere, emptyDraft, hasBegun, keepDraft, loadDraft, placeOf, together } from "../drafts.js";
import { asHere, merge } from "../merging.js";
import { redactedIn } from "../quick_words.js";
import { say } from "../say.js";
import { begunDrafts, composerMode, draft, lostDrafts, mayWork, route, sending } from "../state.js";
import { nameIn } from "../storage.js";
import { notice, undoAction } from "./notices.js";

/** @import { BegunWords, ComposerMode, Draft, DraftOfDesk, KeptDraft } from "../types" */

const GATHER_MS = 800;
const AWAY_MS = 10_000;

/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const soon = new Map();
/** @type {Map<string, Promise<void>>} what is on its way to the desk */
const underWay = new Map();

/** Keeps words here at once and at the desk soon. @param {number} ticket @param {ComposerMode} mode @param {Draft} changed */
export function putDraft(ticket, mode, changed) {
  const unkept = { ...changed, isKept: false };
  store(ticket, mode, unkept);
  keepSoon(ticket, mode);
}

/** @param {number} ticket @param {ComposerMode} mode */
function keepSoon(ticket, mode) {
  clearTimeout(soon.get(keyOf(ticket, mode)));
  soon.set(keyOf(ticket, mode), setTimeout(() => void keepNow(ticket, mode), GATHER_MS));
}

/** The desk has it as a comment, and no draft any more. @param {number} ticket @param {ComposerMode} mode */
export function forgetDraft(ticket, mode) {
  clearTimeout(soon.get(keyOf(ticket, mode)));
  store(ticket, mode, { ...emptyDraft(), isKept: true });
  // What set out before the comment may arrive after it.
  void underWay.get(keyOf(ticket, mode))?.then(() => dropWords(ticket, mode).catch(() => {}));
}

/** Their ticket was merged: what was being written goes along, as at the desk. @param {number} from @param {number} to */
export function carryDrafts(from, to) {
  for (const mode of MODES) {
    const mine = loadDraft(from, mode);
    if (!hasBegun(mine)) continue;
    const there = loadDraft(to, mode);
    clearTimeout(soon.get(keyOf(from, mode)));
    store(from, mode, { ...emptyDraft(), isKept: true });
    const both = together(there, mine);
    putDraft(to, mode, hasBegun(there) ? { ...both, version: both.version + 1 } : mine);
  }
}

/** Reads what the desk keeps, and tells it what it lacks. */
export async function syncDrafts() {
  if (!mayWork.peek()) return;
  // As it stood before: what is written while the desk answers, the answer does not know.
  const here = allHere();
  /** @type {{ items: DraftOfDesk[] }} */
  const { items } = await read("/drafts");
  const { take, forget, send } = merge(here, items);
  const [were, are] = [here, allHere()].map((kept) => new Map(kept.map((each) => [keyOf(each.ticket, each.mode), each.draft.key])));
  const isUntouched = (/** @type {{ ticket: number, mode: ComposerMode }} */ { ticket, mode }) =>
    were?.get(keyOf(ticket, mode)) === are?.get(keyOf(ticket, mode));
  batch(() => {
    for (const told of take.filter(isUntouched)) takeOver(told);
    for (const { ticket, mode } of forget.filter(isUntouched)) store(ticket, mode, { ...emptyDraft(), isKept: true });
  });
  await Promise.all(send.map(({ ticket, mode }) => keepNow(ticket, mode)));
}

/** Whoever had words that were redacted meanwhile hears why they are gone. @param {DraftOfDesk} told */
function takeOver(told) {
  const before = loadDraft(told.ticket, told.mode);
  store(told.ticket, told.mode, asHere(told, newKey()));
  const isCut = hasBegun(before) && redactedIn(told.text).length > redactedIn(before.text).length;
  if (isCut) notice(say("draft.redacted", { number: told.ticket }), { about: told.ticket, lastsMs: 20_000 });
}

function allHere() {
  return draftsHere().map((place) => ({ ...place, draft: loadDraft(place.ticket, place.mode) }));
}

/** Keeps in step with other tabs, and with the desk after an absence. */
export function watchDrafts() {
  let leftMs = 0;
  for (const { ticket } of draftsHere()) noteBegun(ticket);
  addEventListener("storage", (event) => {
    const place = event.key === null ? null : placeOf(nameIn(event.key));
    if (!place) return;
    show(place.ticket, place.mode, loadDraft(place.ticket, place.mode));
    noteBegun(place.ticket);
  });
  addEventListener("online", () => void syncDrafts().catch(() => {}));
  document.addEventListener("visibilitychange", () => {
    const isHidden = document.visibilityState === "hidden";
    if (isHidden) {
      leftMs = performance.now();
      void keepAllNow();
    } else if (performance.now() - leftMs > AWAY_MS) void syncDrafts().catch(() => {});
  });
}

/** Before the desk does something to them. */
export async function keepAllNow() {
  const unkept = draftsHere().filter(({ ticket, mode }) => !loadDraft(ticket, mode).isKept);
  await Promise.all(unkept.map(({ ticket, mode }) => keepNow(ticket, mode)));
}

/** One at a time, so that an older wording never comes after a newer one. @param {number} ticket @param {ComposerMode} mode @returns {Promise<void>} */
function keepNow(ticket, mode) {
  const key = keyOf(ticket, mode);
  clearTimeout(soon.get(key));
  const turn = (underWay.get(key) ?? Promise.resolve()).then(() => keep(ticket, mode));
  underWay.set(key, turn);
  return turn.finally(() => underWay.get(key) === turn && underWay.delete(key));
}

/** @param {number} ticket @param {ComposerMode} mode */
async function keep(ticket, mode) {
  const mine = loadDraft(ticket, mode);
  if (mine.isKept) return;
  // What is being sent takes the draft with it, which must not be a later one.
  if (sending.peek().some((turn) => turn.ticket === ticket && turn.mode === mode)) return keepSoon(ticket, mode);
  const { text, entities, files, quoted, quick, version } = mine;
  const ids = files.map((file) => file.id);
  try {
    /** @type {KeptDraft} */
    const { draft: kept, lost } = await keepWords(ticket, { mode, text, entities, files: ids, reply_to: quoted, quick: quickIn(quick), version });
    const now = loadDraft(ticket, mode);
    const heard = { ...now, version: kept?.version ?? 0, isKept: now.key === mine.key };
    keepDraft(ticket, mode, heard);
    // Words being sent have left the field already.
    if (draft.peek().key === heard.key) show(ticket, mode, heard);
    setLost(ticket, mode, false);
    if (lost && lost.text.trim() !== "" && lost.text !== text) offerBack(ticket, mode, lost);
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    setLost(ticket, mode, true);
  }
}

/** @param {number} ticket @param {ComposerMode} mode @param {BegunWords} lost */
function offerBack(ticket, mode, { text, entities, files, reply_to: quoted, quick }) {
  const bring = () => {
    const { version } = loadDraft(ticket, mode);
    putDraft(ticket, mode, { text, entities, files, quoted, quick, version, key: newKey(), isKept: false });
  };
  const action = { ...undoAction(bring), label: say("draft.bring_back") };
  notice(say("draft.written_over", { number: ticket }), { about: ticket, lastsMs: 20_000, action });
}

/** @param {number} ticket @param {ComposerMode} mode @param {Draft} changed */
function store(ticket, mode, changed) {
  keepDraft(ticket, mode, changed);
  show(ticket, mode, changed);
  noteBegun(ticket);
}

/** @param {Draft["quick"]} quick */
function quickIn(quick) {
  return quick && { id: quick.id, actions: quick.actions, files: quick.files.map(({ id }) => id) };
}

/** Where these words are in view. @param {number} ticket @param {ComposerMode} mode @param {Draft} changed */
function show(ticket, mode, changed) {
  if (route.peek().ticket === ticket && composerMode.peek() === mode) draft.value = changed;
}

/** @param {number} ticket @param {ComposerMode} mode @param {boolean} isLost */
function setLost(ticket, mode, isLost) {
  const key = keyOf(ticket, mode);
  if (lostDrafts.peek().has(key) === isLost) return;
  const others = [...lostDrafts.peek()].filter((each) => each !== key);
  lostDrafts.value = new Set(isLost ? [...others, key] : others);
}

/** Whether the ticket has words of this agent that nobody else has seen; with each letter only what changed is told. @param {number} ticket */
function noteBegun(ticket) {
  const mode = draftMode(ticket);
  const begun = hasBegun(loadDraft(ticket, mode)) ? mode : undefined;
  if (begun === begunDrafts.peek().get(ticket)) return;
  const others = [...begunDrafts.peek()].filter(([each]) => each !== ticket);
  begunDrafts.value = new Map(begun ? [...others, [ticket, begun]] : others);
}

/** @param {number} ticket @param {ComposerMode} mode */
export function keyOf(ticket, mode) {
  return `${ticket}.${mode}`;
}
