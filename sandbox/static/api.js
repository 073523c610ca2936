// @ts-check
/** Requests to the phone face. */

/** @typedef {import("./types.js").Message} Message */

const ROOT = "/phone/api";

export class Refused extends Error {}

/** @param {string} path @param {RequestInit} [options] @returns {Promise<any>} */
async function ask(path, options) {
  const response = await fetch(`${ROOT}/${path}`, options);
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer.detail ?? response.statusText);
  return answer;
}

/** @param {string} path @param {object} body */
function post(path, body) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** @returns {Promise<import("./types.js").Person[]>} */
export const people = () => ask("people");
/** @returns {Promise<import("./types.js").Info>} */
export const info = () => ask("info");
/** @returns {Promise<import("./types.js").Account[]>} */
export const accounts = () => ask("accounts");
/** @param {number} seconds */
export const advance = (seconds) => post("clock", { advance_seconds: seconds });
/** @param {string} name @param {string} language @returns {Promise<import("./types.js").Person>} */
export const addPerson = (name, language) => post("people", { name, language_code: language });

/** @param {number} person @returns {Promise<import("./types.js").Chat>} */
export const chat = (person) => ask(`people/${person}/messages`);
/** @param {number} person @returns {Promise<import("./types.js").Markup>} */
export const keyboard = (person) => ask(`people/${person}/keyboard`);
/** @param {number} person @param {object} fields @returns {Promise<Message>} */
export const send = (person, fields) => post(`people/${person}/send`, fields);
/** @param {number} person @param {number} message @param {object} changes */
export const edit = (person, message, changes) => post(`people/${person}/edit`, { message_id: message, ...changes });
/** @param {number} person @param {number} message @param {string} data @returns {Promise<import("./types.js").TapAnswer>} */
export const tap = (person, message, data) => post(`people/${person}/tap`, { message_id: message, data });
/** @param {number} person @param {string} text */
export const press = (person, text) => post(`people/${person}/tap`, { text });
/** @param {number} person @param {number} message @param {string} emoji empty takes the reaction back */
export const react = (person, message, emoji) => post(`people/${person}/react`, { message_id: message, emoji });
/** @param {number} person */
export const block = (person) => post(`people/${person}/block`, {});
/** @param {number} person @param {boolean} start whether to say /start at once */
export const unblock = (person, start = true) => post(`people/${person}/unblock`, { start });
/** @param {number} person @param {number} message */
export const hide = (person, message) => ask(`people/${person}/messages/${message}`, { method: "DELETE" });

/**
 * One file with the fields that describe it.
 * @param {number} person @param {string} kind @param {Blob} file @param {string} name @param {Record<string, string>} [fields]
 */
export function sendFile(person, kind, file, name, fields = {}) {
  const form = new FormData();
  for (const [field, value] of Object.entries({ kind, name, ...fields })) if (value) form.set(field, value);
  form.set("file", file, name);
  return ask(`people/${person}/send`, { method: "POST", body: form });
}

/** @param {number} person @param {{kind: string, file: File, caption: string}[]} parts */
export function sendAlbum(person, parts) {
  const form = new FormData();
  const described = parts.map(({ kind, file, caption }, place) => ({ kind, caption, name: file.name, file: `part${place}` }));
  form.set("parts", JSON.stringify(described));
  parts.forEach(({ file }, place) => form.set(`part${place}`, file, file.name));
  return ask(`people/${person}/album`, { method: "POST", body: form });
}

/** Every event of the sandbox; after a lost connection `onlost` once, then everything is read anew.
 * @param {(event: any) => void} onevent @param {(isLost: boolean) => void} onlost */
export function listen(onevent, onlost) {
  const source = new EventSource(`${ROOT}/stream`);
  source.onmessage = (message) => onevent(JSON.parse(message.data));
  source.onerror = () => onlost(true);
  source.onopen = () => onlost(false);
}
