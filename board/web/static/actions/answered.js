// @ts-check
/** What earlier tickets like the open one were answered, as drafts: nothing is sent by itself. */

import { read } from "../api.js";
import { oneAfterOther } from "../formatting.js";
import { goTo } from "../navigation.js";
import { proposalAddress } from "../route.js";
import { say } from "../say.js";
import { answered, composerMode, draft, route } from "../state.js";
import { pause } from "../turns.js";
import { changeDraft, writeAs } from "./composer.js";
import { notice, undoAction } from "./notices.js";

/** @import { Draft, Similar, SimilarTicket } from "../types" */

/** So long the customer's panel waits for it, to be drawn at once; what comes later is added to it. */
const LONGEST_MS = 700;

/** @param {number} number */
export async function readAnswered(number) {
  answered.value = null;
  const none = () => ({ items: [], proposal: null });
  /** @type {Promise<Similar>} */
  const asked = read(`/tickets/${number}/similar`).catch(none);
  know(number, await Promise.race([asked, pause(LONGEST_MS).then(none)]));
  know(number, await asked);
}

/** @param {number} number @param {Similar} found */
function know(number, found) {
  const before = answered.peek();
  if (route.peek().ticket === number && !(before?.number === number && before.items === found.items)) answered.value = { number, ...found };
}

/** Words of this ticket are gone. @param {number | null} ticket */
export function readAnsweredAgain(ticket) {
  const shown = answered.peek();
  if (shown?.items.some(({ number }) => number === ticket)) void readAnswered(shown.number);
}

/** Puts an answer into the reply, behind what stands there. Asked again, it goes on to the next answer. @param {number} number @param {SimilarTicket} [chosen] */
export function useAnswer(number, chosen) {
  const items = answered.peek()?.number === number ? (answered.peek()?.items ?? []) : [];
  if (composerMode.peek() !== "reply") writeAs("reply");
  const before = draft.peek();
  const at = items.findIndex(({ answer }) => answer.text === before.text);
  const item = chosen ?? items[(at + 1) % items.length];
  if (!item || item.answer.text === before.text) return;
  const replaces = before.text.trim() === "" || at >= 0;
  changeDraft(replaces ? { ...before, ...wordsOf(item) } : behind(before, item));
  const after = draft.peek().text;
  notice(say("answered.used", { number: item.number }), { action: undoAction(() => takeBack(number, before, after)) });
}

/** On to writing a quick reply of what is said here often. */
export function writeProposal() {
  const proposal = answered.peek()?.proposal;
  if (proposal) goTo(proposalAddress(proposal.comment));
}

/** @param {SimilarTicket} item */
function wordsOf({ answer: { text, entities } }) {
  return { text, entities: /** @type {Draft["entities"]} */ (/** @type {unknown} */ (entities)) };
}

/** @param {Draft} before @param {SimilarTicket} item @returns {Draft} */
function behind(before, item) {
  return { ...before, ...oneAfterOther({ ...before, text: before.text.trimEnd() }, wordsOf(item), "\n\n") };
}

/** Unless it was written on since. @param {number} number @param {Draft} before @param {string} after */
function takeBack(number, before, after) {
  if (route.peek().ticket === number && draft.peek().text === after) changeDraft({ ...draft.peek(), text: before.text, entities: before.entities });
}
