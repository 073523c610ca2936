// @ts-check
/** What the address says: the board, the open ticket and the search. */

import { EVERY_BOARD } from "./layout.js";

/** @import { Route } from "./types" */

/** @param {string} search the address's query part @returns {Route} */
export function parseRoute(search) {
  const params = new URLSearchParams(search);
  const number = Number(params.get("ticket"));
  return {
    board: params.get("board") || EVERY_BOARD,
    ticket: Number.isSafeInteger(number) && number > 0 ? number : null,
    query: params.get("q") ?? "",
  };
}

/** @param {Route} route */
export function routeAddress(route) {
  const params = new URLSearchParams();
  if (route.board !== EVERY_BOARD) params.set("board", route.board);
  if (route.query) params.set("q", route.query);
  if (route.ticket !== null) params.set("ticket", String(route.ticket));
  const query = params.toString();
  return query ? `/?${query}` : "/";
}
