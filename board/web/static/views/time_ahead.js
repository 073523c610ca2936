// @ts-check
/** Any time ahead, in a field of its own; what takes it stands behind the field. */

import { useState } from "preact/hooks";
import { deskNow } from "../clock.js";
import { html } from "../html.js";
import { fieldTime } from "../look.js";
import { say } from "../say.js";

/** `first` stands in it at first. @param {{ look: string, first: string, label?: string | undefined, onChoose: (until: string) => void, children?: unknown }} props */
export function TimeAhead({ look, first, label = say("snooze.until"), onChoose, children }) {
  const [time, setTime] = useState(() => fieldTime(first));
  return html`
    <form
      class=${look}
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        onChoose(new Date(time).toISOString());
      }}
    >
      <label>
        ${label}
        <input
          type="datetime-local"
          required
          value=${time}
          min=${fieldTime(deskNow())}
          onInput=${(/** @type {InputEvent} */ event) => setTime(/** @type {HTMLInputElement} */ (event.target).value)}
        />
      </label>
      ${children}
    </form>
  `;
}
