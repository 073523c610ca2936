// @ts-check
/** What a change of the layout would mean, asked before it is made; and what became of several things in one list. */

import { useEffect, useState } from "preact/hooks";
import { notice } from "../../actions/notices.js";
import { Refusal, write } from "../../api.js";
import { say, sayNamed } from "../../say.js";
import { plain } from "../parts/saving.js";

/** @import { ChangeLine, LayoutHistory } from "../../types" */
/** @typedef {{ method: import("../../api.js").Method, path: string, body: object }} Wish */
/** @typedef {{ counts: Record<string, number>, says: string[] }} Effect */

const TYPING_MS = 250;

/** The sentences of what the change would mean, or why it is refused; none while nothing is wished. @param {Wish | null} wish @returns {string[]} */
export function useEffectOf(wish) {
  const [lines, setLines] = useState(/** @type {string[]} */ ([]));
  const asked = JSON.stringify(wish);
  useEffect(() => {
    if (!wish) {
      setLines([]);
      return;
    }
    let isOver = false;
    const timer = setTimeout(async () => {
      const told = await tried(wish);
      if (!isOver) setLines(told);
    }, TYPING_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [asked]);
  return lines;
}

/** @param {Wish} wish */
async function tried({ method, path, body }) {
  try {
    /** @type {Effect} */
    const { says } = await write(path, { ...body, dry: true }, undefined, method);
    return says;
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    return failure.status === 0 ? [] : [failure.message];
  }
}

/** Says what the change meant for what is in use. @param {Effect} effect */
export function tell({ says }) {
  if (says.length > 0) notice(says.join(" "));
}

/**
 * Changes of several things in one list: each field is named with its thing, and orders by the names of what they hold.
 * @param {LayoutHistory} told @param {Record<string, string>} fields @param {Record<string, string>} names by key
 * @returns {ChangeLine[]}
 */
export function historyOf(told, fields, names) {
  return told.items.map((change) => {
    const own = told.names[`${change.thing}:${change.key}`] ?? change.key;
    return { ...change, before: written(change.before, own, fields, names), after: written(change.after, own, fields, names) };
  });
}

/** @param {any} value @param {string} own @param {Record<string, string>} fields @param {Record<string, string>} names */
function written(value, own, fields, names) {
  if (value === null) return null;
  if (Array.isArray(value)) return { [say("layout.order")]: value.map((key) => names[key] ?? key).join(", ") };
  if (typeof value === "string") return { [say("topics.default")]: names[value] ?? value };
  const parts = Object.entries(value).map(([field, part]) => [`${own} · ${fields[field] ?? field}`, drawn(field, part, names)]);
  return Object.fromEntries(parts);
}

/** @param {string} field @param {any} part @param {Record<string, string>} names */
function drawn(field, part, names) {
  if (field === "goals") return goalsText(part);
  return typeof part === "string" ? (names[part] ?? part) || "—" : plain(field, part);
}

/** @param {Record<string, number | null>} goals in seconds */
export function goalsText(goals) {
  return Object.entries(goals)
    .map(([metric, seconds]) => `${metricName(metric)}: ${seconds === null ? say("boards.lane.off") : durationText(seconds)}`)
    .join(" · ");
}

/** @param {string} metric */
export function metricName(metric) {
  return sayNamed("boards.goal", metric);
}

/** @param {number} seconds */
function durationText(seconds) {
  const [unit, size] = /** @type {const} */ ([["hours", 3600], ["minutes", 60], ["seconds", 1]]).find(([, each]) => seconds % each === 0) ?? ["seconds", 1];
  return `${seconds / size} ${say(`field.unit.${unit}`)}`;
}
