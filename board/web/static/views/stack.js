// @ts-check
/**
 * A long stack of cards, drawn only where somebody looks: the rest is room of the same height, since all cards are of one
 * height. What was drawn once stays, so that nothing under the focus or a finger goes.
 */

import { computed } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { html } from "../html.js";
import { whenIdle } from "../idle.js";
import { say } from "../say.js";
import { currentCard } from "../state.js";
import { Card } from "./card.js";

/** @import { Place } from "../types" */

/** So many are drawn, or not, together: as many as most windows show, so that a board is there in one frame. */
const TOGETHER = 6;
const FIRST_DRAWN = 60;
const AHEAD_PX = "800px";

/**
 * @param {{ places: Place[], isShort: boolean, isFar?: boolean }} props `isShort`: of few cards all are drawn, a moment
 * later; `isFar`: it begins below what is looked at
 */
export function Stack({ places, isShort, isFar = false }) {
  const [seen, setSeen] = useState(() => /** @type {ReadonlySet<number>} */ (new Set(isFar ? [] : [0])));
  const parts = Array.from({ length: Math.ceil(places.length / TOGETHER) }, (_, part) => part);
  const current = useMemo(() => computed(() => partOf(places, currentCard.value)), [places]).value;
  const draw = (/** @type {number} */ part) => setSeen((before) => (before.has(part) ? before : new Set([...before, part])));
  const isDrawn = (/** @type {number} */ part) => seen.has(part) || part === current;
  const missing = parts.find((part) => !isDrawn(part));
  useLayoutEffect(() => {
    if (current !== null) draw(current);
  }, [current]);
  useEffect(() => {
    if (!isShort || missing === undefined) return;
    return whenIdle(() => draw(missing));
  }, [isShort, missing]);
  return parts.flatMap((part) => {
    const own = places.slice(part * TOGETHER, (part + 1) * TOGETHER);
    if (isDrawn(part)) return own.map((place) => html`<${Card} key=${place.number} place=${place} />`);
    if (part > 0 && !isDrawn(part - 1)) return [];
    const end = parts.find((each) => each > part && isDrawn(each)) ?? parts.length;
    const cards = Math.min(end * TOGETHER, places.length) - part * TOGETHER;
    const onNear = (/** @type {number} */ share) => whenIdle(() => draw(part + Math.floor((share * cards) / TOGETHER)));
    return html`<${Room} key=${`room-${part}`} cards=${cards} onNear=${onNear} />`;
  });
}

/** A list that is drawn on as its end comes into view, or is asked for. @param {{ numbers: number[], draw: (number: number) => unknown }} props */
export function Growing({ numbers, draw }) {
  const [limit, setLimit] = useState(FIRST_DRAWN);
  const needed = useMemo(() => computed(() => numbers.indexOf(currentCard.value ?? 0) + 1), [numbers]).value;
  const drawn = Math.max(limit, needed);
  const hidden = numbers.length - drawn;
  const grow = () => setLimit(drawn + FIRST_DRAWN);
  const end = useNear(grow);
  return html`
    ${numbers.slice(0, drawn).map(draw)}
    ${
      hidden > 0 &&
      html`
        <button type="button" class="more" ref=${end} onClick=${grow}>${say("board.more", { n: hidden })}</button>
      `
    }
  `;
}

/** @param {Place[]} places @param {number | null} number */
function partOf(places, number) {
  const at = places.findIndex((place) => place.number === number);
  return at < 0 ? null : Math.floor(at / TOGETHER);
}

/** Where cards are not drawn yet. @param {{ cards: number, onNear: (share: number) => void }} props */
export function Room({ cards, onNear }) {
  const room = useNear(onNear);
  return html`<div class="card-room" style=${{ "--cards": cards }} ref=${room}></div>`;
}

/** Tells when the element it is put on comes near, and which share of it lies above the middle of what is looked at. @param {(share: number) => void} onNear */
function useNear(onNear) {
  const element = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(
      (seen) => {
        const near = seen.find((each) => each.isIntersecting);
        if (near) onNear(shareAbove(near));
      },
      // Only of the element that scrolls is there room around it.
      { root: element.current.closest(".board-scroll"), rootMargin: AHEAD_PX },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  });
  return element;
}

/** From 0 to less than 1. @param {IntersectionObserverEntry} near */
function shareAbove({ boundingClientRect: { top, height }, rootBounds }) {
  const middle = rootBounds ? rootBounds.top + rootBounds.height / 2 : top;
  return Math.min(Math.max((middle - top) / Math.max(height, 1), 0), 1 - Number.EPSILON);
}
