// @ts-check
/** Every page beside the board, in the order of the list at its left: one line a page. */

/** @import { PageEntry } from "../types" */

/**
 * A page's words are `nav.WORD` and `nav.WORD.about`. Whoever is below `role` may look, and is told why not more.
 * @type {{ key: string, pages: PageEntry[] }[]}
 */
export const GROUPS = [
  {
    key: "people",
    pages: [
      { name: "accounts", role: "owner", load: () => import("./pages/accounts.js") },
      { name: "invites", role: "agent", load: () => import("./pages/invites.js") },
    ],
  },
  {
    key: "service",
    pages: [
      { name: "settings/plans", role: "owner", load: () => import("./pages/plans.js") },
      { name: "settings/topics", role: "owner", load: () => import("./pages/topics.js") },
      { name: "settings/boards", role: "owner", load: () => import("./pages/boards.js") },
      { name: "settings/calendars", role: "owner", load: () => import("./pages/calendars.js") },
      { name: "settings/rules", role: "owner", load: () => import("./pages/rules.js") },
      { name: "settings/texts", role: "owner", load: () => import("./pages/texts.js") },
      { name: "settings/quick-replies", role: "owner", load: () => import("./pages/quick_replies.js") },
      { name: "settings/causes", role: "owner", load: () => import("./pages/causes.js") },
      { name: "settings/notices", role: "owner", load: () => import("./pages/notices.js") },
    ],
  },
  {
    key: "team",
    pages: [
      { name: "settings/agents", role: "owner", sees: "owner", load: () => import("./pages/agents.js") },
      { name: "settings/access", role: "owner", sees: "owner", load: () => import("./pages/access.js") },
      { name: "audit", role: "owner", load: () => import("./pages/audit.js") },
    ],
  },
  {
    key: "desk",
    pages: [
      { name: "start", role: "owner", load: () => import("./pages/start.js") },
      { name: "settings/company", role: "owner", load: () => import("./pages/company.js") },
      { name: "settings/privacy", role: "agent", load: () => import("./pages/privacy.js") },
    ],
  },
];

/** The list of them all. */
export const SETTINGS = "settings";

/** @param {string} name */
export function entryOf(name) {
  return GROUPS.flatMap(({ pages }) => pages).find((page) => page.name === name);
}

/** The last word of a page's name, which its own words begin with. @param {string} name */
export function wordOf(name) {
  return (name.split("/").at(-1) ?? "").replaceAll("-", "_");
}
