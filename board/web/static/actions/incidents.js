// @ts-check
/** What an agent does with incidents: open, link, answer, resolve, close the loop. */

import { write } from "../api.js";
import { rereadSoon } from "../reread.js";
import { incidents, openIncidents, readIncidents } from "../incidents.js";
import { say } from "../say.js";
import { clearSelection, hasSelection, selected } from "../selection.js";
import { desk, overlay } from "../state.js";
import { patiently, showRefused } from "./bulk.js";
import { UNDO_MS, notice, sayFailure } from "./notices.js";

/** @import { Burst, Incident, Many } from "../types" */

const LONGEST_NAME = 80;

/** @typedef {{ name: string, topic: string | null, notice: Record<string, string>, link: string | null }} About */

/** @param {string | null} key */
export function topicName(key) {
  return desk.value?.topics.find((topic) => topic.key === key)?.name ?? "";
}

/** An incident of a burst, named by what its tickets have in common. @param {Burst} burst */
export function openBurst({ topic, words, numbers }) {
  const name = [topicName(topic), words.join(", ")].filter(Boolean).join(": ").slice(0, LONGEST_NAME);
  overlay.value = { kind: "new_incident", numbers, topic, name };
}

/** By one key: of the selected tickets, else of the burst that is suggested, else the one that is open. */
export function openIncidentAtHand() {
  const [burst] = incidents.peek().suggested;
  const [open] = openIncidents.peek();
  if (hasSelection.peek() || (!burst && !open))
    overlay.value = { kind: "new_incident", numbers: [...selected.peek()], topic: null, name: "" };
  else if (burst) openBurst(burst);
  else if (open) overlay.value = { kind: "incident", id: open.id };
}

/** The answer is whether the desk agreed. @param {About} about @param {number[]} numbers */
export async function openIncident(about, numbers) {
  const opened = await asked(() => write("/incidents", { ...about, numbers }));
  if (!opened) return false;
  clearSelection();
  overlay.value = { kind: "incident", id: opened.id };
  return true;
}

/** @param {number} id @param {About} about */
export function editIncident(id, about) {
  return asked(() => write(`/incidents/${id}`, about));
}

/** @param {number} id @param {number[]} numbers */
export async function linkTickets(id, numbers) {
  const linked = await asked(() => write(`/incidents/${id}/tickets`, { numbers }));
  if (!linked) return;
  clearSelection();
  notice(say("incident.linked", { n: numbers.length, name: linked.name }), { lastsMs: UNDO_MS });
}

/** @param {number} id @param {number} number */
export function unlinkTicket(id, number) {
  return asked(() => write(`/incidents/${id}/unlink`, { numbers: [number] }));
}

/** @param {number[]} numbers */
export function dismissBurst(numbers) {
  return asked(() => write("/incidents/dismiss", { numbers }));
}

/** @param {number} id */
export function reopenIncident(id) {
  return asked(() => write(`/incidents/${id}/reopen`, {}));
}

/** @param {number} id @param {Record<string, string>} texts */
export async function closeLoop(id, texts) {
  if (await asked(() => write(`/incidents/${id}/close-loop`, { texts }))) notice(say("incident.loop_closed"));
}

/** @param {number} id @param {{ text: string } | { quick_reply: number }} said @param {boolean} untold @param {string} openedAt */
export function answerIncident(id, said, untold, openedAt) {
  return toMany(id, "replies", { ...said, untold, seen_until: openedAt }, (n) => say("incident.answered", { n }));
}

/** @param {number} id @param {string} text */
export function resolveIncident(id, text) {
  return toMany(id, "resolve", text.trim() ? { text } : {}, (n) => say("incident.resolved", { n }));
}

/** @param {number} id @param {string} verb @param {object} body @param {(n: number) => string} told */
async function toMany(id, verb, body, told) {
  try {
    /** @type {Many} */
    const { done, refused } = await patiently((key) => write(`/incidents/${id}/${verb}`, body, key));
    notice(told(done.length), { lastsMs: UNDO_MS });
    for (const number of done) rereadSoon(number);
    if (refused.length > 0) showRefused(refused);
    await readIncidents();
    return true;
  } catch (failure) {
    sayFailure(failure);
    return false;
  }
}

/** @param {() => Promise<Incident>} ask @returns {Promise<Incident | null>} */
async function asked(ask) {
  try {
    const told = await ask();
    await readIncidents();
    return told;
  } catch (failure) {
    sayFailure(failure);
    return null;
  }
}
