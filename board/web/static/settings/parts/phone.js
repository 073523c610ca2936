// @ts-check
/** How something looks in the customer's chat: a bubble as Telegram draws one, light or dark. */

import { useState } from "preact/hooks";
import { html } from "../../html.js";
import { theme } from "../../preferences.js";
import { say } from "../../say.js";
import { Icon } from "../../views/icons.js";

/** @typedef {{ text: string, picture?: string, buttons?: string[] }} Bubble */

/** @param {{ bubbles: Bubble[], title?: string }} props */
export function PhonePreview({ bubbles, title = say("phone.title") }) {
  const [chosen, setChosen] = useState(/** @type {"light" | "dark" | null} */ (null));
  const look = chosen ?? theme.value;
  const other = look === "dark" ? "light" : "dark";
  return html`
    <figure class="phone" data-look=${look}>
      <figcaption>
        ${title}
        <button type="button" class="tool tool-small" aria-label=${say(`phone.${other}`)} title=${say(`phone.${other}`)} onClick=${() => setChosen(other)}>
          <${Icon} name=${other === "dark" ? "moon" : "sun"} />
        </button>
      </figcaption>
      <div class="phone-chat" aria-live="polite">
        ${bubbles.map(
          (bubble, index) => html`
            <div key=${index} class="phone-bubble">
              ${bubble.picture && html`<img src=${bubble.picture} alt="" />`}
              <p>${bubble.text || "…"}</p>
              <time aria-hidden="true">12:30</time>
            </div>
            ${bubble.buttons?.map((button) => html`<span key=${button} class="phone-button">${button}</span>`)}
          `,
        )}
      </div>
    </figure>
  `;
}
