// @ts-check
/** What stands in a change, in words: the names of its fields, and their values as people read them. */

import { dateText, wholeMomentText } from "../look.js";
import { say, sayNamed } from "../say.js";
import { desk } from "../state.js";
import { laneParts, wholeGoalText } from "./goals.js";
import { countryName, datesText, readWeek, weekText } from "./hours.js";
import { languageName, languages } from "./parts/languages.js";
import { plain } from "./parts/saving.js";
import { zoneName } from "./parts/zones.js";

/** @typedef {{ thing: string, key: string, before: any, after: any }} Changed */

/** Said by nothing: hashes, types, and the number of a person whose standing is what changed. */
const HIDDEN = new Set(["sha256", "mime", "person"]);

/** @type {Record<string, () => string>} */
const FIELDS = {
  name: () => say("accounts.name"),
  number: () => say("accounts.number"),
  status: () => say("accounts.status"),
  suspended_reason: () => say("accounts.suspended_reason"),
  support_until: () => say("accounts.support_until"),
  plan: () => say("accounts.plan"),
  details: () => say("accounts.details"),
  stands: () => say("accounts.person"),
  role: () => say("agents.role"),
  language: () => say("agents.language"),
  title: () => say("quick.field.title"),
  labels: () => say("quick.field.labels"),
  column: () => say("quick.field.column"),
  resolves: () => say("quick.resolves"),
  files: () => say("quick.field.files"),
  comments: () => say("quick.proposal.comments"),
  names: () => say("topics.names"),
  emoji: () => say("topics.emoji"),
  prompts: () => say("topics.prompts"),
  board: () => say("topics.board"),
  lane: () => say("topics.lane"),
  on: () => say("topics.on"),
  successor: () => say("topics.successor"),
  kind: () => say("boards.kind"),
  first_response: () => say("boards.goal.first_response"),
  next_response: () => say("boards.goal.next_response"),
  resolution: () => say("boards.goal.resolution"),
  warn: () => say("boards.warn"),
  elsewhere: () => say("boards.lane.elsewhere"),
  items: () => say("causes.title"),
  texts: () => say("notices.texts"),
  topics: () => say("notices.topics"),
  starts_at: () => say("notices.starts_at"),
  ends_at: () => say("notices.ends_at"),
  is_on: () => say("notices.is_on"),
  zone: () => say("calendars.zone"),
  hours: () => say("calendars.week"),
  country: () => say("calendars.country"),
  own: () => say("calendars.days"),
  file_name: () => say("calendars.file.name"),
  tickets: () => say("plans.month"),
  when_expired: () => say("plans.when_expired"),
  when_used_up: () => say("plans.when_used_up"),
  words: () => say("rules.words.words"),
  days: () => say("rules.waiting.days"),
  new_people: () => say("plans.new_people"),
  words_days: () => say("retention.words"),
  files_days: () => say("retention.files"),
  bot: () => say("start.bot"),
  short_description: () => say("start.face.short_description"),
  description: () => say("start.face.description"),
  account: () => say("invites.account"),
  topic: () => say("invites.topic"),
  source: () => say("invites.source"),
  agent: () => say("invites.agent"),
  line: () => say("invites.line"),
  uses: () => say("invites.uses"),
  expires_at: () => say("invites.expires"),
  revoked_at: () => say("invites.revoked_at"),
  invites: () => say("invites.count.invites"),
  new: () => say("imports.kind.new"),
  changed: () => say("imports.kind.changed"),
  unchanged: () => say("imports.kind.unchanged"),
  refused: () => say("imports.kind.refused"),
  emptying: () => say("imports.kind.emptying"),
  file: () => say("audit.field.file"),
  emptied: () => say("audit.field.emptied"),
  not_named: () => say("audit.field.not_named"),
  unknown_plans: () => say("audit.field.unknown_plans"),
  restored: () => say("audit.field.restored"),
  removed: () => say("audit.field.removed"),
  changed_since: () => say("audit.field.changed_since"),
  in_use: () => say("audit.field.in_use"),
};

/** Before and after without what says nothing to people; what a lane promises is one thing by metric. @param {Changed} change */
export function shownStates({ thing, before, after }) {
  return { before: shown(thing, before), after: shown(thing, after) };
}

/** @param {string} thing @param {any} state */
function shown(thing, state) {
  if (state === null || typeof state !== "object" || Array.isArray(state)) return state;
  const parts = thing === "lane" ? laneParts(state) : state;
  return Object.fromEntries(Object.entries(parts).filter(([name]) => !HIDDEN.has(name)));
}

/** The fields' names. @param {Changed} change @returns {Record<string, string>} */
export function fieldNames(change) {
  const { before, after } = shownStates(change);
  const names = new Set([...Object.keys(Object(before)), ...Object.keys(Object(after))]);
  return Object.fromEntries([...names].map((name) => [name, fieldName(change, name)]));
}

/** @param {Changed} change @param {string} name */
function fieldName({ thing, key }, name) {
  if (thing === "rule" && name === "is_on") return sayNamed("rules", `${key}.is_on`);
  if (key === "customer_megabytes_a_day") return say("company.customer_megabytes_a_day");
  if (key === "tell_closed" || key === "tell_delays") return say(`company.${key}`);
  if (key === "agents_chat") return say("company.agents_chat.id");
  if (languages().includes(name)) return languageName(name);
  return FIELDS[name]?.() ?? name;
}

/** A value as it is read. @param {Changed} change @param {string} name the field's, "" for the thing itself @param {any} value @returns {string} */
export function valueText(change, name, value) {
  if (value === null || value === undefined || value === "") return plain(name, value);
  switch (name) {
    case "":
      return wholeText(change, value);
    case "value":
      return sayNamed(`company.${change.key}`, value, plain(name, value));
    case "zone":
      return zoneName(value);
    case "hours":
      return weekText(readWeek(value));
    case "country":
      return countryName(value);
    case "own":
      return datesText(value);
    case "file":
      return change.thing === "calendar" ? say("calendars.file.days", { n: Object.keys(value).length }) : plain(name, value);
    case "status":
      return sayNamed("accounts.status", value);
    case "stands":
      return sayNamed("accounts.stands", value);
    case "role":
      return sayNamed("role", value);
    case "language":
      return languageName(value);
    case "kind":
      return sayNamed("boards.kind", value);
    case "board":
      return nameOf("board", value);
    case "lane":
      return laneName(value);
    case "column":
      return nameOf("column", value);
    case "files":
      return value.map((/** @type {{ name: string }} */ file) => file.name).join(", ") || plain(name, null);
    case "topic":
    case "successor":
      return nameOf("topic", value);
    case "topics":
      return value.length > 0 ? value.map((/** @type {string} */ key) => nameOf("topic", key)).join(", ") : say("notices.topics.all");
    case "items":
      return value.map((/** @type {{ name: string }} */ item) => item.name).join(", ") || "—";
    case "first_response":
    case "next_response":
    case "resolution":
      return wholeGoalText(value, desk.value?.calendars ?? []);
    case "warn":
      return `${value} %`;
    case "support_until":
      return dateText(value);
    case "when_expired":
      return value === "let_in" ? say("plans.let_in_all") : sayNamed("plans", value);
    case "when_used_up":
      return sayNamed("plans", value);
    case "new_people":
      return sayNamed("plans.new_people", value);
    case "words_days":
    case "files_days":
    case "days":
      return say("retention.n_days", { n: value });
    case "emptied":
      return listed(value, (column) => FIELDS[column]?.() ?? column);
    default:
      if (name.endsWith("_at")) return wholeMomentText(value);
      return isByLanguage(value) ? listed(value, languageName) : plain(name, value);
  }
}

/** Where the thing is one value, or an order. @param {Changed} change @param {any} value */
function wholeText({ thing, key }, value) {
  if (Array.isArray(value)) return value.map((each) => nameOf(thing, String(each))).join(", ");
  if (thing === "topic") return nameOf("topic", value);
  if (key === "timezone") return zoneName(value);
  return key === "language" ? languageName(value) : plain("", value);
}

/** As it is called now; one that is gone is called by its key. @param {string} thing @param {string} key */
function nameOf(thing, key) {
  const boards = desk.value?.boards ?? [];
  const all = { topic: desk.value?.topics ?? [], board: boards, column: boards.flatMap(({ columns }) => columns) };
  const known = all[/** @type {keyof typeof all} */ (thing)] ?? [];
  return known.find((each) => each.key === key)?.name ?? key;
}

/** @param {string} key */
function laneName(key) {
  const lanes = (desk.value?.boards ?? []).flatMap((board) => board.lanes);
  return lanes.find((lane) => lane.key === key)?.name ?? key;
}

/** @param {any} value */
function isByLanguage(value) {
  if (typeof value !== "object" || Array.isArray(value)) return false;
  const codes = Object.keys(value);
  return codes.length > 0 && codes.every((code) => languages().includes(code));
}

/** @param {Record<string, unknown>} values @param {(name: string) => string} called */
function listed(values, called) {
  return Object.entries(values)
    .map(([name, value]) => `${called(name)}: ${plain("", value)}`)
    .join(" · ");
}
