// @ts-check
/** What is done with invites: made, looked at before, revoked, copied, and brought together for printing. */

import { signal } from "@preact/signals";
import { notice } from "../../actions/notices.js";
import { Refusal, read, sendFile, write } from "../../api.js";
import { pageAddress } from "../../route.js";
import { say } from "../../say.js";
import { act, leaveFor } from "../acting.js";

/** @import { Signal } from "@preact/signals" */
/** @import { InviteLabel, InviteSheet } from "../../types" */

const PAGE = "invites";
const LABELS_AT_ONCE = 42; // two sheets
const MOST_LABELS = 2100;

/** @typedef {{ of: string, items: InviteLabel[], isWhole: boolean, refusal: string }} Labels */
/** @type {Signal<Labels>} those of the page in view, as far as they are drawn */
export const labels = signal({ of: "", items: [], isWhole: false, refusal: "" });

/** @param {object} body */
export function makeInvite(body) {
  return write("/invites", body);
}

/** @param {{ id: number }} made */
export function openInvite({ id }) {
  leaveFor(pageAddress(PAGE, [String(id)]));
}

/** @param {object} body */
export function makeInvites(body) {
  return write("/invites/many", body);
}

/** @param {File} file @param {Record<string, string>} carried @param {boolean} isDry @returns {Promise<InviteSheet>} */
export function makeOfSheet(file, carried, isDry) {
  const query = new URLSearchParams({ ...carried, dry: isDry ? "1" : "0" });
  return sendFile(`/invites/sheet?${query}`, file);
}

/** @param {{ batch: number | null, invites: number }} made */
export function openLabels({ batch, invites }) {
  notice(say("invites.many.made", { n: invites }));
  if (batch !== null) leaveFor(pageAddress(PAGE, ["labels", String(batch)]));
}

/** @param {number} id */
export async function revokeInvite(id) {
  await act("POST", `/invites/${id}/revoke`);
  notice(say("invites.revoked"));
}

/** @param {string} batch */
export async function revokeBatch(batch) {
  const { revoked } = await write(`/invites/batches/${batch}/revoke`, {});
  notice(say("invites.labels.revoked", { n: revoked }));
  labels.value = { ...labels.value, items: [], isWhole: true };
}

/** Reads them a few at a time, since each picture is drawn for it. @param {string} asked like `batch=3` or `ids=12` */
export async function readLabels(asked) {
  labels.value = { of: asked, items: [], isWhole: false, refusal: "" };
  /** @type {number | null} */
  let after = 0;
  while (after !== null && labels.peek().of === asked && labels.peek().items.length < MOST_LABELS) {
    after = await readMore(asked, after);
  }
  if (labels.peek().of === asked) labels.value = { ...labels.peek(), isWhole: true };
}

/** @param {string} asked @param {number} after @returns {Promise<number | null>} */
async function readMore(asked, after) {
  try {
    const more = await read(`/invites/labels?${asked}&limit=${LABELS_AT_ONCE}${after ? `&after=${after}` : ""}`);
    const before = labels.peek();
    if (before.of === asked) labels.value = { ...before, items: [...before.items, ...more.items] };
    return more.next;
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    labels.value = { ...labels.peek(), refusal: failure.message };
    return null;
  }
}
