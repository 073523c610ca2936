// @ts-check
/** What a change of the layout would mean, asked before it is made; and what became of several things in one list. */

import { useEffect, useState } from "preact/hooks";
import { notice } from "../../actions/notices.js";
import { Refusal, write } from "../../api.js";
import { say, sayNamed } from "../../say.js";
import { fieldNames, shownStates, valueText } from "../change_words.js";

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

/** Changes of several things in one list, each with its thing's name. @param {LayoutHistory} told @returns {(ChangeLine & { title: string })[]} */
export function historyOf(told) {
  return told.items.map((change) => {
    const { before, after } = shownStates(change);
    const sides = { before: written(change, before), after: written(change, after) };
    return { ...change, ...sides, title: told.names[`${change.thing}:${change.key}`] ?? "" };
  });
}

/** @param {ChangeLine} change @param {any} state */
function written(change, state) {
  if (state === null) return null;
  if (Array.isArray(state)) return { [say("layout.order")]: valueText(change, "", state) };
  if (typeof state === "string") return { [say("topics.default")]: valueText(change, "", state) };
  const names = fieldNames(change);
  return Object.fromEntries(Object.entries(state).map(([field, part]) => [names[field], valueText(change, field, part)]));
}

/** @param {string} metric */
export function metricName(metric) {
  return sayNamed("boards.goal", metric);
}
