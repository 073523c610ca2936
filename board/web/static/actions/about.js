// @ts-check
/** What agents keep and decide about the customer of the open ticket. */

import { signal } from "@preact/signals";
import { Refusal, read, write } from "../api.js";
import { languageName } from "../look.js";
import { readOpenCustomerSoon } from "../reread.js";
import { say } from "../say.js";
import { customer, mayWork, panelPart } from "../state.js";
import { UNDO_MS, notice, sayFailure, undoAction } from "./notices.js";

/** @import { Method } from "../api.js" */
/** @import { CustomerFile } from "../types" */
/** @typedef {CustomerFile["notes"][number]} NoteAbout */
/**
 * A note being written: `note` is null for a new one. `theirs` is what somebody else made of it meanwhile.
 * @typedef {{ customer: number, note: number | null, text: string, version: number, theirs: { text: string, name: string } | null }} Noting
 */

/** What is half-written stays while other tickets are looked at. @type {import("@preact/signals").Signal<Noting | null>} */
export const noting = signal(null);

export const FIELD = "customer-note-field";

/** @param {NoteAbout} [note] */
export function beginNote(note) {
  const id = customer.peek()?.customer.id;
  if (id === undefined || !mayWork.peek()) return;
  panelPart.value = "customer";
  const before = noting.peek();
  if (before?.customer !== id || before.note !== (note?.id ?? null))
    noting.value = { customer: id, note: note?.id ?? null, text: note?.text ?? "", version: note?.version ?? 0, theirs: null };
  setTimeout(() => document.getElementById(FIELD)?.focus());
}

/** @param {string} text */
export function typeNote(text) {
  if (noting.peek()) noting.value = /** @type {Noting} */ ({ ...noting.peek(), text });
}

/** Nothing is left in the field; the focus goes to where the note is, or begins. */
export function leaveNote() {
  const note = noting.peek()?.note ?? null;
  noting.value = null;
  setTimeout(() => document.getElementById(note === null ? "customer-note-new" : `customer-note-${note}`)?.focus());
}

export async function saveNote() {
  const written = noting.peek();
  if (!written?.text.trim()) return;
  const { customer: id, note, text, version } = written;
  try {
    if (note === null) hearNotes(id, await write(`/customers/${id}/notes`, { text }));
    else hearNotes(id, await write(`/customers/${id}/notes/${note}`, { text, version }, undefined, "PUT"));
    leaveNote();
  } catch (failure) {
    if (!(failure instanceof Refusal) || failure.status !== 409) return void sayFailure(failure);
    hearOthers(failure);
  }
}

/** What is typed stays, and theirs is shown beside it; saved again it takes their place. @param {Refusal} refusal */
function hearOthers({ problem, message }) {
  readOpenCustomerSoon();
  const written = noting.peek();
  if (!written) return;
  if (problem.text !== undefined)
    noting.value = { ...written, version: problem.version, theirs: { text: problem.text, name: problem.changed_by } };
  else if (problem.note !== undefined) noting.value = { ...written, note: null, version: 0 };
  notice(message, { tone: "alert", lastsMs: UNDO_MS });
}

/** @param {NoteAbout} note */
export async function removeNote(note) {
  const id = customer.peek()?.customer.id;
  const path = `/customers/${id}/notes/${note.id}`;
  const back = async () => (await noted(id, `${path}/restore`, {})) && notice(say("about.note.back"));
  if (await noted(id, path, { version: note.version }, "DELETE"))
    notice(say("about.note.removed"), { lastsMs: UNDO_MS, action: undoAction(() => void back()) });
  document.getElementById("customer-note-new")?.focus();
}

/** @param {string} language */
export async function giveLanguage(language) {
  const file = customer.peek();
  if (!file || file.customer.language === language) return;
  const { id, language: before, name } = file.customer;
  if (!(await noted(id, `/customers/${id}/language`, { language }))) return;
  hearLanguage(id, language);
  const back = () => noted(id, `/customers/${id}/language`, { language: before }).then(() => hearLanguage(id, before));
  notice(say("about.language.given", { name, language: languageName(language) }), {
    lastsMs: UNDO_MS,
    action: undoAction(() => void back()),
  });
}

/** @typedef {{ reason: string, until: string | null, seen: number }} Block */

/** The answer is whether the desk agreed. @param {number} id @param {string} name @param {Block} how */
export async function block(id, name, how) {
  if (!(await judged(id, "block", how))) return false;
  const back = () => judged(id, "unblock", {});
  notice(say("block.done", { name }), { lastsMs: UNDO_MS, action: undoAction(() => void back()) });
  return true;
}

/** Taken back, they are blocked as they were. @param {CustomerFile} file */
export async function unblock({ customer: { id, name }, barred }) {
  if (!barred || !(await judged(id, "unblock", { seen: barred.id }))) return;
  const { reason, until } = barred;
  const back = () => judged(id, "block", { reason, until, seen: 0 });
  notice(say("block.undone", { name }), { lastsMs: UNDO_MS, action: undoAction(() => void back()) });
}

/** @param {number} id @param {"block" | "unblock"} verb @param {object} body */
async function judged(id, verb, body) {
  try {
    const { barred } = await write(`/customers/${id}/${verb}`, body);
    const file = customer.peek();
    if (file?.customer.id === id) customer.value = { ...file, barred };
    return true;
  } catch (failure) {
    sayFailure(failure);
    readOpenCustomerSoon();
    return false;
  }
}

/** @param {number | undefined} id @param {string} path @param {object} body @param {Method} [method] */
async function noted(id, path, body, method) {
  try {
    hearNotes(id, await write(path, body, undefined, method));
    return true;
  } catch (failure) {
    sayFailure(failure);
    readOpenCustomerSoon();
    return false;
  }
}

/** @param {number | undefined} id @param {{ items: NoteAbout[] }} notes */
function hearNotes(id, { items }) {
  const file = customer.peek();
  if (file?.customer.id === id) customer.value = /** @type {CustomerFile} */ ({ ...file, notes: items });
}

/** @param {number} id @param {string} language */
function hearLanguage(id, language) {
  const file = customer.peek();
  if (file?.customer.id === id) customer.value = { ...file, customer: { ...file.customer, language } };
}

/** @typedef {CustomerFile["earlier"][number]} Earlier */
/** What was asked for beyond the first ten, by ticket: whoever comes back finds it as it was. @type {import("@preact/signals").Signal<Map<string, { items: Earlier[], more: boolean }>>} */
export const moreEarlier = signal(new Map());

/** @param {number} ticket @param {"person" | "account"} whose @param {number} before */
export async function readEarlier(ticket, whose, before) {
  const key = `${ticket} ${whose}`;
  try {
    const page = await read(`/tickets/${ticket}/customer/earlier?of=${whose}&before=${before}`);
    const known = moreEarlier.peek().get(key)?.items ?? [];
    const items = [...known.filter(({ number }) => number >= before), ...page.items];
    moreEarlier.value = new Map([...moreEarlier.peek(), [key, { items, more: page.more }]]);
  } catch (failure) {
    sayFailure(failure);
  }
}
