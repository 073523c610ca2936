// @ts-check
/**
 * A long stack of cards, drawn only where somebody looks: the rest is room of the same height, since all cards are of one
 * height. What was drawn once stays, so that nothing under the focus or a finger goes.
 */

import { computed } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { html } from "../html.js";
import { say } from "../say.js";
import { currentCard } from "../state.js";
import { Card } from "./card.js";

/** @import { Place } from "../types" */

/** So many are drawn, or not, together; the first of them at once. */
const TOGETHER = 10;
const FIRST_DRAWN = 60;
const AHEAD_PX = "800px";

const whenIdle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ act) => setTimeout(act, 50));
const forget = globalThis.cancelIdleCallback ?? clearTimeout;

/**
 * @param {{ places: Place[], isShort: boolean, isFar?: boolean }} props `isShort`: of few cards all are drawn, a moment
 * later; `isFar`: it begins below what is looked at
 */
export function Stack({ places, isShort, isFar = false }) {
  const [seen, setSeen] = useState(() => /** @type {ReadonlySet<number>} */ (new Set(isFar ? [] : [0])));
  const parts = Math.ceil(places.length / TOGETHER);
  const current = useMemo(() => computed(() => partOf(places, currentCard.value)), [places]).value;
  const draw = (/** @type {number} */ part) => setSeen((before) => (before.has(part) ? before : new Set([...before, part])));
  const missing = Array.from({ length: parts }, (_, part) => part).find((part) => !seen.has(part) && part !== current);
  useLayoutEffect(() => {
    if (current !== null) draw(current);
  }, [current]);
  useEffect(() => {
    if (!isShort || missing === undefined) return;
    const waiting = whenIdle(() => draw(missing));
    return () => forget(waiting);
  }, [isShort, missing]);
  return Array.from({ length: parts }, (_, part) => {
    const own = places.slice(part * TOGETHER, (part + 1) * TOGETHER);
    return seen.has(part) || part === current
      ? own.map((place) => html`<${Card} key=${place.number} place=${place} />`)
      : html`<${Room} key=${`room-${part}`} cards=${own.length} onNear=${() => draw(part)} />`;
  }).flat();
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

/** Where cards are not drawn yet. @param {{ cards: number, onNear: () => void }} props */
export function Room({ cards, onNear }) {
  const room = useNear(onNear);
  useLayoutEffect(() => room.current?.style.setProperty("--cards", String(cards)), [cards]);
  return html`<div class="card-room" ref=${room}></div>`;
}

/** Tells when the element it is put on comes near. @param {() => void} onNear */
function useNear(onNear) {
  const element = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && onNear(), {
      rootMargin: AHEAD_PX,
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  });
  return element;
}
