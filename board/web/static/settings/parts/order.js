// @ts-check
/** A list whose order is a setting: moved by buttons, by Alt and an arrow, or by dragging its handle. */

import { useRef, useState } from "preact/hooks";
import { html } from "../../html.js";
import { say } from "../../say.js";
import { announcement } from "../../state.js";
import { Icon } from "../../views/icons.js";

/**
 * @typedef {object} Item
 * @property {string} key
 * @property {string} name
 */

/**
 * `onMove` gets all keys in their new order, once; while it is under way the list stands as it will.
 * @param {{ items: Item[], label: string, onMove: (keys: string[]) => Promise<unknown>, readonly?: boolean,
 *   children: (item: any, index: number) => unknown }} props `children` draws what stands between handle and buttons
 */
export function OrderedList({ items, label, onMove, readonly = false, children }) {
  const [wanted, setWanted] = useState(/** @type {string[] | null} */ (null));
  const [dragged, setDragged] = useState(/** @type {string | null} */ (null));
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const order = wanted ?? items.map((item) => item.key);
  const drawn = order.flatMap((key) => items.find((item) => item.key === key) ?? []);

  /** @param {string[]} keys */
  async function settle(keys) {
    setWanted(keys);
    try {
      await onMove(keys);
    } finally {
      setWanted(null);
    }
  }

  /** @param {Item} item @param {number} by */
  function step(item, by) {
    const from = order.indexOf(item.key);
    const to = from + by;
    if (to < 0 || to >= order.length) return;
    announcement.value = say("order.moved", { name: item.name, place: to + 1, of: order.length });
    void settle(moved(order, from, to));
  }

  /** Where the pointer is decides the place; the handle keeps the pointer until it is let go. @param {PointerEvent} event */
  function follow(event) {
    if (dragged === null || !list.current) return;
    const rows = [...list.current.children].map((row) => row.getBoundingClientRect());
    const to = rows.findIndex((box) => event.clientY < box.top + box.height / 2);
    const from = order.indexOf(dragged);
    const place = to < 0 ? order.length - 1 : to > from ? to - 1 : to;
    if (place !== from) setWanted(moved(order, from, place));
  }

  function letGo() {
    if (dragged === null) return;
    setDragged(null);
    if (wanted) void settle(wanted);
  }

  return html`
    <ol class="ordered" aria-label=${label} ref=${list}>
      ${drawn.map(
        (item, index) => html`
          <li
            key=${item.key}
            data-dragged=${item.key === dragged ? "yes" : undefined}
            onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
              const by = /** @type {Record<string, number>} */ ({ ArrowUp: -1, ArrowDown: 1 })[event.key];
              if (!by || !event.altKey || readonly) return;
              event.preventDefault();
              event.stopPropagation();
              step(item, by);
            }}
          >
            ${
              !readonly &&
              html`
                <span
                  class="order-handle"
                  title=${say("order.drag")}
                  onPointerDown=${(/** @type {PointerEvent} */ event) => {
                    if (event.button !== 0) return;
                    /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
                    setDragged(item.key);
                  }}
                  onPointerMove=${follow}
                  onPointerUp=${letGo}
                  onPointerCancel=${letGo}
                >
                  <${Icon} name="grip" />
                </span>
              `
            }
            <div class="ordered-item">${children(item, index)}</div>
            ${
              !readonly &&
              html`
                <span class="order-buttons">
                  <${StepButton} item=${item} way="up" isLast=${index === 0} onStep=${() => step(item, -1)} />
                  <${StepButton} item=${item} way="down" isLast=${index === order.length - 1} onStep=${() => step(item, 1)} />
                </span>
              `
            }
          </li>
        `,
      )}
    </ol>
  `;
}

/** @param {{ item: Item, way: "up" | "down", isLast: boolean, onStep: () => void }} props */
function StepButton({ item, way, isLast, onStep }) {
  return html`
    <button
      type="button"
      class="tool tool-small"
      aria-label=${say(`order.${way}`, { name: item.name })}
      title=${say(`order.${way}`, { name: item.name })}
      aria-disabled=${isLast}
      onClick=${onStep}
    >
      <${Icon} name=${way} />
    </button>
  `;
}

/** @param {string[]} keys @param {number} from @param {number} to */
export function moved(keys, from, to) {
  const others = keys.filter((_, index) => index !== from);
  return [...others.slice(0, to), /** @type {string} */ (keys[from]), ...others.slice(to)];
}
