// @ts-check
/** Requests to /api/v1: the only module that talks to the desk over HTTP, live events apart. */

import { say } from "./say.js";
import { leaveToSignIn } from "./session.js";

const ROOT = "/api/v1";
// A line that died silently answers never; whoever waits in turn would wait with it.
const READ_LASTS_MS = 20_000;

/** A refusal by the desk, as its problem+json said it; status 0 means the desk could not be reached. */
export class Refusal extends Error {
  /** @param {number} status @param {Record<string, any>} problem */
  constructor(status, problem) {
    super(problem.detail || sentenceOf(status));
    this.status = status;
    this.problem = problem;
  }

  /** Whether the same question may be answered later. */
  get mayPass() {
    return this.status === 0 || this.status >= 500;
  }
}

/** @template [T=any] @param {string} path @returns {Promise<T>} */
export function read(path) {
  return request(path, { headers: { accept: "application/json" }, signal: AbortSignal.timeout(READ_LASTS_MS) });
}

/** @typedef {"POST" | "PUT" | "DELETE"} Method */

/** @type {Map<string, Promise<any>>} */
const underWay = new Map();

/**
 * A write; sending it again with the same key changes nothing more. Without a key, the same words to the same place
 * are one write as long as it is under way: a hand that presses twice means it once.
 * @template [T=any] @param {string} path @param {unknown} body @param {string} [key] @param {Method} [method]
 * @returns {Promise<T>}
 */
export function write(path, body, key, method = "POST") {
  const text = JSON.stringify(body);
  if (key) return send(method, path, text, key);
  const what = `${method} ${path} ${text}`;
  const begun = underWay.get(what) ?? send(method, path, text, newKey()).finally(() => underWay.delete(what));
  underWay.set(what, begun);
  return begun;
}

/** Keeps an agent's unsent words; it goes out also while the page is being left. @param {number} ticket @param {object} words */
export function keepWords(ticket, words) {
  return request(`/tickets/${ticket}/draft`, { ...ownWrite("PUT", words), keepalive: true });
}

/** @param {number} ticket @param {string} mode */
export function dropWords(ticket, mode) {
  return request(`/tickets/${ticket}/draft`, ownWrite("DELETE", { mode }));
}

/** @param {number} ticket @returns {Promise<unknown>} */
export function tellTyping(ticket) {
  return request(`/tickets/${ticket}/typing`, ownWrite("POST", {}));
}

/** A write that may be repeated without a key: the last one counts. @param {Method} method @param {object} body */
function ownWrite(method, body) {
  const headers = { "content-type": "application/json", "x-lanedesk": "1" };
  return { method, headers, body: JSON.stringify(body), signal: AbortSignal.timeout(READ_LASTS_MS) };
}

/**
 * Asked once more if the line broke: whether it did so before the desk heard or after makes no difference to the key.
 * @param {Method} method @param {string} path @param {string} body @param {string} key @returns {Promise<any>}
 */
async function send(method, path, body, key) {
  const headers = { "content-type": "application/json", "x-lanedesk": "1", "idempotency-key": key };
  const ask = () => request(path, { method, headers, body });
  try {
    return await ask();
  } catch (failure) {
    if (failure instanceof Refusal && failure.status === 0) return ask();
    throw failure;
  }
}

/** @param {string | number} id */
export function fileAddress(id) {
  return `${ROOT}/files/${id}`;
}

/** @param {File} file @param {{ isVoice: boolean, signal: AbortSignal }} how @returns {Promise<import("./types").Upload>} */
export function upload(file, { isVoice, signal }) {
  return sendFile(`/uploads${isVoice ? "?voice=1" : ""}`, file, signal);
}

/** To a path that takes one file. @param {string} path @param {File} file @param {AbortSignal} [signal] @returns {Promise<any>} */
export function sendFile(path, file, signal) {
  const form = new FormData();
  form.append("file", file, file.name);
  const headers = { "x-lanedesk": "1", "idempotency-key": newKey() };
  return request(path, { method: "POST", headers, body: form, ...(signal ? { signal } : {}) });
}

/** @param {string} cursor @param {AbortSignal} signal */
export function openEvents(cursor, signal) {
  const query = cursor ? `?after=${encodeURIComponent(cursor)}` : "";
  return fetch(`${ROOT}/events${query}`, { headers: { accept: "text/event-stream" }, signal, cache: "no-store" });
}

/** Random enough, also where the page is served without TLS and `crypto.randomUUID` is missing. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} path @param {RequestInit} options @returns {Promise<any>} */
async function request(path, options) {
  const response = await fetch(ROOT + path, options).catch(unreachable);
  if (response.status === 401 && leaveToSignIn()) return new Promise(() => {});
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, body);
  return body;
}

/** @param {unknown} cause @returns {never} */
function unreachable(cause) {
  throw new Refusal(0, { cause });
}

/** Of an answer without words: the desk was not reached, or what stands before it answered. @param {number} status */
function sentenceOf(status) {
  if (status === 0) return say("error.unreachable");
  if (status === 413) return say("error.large");
  if (status === 429) return say("error.busy");
  if (status === 502 || status === 503 || status === 504) return say("error.down");
  return status >= 500 ? say("error.fault") : say("error.on_the_way", { status });
}
