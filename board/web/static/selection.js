// @ts-check
/** The cards that are selected, to do the same to all of them. */

import { computed, signal } from "@preact/signals";
import { allOrNone, ranged, toggled } from "./choosing.js";
import { say } from "./say.js";
import { announcement, mayWork, readingOrder, route } from "./state.js";

/** @import { Signal } from "@preact/signals" */
/** @import { Chosen } from "./choosing.js" */
/** @import { QuickReply } from "./types" */

/** @type {Signal<Chosen>} */
export const selected = signal(new Set());
/** A tap on a card selects it: for who has neither a keyboard nor a pointer that hovers. */
export const isSelecting = signal(false);
/** @type {Signal<{ done: number, of: number } | null>} how far what is being done to them has come */
export const progress = signal(null);
/** @type {Signal<QuickReply[]>} those that may be said to all, as last read */
export const quickReplies = signal([]);
/** @type {number | null} from where a range goes */
let anchor = null;

export const hasSelection = computed(() => selected.value.size > 0);
/** Whether cards show what selects them. */
export const showsChecks = computed(() => mayWork.value && (isSelecting.value || hasSelection.value));

/** @param {number} number */
export function toggleCard(number) {
  anchor = number;
  choose(toggled(selected.peek(), number));
}

/** From the card that was selected last. @param {number} number */
export function selectTo(number) {
  choose(ranged(selected.peek(), readingOrder().flat(), anchor, number));
}

/** All that are shown, on the board or by a search. */
export function selectAll() {
  choose(allOrNone(selected.peek(), readingOrder().flat()));
}

/** @param {Iterable<number>} numbers */
export function selectOnly(numbers) {
  choose(new Set(numbers));
}

export function clearSelection() {
  isSelecting.value = false;
  if (hasSelection.peek()) choose(new Set());
}

/** Whether keys are about the selection, and not about one card. */
export function isAboutMany() {
  return hasSelection.peek() && route.peek().ticket === null && !route.peek().page;
}

/** @param {Chosen} next */
function choose(next) {
  if (!mayWork.peek()) return;
  selected.value = next;
  announcement.value = next.size > 0 ? say("bulk.selected", { n: next.size }) : say("bulk.none");
}
