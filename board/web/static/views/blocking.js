// @ts-check
/** A customer is blocked, with a reason for agents alone and an end, and let write again. */

import { useState } from "preact/hooks";
import { block, unblock } from "../actions/about.js";
import { deskNow, today } from "../clock.js";
import { html } from "../html.js";
import { dateText, fieldTime, momentText } from "../look.js";
import { say } from "../say.js";
import { customer, mayWork, overlay } from "../state.js";
import { Icon } from "./icons.js";
import { Sheet } from "./sheet.js";

/** @import { CustomerFile } from "../types" */
/** @typedef {NonNullable<CustomerFile["barred"]>} Barred */
/** @typedef {{ id: number, name: string, barred: Barred | null, done?: () => void }} Whom */

const HOUR_MS = 3_600_000;
/** @typedef {"hour" | "day" | "week" | "month" | "good" | "time"} End */
/** How long, in hours; null is for good. @type {Partial<Record<End, number | null>>} */
const ENDS = { hour: 1, day: 24, week: 168, month: 720, good: null };
/** @type {End[]} */
const CHOICES = ["hour", "day", "week", "month", "good", "time"];
const LONGEST = 500;

/** An end that has passed while the page was open is none any more. @param {Barred | { until: string | null } | null} barred */
export function holds(barred) {
  return barred !== null && (barred.until === null || Date.parse(barred.until) > deskNow());
}

/** @param {{ until: string | null }} barred */
export function barredText({ until }) {
  return until ? say("block.until", { time: momentText(until, today.value) }) : say("block.for_good");
}

/** Of the open ticket. */
export function askBlockCustomer() {
  const file = customer.peek();
  if (file) askBlock({ id: file.customer.id, name: file.customer.name, barred: holds(file.barred) ? file.barred : null });
}

/** @param {Whom} whom */
export function askBlock(whom) {
  overlay.value = { kind: "sheet", draw: () => html`<${BlockSheet} whom=${whom} />` };
}

/** @param {{ whom: Whom }} props */
function BlockSheet({ whom }) {
  const { id, name, barred, done } = whom;
  const [reason, setReason] = useState(barred?.reason ?? "");
  const [end, setEnd] = useState(/** @type {End} */ (barred ? (barred.until ? "time" : "good") : "day"));
  const [time, setTime] = useState(fieldTime(barred?.until ?? deskNow() + 24 * HOUR_MS));
  const title = say("block.title", { name });
  async function go() {
    const length = ENDS[end];
    const at = length === undefined ? Date.parse(time) : length === null ? null : deskNow() + length * HOUR_MS;
    const until = at === null ? null : new Date(at).toISOString();
    if (!reason.trim() || !(await block(id, name, { reason, until, seen: barred?.id ?? 0 }))) return;
    overlay.value = null;
    done?.();
  }
  return html`
    <${Sheet} label=${title} title=${title} onClose=${() => (overlay.value = null)}>
      <form
        class="resolve-form"
        onSubmit=${(/** @type {Event} */ event) => {
          event.preventDefault();
          void go();
        }}
      >
        <label>
          ${say("block.reason")}
          <textarea
            rows="3"
            required
            data-autofocus
            maxlength=${LONGEST}
            value=${reason}
            onInput=${(/** @type {InputEvent} */ event) => setReason(/** @type {HTMLTextAreaElement} */ (event.target).value)}
            onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void go();
            }}
          ></textarea>
        </label>
        <label>
          ${say("block.end")}
          <select
            value=${end}
            onChange=${(/** @type {Event} */ event) => setEnd(/** @type {End} */ (/** @type {HTMLSelectElement} */ (event.target).value))}
          >
            ${CHOICES.map(
              (each) => html`
                <option key=${each} value=${each} selected=${each === end}>
                  ${say(`block.end.${each}`)}
                </option>
              `,
            )}
          </select>
        </label>
        ${
          end === "time" &&
          html`
            <label>
              ${say("block.time")}
              <input
                type="datetime-local"
                required
                min=${fieldTime(deskNow())}
                value=${time}
                onInput=${(/** @type {InputEvent} */ event) => setTime(/** @type {HTMLInputElement} */ (event.target).value)}
              />
            </label>
          `
        }
        <p class="quiet">${say("block.about")}</p>
        <div class="sheet-end">
          <button type="button" class="button button-quiet" onClick=${() => (overlay.value = null)}>
            ${say("resolve.cancel")}
          </button>
          <button type="submit" class="button button-send">${say(barred ? "block.change" : "block.go")}</button>
        </div>
      </form>
    <//>
  `;
}

/** That the customer is blocked, since when and why. @param {{ file: CustomerFile }} props */
export function BlockedFact({ file }) {
  const { barred } = file;
  if (!barred || !holds(barred)) return null;
  const by = { name: barred.agent ?? say("trail.who.desk"), date: dateText(barred.at) };
  return html`
    <section class="customer-barred" aria-label=${say("block.blocked")}>
      <p class="customer-barred-head">
        <${Icon} name="lock" />
        <strong>${say("block.blocked")}</strong>
        ${barredText(barred)}
      </p>
      <p class="note-about-words"><bdi>${barred.reason}</bdi></p>
      <p class="customer-barred-foot">
        ${say("about.note.by", by)}${barred.kept > 0 && html` · ${say("block.kept", { n: barred.kept })}`}
      </p>
      ${
        mayWork.value &&
        html`
          <p class="customer-barred-acts">
            <button type="button" class="button button-small" onClick=${() => void unblock(file)}>
              ${say("block.unblock")}
            </button>
            <button type="button" class="button button-small button-quiet" onClick=${askBlockCustomer}>
              ${say("block.edit")}
            </button>
          </p>
        `
      }
    </section>
  `;
}
