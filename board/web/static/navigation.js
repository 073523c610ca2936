// @ts-check
/** Going from place to place: the address and the page always say the same. */

import { searchSoon } from "./actions/search.js";
import { isSamePage, parseRoute, routeAddress } from "./route.js";
import { showPage } from "./settings/opening.js";
import { forgetEdits, holdsEdits } from "./settings/unsaved.js";
import { overlay, route } from "./state.js";

/** @import { Route } from "./types" */
/** @typedef {{ replace?: boolean }} How */

/** @type {((next: Route, before: Route) => unknown)[]} */
const followers = [];

/** Calls it at each arrival; what opens a ticket also goes to places, so it can't be called from here by name. @param {(next: Route, before: Route) => unknown} follow */
export function whenArriving(follow) {
  followers.push(follow);
}

/** On the board. @param {Partial<Route>} change @param {How} [how] */
export function go(change, how) {
  visit({ ...route.peek(), page: null, ...change }, how);
}

/** To an address of ours, like that of a link. @param {string} address @param {How} [how] */
export function goTo(address, how) {
  const { pathname, search } = new URL(address, location.origin);
  visit(behindPage(parseRoute(pathname, search)), how);
}

/** For a link's click: goes there in this page, but lets the browser open another tab. @param {MouseEvent} event */
export function followLink(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const link = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  event.preventDefault();
  goTo(link.href);
}

/** Reads the address, at the start and after back or forward. */
export function followAddress() {
  const next = behindPage(parseRoute(location.pathname, location.search));
  if (!wouldLose(next)) return arrive(next);
  history.pushState(null, "", routeAddress(route.peek()));
  askToLeave(next, {});
}

/** The board behind a page stays as it was. @param {Route} next @returns {Route} */
function behindPage(next) {
  return next.page ? { ...route.peek(), ticket: null, page: next.page } : next;
}

/** @param {Route} next @param {How} [how] */
function visit(next, how = {}) {
  if (wouldLose(next)) return askToLeave(next, how);
  const address = routeAddress(next);
  if (how.replace) history.replaceState(null, "", address);
  else if (address !== routeAddress(route.peek())) history.pushState(null, "", address);
  arrive(next);
}

/** @param {Route} next */
function wouldLose(next) {
  return holdsEdits() && !isSamePage(next, route.peek());
}

/** @param {Route} next @param {How} how */
function askToLeave(next, how) {
  const leave = () => {
    forgetEdits();
    visit(next, how);
  };
  overlay.value = { kind: "leaving", leave };
}

/** @param {Route} next */
function arrive(next) {
  const before = route.peek();
  route.value = next;
  overlay.value = null;
  for (const follow of followers) follow(next, before);
  if (next.query !== before.query) searchSoon(next.query);
  if (next.page) void showPage(next.page);
}
