// @ts-check
/** What could stand in the search box next: filters by the beginning of their names, then their values. Pure. */

import { labelName } from "./labels.js";
import { CLAIMS, FIELDS } from "./query.js";
import { say, sayNamed } from "./say.js";

/** @import { Desk } from "./types" */
/** @import { Field } from "./query.js" */
/** @typedef {{ text: string, about: string }} Option `text` is what would stand there */
/** @typedef {{ from: number, to: number, options: Option[] }} Suggestions `from` and `to`: what a choice replaces */
/** @typedef {{ desk: Desk | null, labels: string[] }} Known */

const SHORTEST_BEGINNING = 2;
const MOST = 14;
/** The word that the caret is at the end of. */
const AT_CARET = /(?:^|\s)(?<minus>[-−–]?)(?:(?<field>\w+):(?<told>(?:"[^"]*"?,|«[^»]*»?,|[^\s,"«]*,)*)(?<value>"[^"]*|«[^»]*|[^\s,"«]*)|(?<begun>[^\s:"«-][^\s:"«]*)?)$/u;
const DAYS = ["today", "yesterday", "-7d", "-30d"];

/** @param {string} query @param {number} caret @param {Known} known @returns {Suggestions} */
export function suggestions(query, caret, known) {
  const groups = AT_CARET.exec(query.slice(0, caret))?.groups;
  const nothing = { from: caret, to: caret, options: [] };
  if (!groups || /^\S/u.test(query.slice(caret))) return nothing;
  const { minus = "", field, value = "", begun = "" } = groups;
  if (field === undefined) {
    const offersAll = query.trim() === "" || (minus !== "" && begun === "");
    if (!offersAll && begun.length < SHORTEST_BEGINNING) return nothing;
    return { from: caret - begun.length, to: caret, options: FIELDS.flatMap(optionOf).filter(beginsWith(begun)) };
  }
  const of = FIELDS.find((each) => each === field.toLowerCase());
  if (!of) return nothing;
  const bare = value.replace(/^["«]/u, "");
  const options = valuesOf(of, known)
    .filter(beginsWith(bare))
    .filter(({ text }) => text !== value)
    .slice(0, MOST)
    .map(({ text, about }) => ({ text: /[\s,]/u.test(text) ? `"${text}"` : text, about }));
  return { from: caret - value.length, to: caret, options };
}

/** What stands in the box once an option was chosen, and where the caret is. @param {string} query @param {Suggestions} found @param {Option} option */
export function accepted(query, { from, to }, { text }) {
  const rest = query.slice(to);
  const put = text.endsWith(":") || rest.startsWith(" ") ? text : `${text} `;
  return { query: query.slice(0, from) + put + rest, caret: from + put.length };
}

/** @param {string} begun @returns {(option: Option) => boolean} */
function beginsWith(begun) {
  const wanted = plain(begun);
  return ({ text, about }) => [text, ...about.split(/\s+/u), about].some((word) => plain(word).startsWith(wanted));
}

/** @param {string} text */
function plain(text) {
  return text.toLowerCase().replaceAll("ё", "е").replaceAll("_", " ");
}

/** @param {Field} field @returns {Option} */
function optionOf(field) {
  return { text: `${field}:`, about: say(`search.field.${field}`) };
}

/** @param {Field} field @param {Known} known @returns {Option[]} */
function valuesOf(field, { desk, labels }) {
  const boards = desk?.boards ?? [];
  switch (field) {
    case "topic":
      return (desk?.topics ?? []).map(named);
    case "board":
      return boards.map(named);
    case "lane":
      return [...new Map(boards.flatMap(({ lanes }) => lanes.map((lane) => [lane.key, named(lane)]))).values()];
    case "label":
      return labels.map((label) => ({ text: label, about: labelName(label) === label ? "" : labelName(label) }));
    case "agent":
      return [...["me", "nobody"].map(fixed(agentText)), ...(desk?.agents ?? []).map((name) => ({ text: name, about: "" }))];
    case "is":
      return [...CLAIMS, ...["inbox", "working", "waiting", "done"]].map(fixed(claimText));
    case "state":
      return ["inbox", "working", "waiting", "done"].map(fixed(claimText));
    case "has":
      return ["voice", "photo", "video", "file", "note", "rating"].map(fixed(havingText));
    case "rated":
      return ["bad", "fair", "good"].map(fixed(ratedText));
    case "account":
    case "customer":
      return [];
    default:
      return DAYS.map(fixed(dayText));
  }
}

/** @param {{ key: string, name: string }} place */
function named({ key, name }) {
  return { text: key, about: name };
}

/** @param {(value: string) => string} aboutOf @returns {(value: string) => Option} */
function fixed(aboutOf) {
  return (value) => ({ text: value, about: aboutOf(value) });
}

/** @param {string} value */
const claimText = (value) => sayNamed("search.is", value);
/** @param {string} value */
const havingText = (value) => sayNamed("search.has", value);
/** @param {string} value */
const ratedText = (value) => sayNamed("search.rated", value);
/** @param {string} value */
const agentText = (value) => sayNamed("search.agent", value);
/** @param {string} value */
const dayText = (value) => sayNamed("search.day", value.replace("-", ""));
