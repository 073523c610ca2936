// @ts-check
/** What customers are told beforehand just now: the company's notices, over every board. */

import { html } from "../html.js";
import { followLink } from "../navigation.js";
import { pageAddress } from "../route.js";
import { say } from "../say.js";
import { desk } from "../state.js";
import { Icon } from "./icons.js";

export function Notices() {
  return (desk.value?.notices ?? []).map(
    (notice) => html`
      <p class="desk-notice" key=${notice.id} role="note">
        <${Icon} name="warning" />
        <span class="one-line" title=${notice.text}>
          <strong>${notice.topics.length > 0 ? notice.topics.join(", ") : say("notices.topics.all")}</strong>
          ${" "}${notice.text}
        </span>
        <a href=${pageAddress("settings/notices", [String(notice.id)])} onClick=${followLink}>${say("notices.open")}</a>
      </p>
    `,
  );
}
