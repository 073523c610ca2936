// @ts-check
/** Going from place to place: the address and the page always say the same. */

import { leaveTicket, showTicket } from "./actions/panel.js";
import { searchSoon } from "./actions/search.js";
import { parseRoute, routeAddress } from "./route.js";
import { overlay, route } from "./state.js";

/** @import { Route } from "./types" */

/** @param {Partial<Route>} change @param {{ replace?: boolean }} [how] */
export function go(change, { replace = false } = {}) {
  const next = { ...route.peek(), ...change };
  const address = routeAddress(next);
  if (replace) history.replaceState(null, "", address);
  else if (address !== routeAddress(route.peek())) history.pushState(null, "", address);
  arrive(next);
}

/** Reads the address, at the start and after back or forward. */
export function followAddress() {
  arrive(parseRoute(location.search));
}

/** @param {Route} next */
function arrive(next) {
  const before = route.peek();
  route.value = next;
  overlay.value = null;
  if (next.ticket !== before.ticket) {
    if (next.ticket === null) leaveTicket();
    else void showTicket(next.ticket);
  }
  if (next.query !== before.query) searchSoon(next.query);
}
