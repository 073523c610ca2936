// @ts-check
/** What the address says: a page, or the board with its open ticket and search. */

import { EVERY_BOARD } from "./layout.js";
import { LONGEST_QUERY } from "./query.js";

/** @import { PagePlace, Route } from "./types" */

const IN_SETTINGS = "settings";

/** @param {string} path the address's path @param {string} search its query part @returns {Route} */
export function parseRoute(path, search) {
  const page = parsePage(path, search);
  const params = new URLSearchParams(page ? "" : search);
  const number = Number(params.get("ticket"));
  return {
    page,
    board: params.get("board") || EVERY_BOARD,
    ticket: Number.isSafeInteger(number) && number > 0 ? number : null,
    query: (params.get("q") ?? "").slice(0, LONGEST_QUERY),
  };
}

/** @param {Route} route */
export function routeAddress(route) {
  if (route.page) return pageAddress(route.page.name, route.page.rest, route.page.asked);
  const params = new URLSearchParams();
  if (route.board !== EVERY_BOARD) params.set("board", route.board);
  if (route.query) params.set("q", route.query);
  if (route.ticket !== null) params.set("ticket", String(route.ticket));
  return withQuery("/", params);
}

/**
 * A page's address: its name, then what stands on it, like `/settings/topics/billing?state=off`.
 * @param {string} name @param {string[]} [rest] @param {Record<string, string>} [asked]
 */
export function pageAddress(name, rest = [], asked = {}) {
  const path = [...name.split("/"), ...rest].map(encodeURIComponent).join("/");
  return withQuery(`/${path}`, new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== "")));
}

/** Where a quick reply is written of an answer given often. @param {number} comment */
export function proposalAddress(comment) {
  return pageAddress("settings/quick-replies", ["new"], { proposal: String(comment) });
}

/** Whether two routes show the same page; what they ask of it may differ. @param {Route} a @param {Route} b */
export function isSamePage(a, b) {
  return placeKey(a.page) === placeKey(b.page);
}

/** @param {PagePlace | null} page */
function placeKey(page) {
  return page ? pageAddress(page.name, page.rest) : "";
}

/** @param {string} path @param {string} search @returns {PagePlace | null} */
function parsePage(path, search) {
  const words = path.split("/").filter(Boolean).map(decoded);
  if (words.length === 0) return null;
  const length = words[0] === IN_SETTINGS && words.length > 1 ? 2 : 1;
  return {
    name: words.slice(0, length).join("/"),
    rest: words.slice(length),
    asked: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** @param {string} path @param {URLSearchParams} params */
function withQuery(path, params) {
  const query = params.toString();
  return query ? `${path}?${query}` : path;
}
