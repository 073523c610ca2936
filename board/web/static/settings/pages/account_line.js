// @ts-check
/** What an account is told by in a line: how it stands, and its figures. */

import { html } from "../../html.js";
import { dateText } from "../../look.js";
import { language, say } from "../../say.js";

/** @import { ListedAccount } from "../../types" */

/** @param {{ name: ListedAccount["standing"] }} props */
export function Standing({ name }) {
  return html`<span class="status" data-status=${name}>${say(`accounts.status.${name}`)}</span>`;
}

/** @param {ListedAccount} account */
export function figures(account) {
  const { kept, broken } = account.promises;
  return [
    account.plan,
    account.support_until && say("accounts.until", { date: dateText(account.support_until) }),
    say("accounts.people", { n: account.people }),
    account.tickets > 0 && say("accounts.tickets", { n: account.tickets, open: account.open_tickets }),
    kept + broken > 0 && say("accounts.kept", { percent: share(kept, kept + broken) }),
  ].filter(Boolean);
}

/** @param {number} part @param {number} whole */
function share(part, whole) {
  return new Intl.NumberFormat(language(), { style: "percent" }).format(part / whole);
}
