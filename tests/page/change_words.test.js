// @ts-check
/** What stands in a change of any kind is read in words, in every language. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldNames, shownStates, valueText } from "../../board/web/static/settings/change_words.js";
import { desk } from "../../board/web/static/state.js";
import { speak } from "./speaking.js";

desk.value = /** @type {any} */ ({ languages: ["en", "ru", "id"], boards: [], topics: [], calendars: [{ id: 1, name: "Office" }] });

const NAMES = { en: "Till", ru: "Касса", id: "Kasir" };
/** Every kind of thing, with all that the desk notes of it. @type {[string, string, any][]} */
const THINGS = [
  ["topic", "till", { names: NAMES, emoji: "💳", prompts: NAMES, board: "b", lane: "l", on: true, successor: null }],
  ["board", "b", { name: "Till" }],
  ["column", "b/c", { name: "New", kind: "inbox" }],
  ["lane", "b/l", { name: "Urgent", goals: { first_response: 300, next_response: null, resolution: 3600 }, cut_offs: {}, calendars: {}, warn: 75 }],
  ["setting", "greeting", NAMES],
  ["setting", "registration_picture", { sha256: "0", name: "where.png", mime: "image/png" }],
  ["setting", "agents_chat", { id: "-100" }],
  ["setting", "customer_megabytes_a_day", { number: "5" }],
  ["setting", "admission", { when_expired: "let_in_known", when_used_up: "refuse", new_people: "approve" }],
  ["setting", "retention", { words_days: 30, files_days: 7 }],
  ["setting", "bot_face", { name: NAMES, short_description: NAMES, description: NAMES }],
  ["setting", "bot_token", { bot: "wash_bot" }],
  ["notice", "1", { texts: NAMES, topics: [], starts_at: "2026-11-28T10:00:00Z", ends_at: null, is_on: true }],
  ["agent", "1", { name: "Vera", role: "owner", language: "ru" }],
  ["account", "1", { number: "1", name: "A", status: "suspended", suspended_reason: "x", support_until: "2026-11-28", plan: "x", details: {} }],
  ["account", "1", { person: 1, stands: "confirmed" }],
  ["import", "1", { file: "a.csv", new: 1, changed: 0, unchanged: 0, refused: 0, emptying: 1, emptied: { plan: 1 }, not_named: 2, unknown_plans: { x: 1 } }],
  ["import", "1", { restored: 1, removed: 1, changed_since: 1, in_use: 1 }],
  ["calendar", "1", { name: "A", zone: "UTC", hours: "mon-fri 09:00-18:00", country: "RU", own: {}, file: {}, file_name: "" }],
  ["plan", "1", { name: "Basic", tickets: 5 }],
  ["rule", "words", { is_on: true, lane: "l", words: { en: ["refund"] } }],
  ["rule", "breach", { lane: "l", board: null }],
  ["rule", "waiting", { is_on: true, days: 3 }],
  ["invite", "1", { account: "1", topic: "t", source: "s", agent: "Vera", language: "en", line: "l", uses: 1, expires_at: null, revoked_at: null, invites: 3 }],
];

test("every field of every thing has a name", () => {
  for (const language of ["en", "ru", "id"]) {
    speak(language);
    for (const [thing, key, state] of THINGS) {
      const { after } = shownStates({ thing, key, before: null, after: state });
      for (const [name, said] of Object.entries(fieldNames({ thing, key, before: null, after })))
        assert.equal(said === name, false, `${language} ${thing} ${name}`);
    }
  }
});

test("a rule that is switched is no notice to customers", () => {
  speak("en");
  const named = ["words", "waiting"].map((key) => fieldNames({ thing: "rule", key, before: null, after: { is_on: false } }));
  assert.deepEqual(named, [{ is_on: "Suggest" }, { is_on: "List them" }]);
});

test("what customers are told by itself is said in words", () => {
  speak("ru");
  const change = { thing: "setting", key: "tell_closed", before: { value: "on" }, after: { value: "off" } };
  assert.deepEqual(fieldNames(change), { value: "Сообщать клиентам" });
  assert.deepEqual(["on", "off"].map((value) => valueText(change, "value", value)), ["да, один раз", "нет"]);
});

test("values that are keys are said in words", () => {
  speak("en");
  /** @type {[string, string, any, string][]} */
  const cases = [
    ["lane", "warn", 75, "75 %"],
    ["setting", "when_expired", "let_in", "Everybody gets tickets, marked “out of plan”; new people register too"],
    ["setting", "new_people", "mark", "Is let on it, and marked until an agent confirms them"],
    ["agent", "role", "viewer", "Viewer"],
    ["account", "status", "expired", "expired"],
    ["column", "kind", "waiting", "Waiting for the customer"],
    ["topic", "on", false, "off"],
    ["calendar", "zone", "America/New_York", "America/New York"],
    ["calendar", "hours", "mon-fri 09:00-18:00", "Mon–Fri 09:00–18:00"],
    ["calendar", "country", "DE-BY", "Germany, BY"],
    ["calendar", "own", { "2026-12-31": "" }, "31 Dec 2026: Closed"],
    ["calendar", "file", { "2026-12-31": "New year", "2027-01-01": "" }, "2 days"],
    ["plan", "tickets", null, "—"],
    ["import", "emptied", { plan: 2, city: 1 }, "Plan: 2 · city: 1"],
  ];
  for (const [thing, name, value, said] of cases)
    assert.equal(valueText({ thing, key: "", before: null, after: null }, name, value), said, name);
});

test("what a lane promises is one thing by metric, also where its calendar is gone or was never told", () => {
  speak("en");
  const goals = { first_response: 300, next_response: null, resolution: null };
  const told = { goals, cut_offs: { resolution: 960 }, calendars: { first_response: 2, resolution: 1 } };
  const change = { thing: "lane", key: "b/l", before: { goals }, after: told };
  const sides = Object.values(shownStates(change)).map((side) =>
    Object.entries(side).map(([name, goal]) => `${fieldNames(change)[name]}: ${valueText(change, name, goal)}`),
  );
  assert.deepEqual(sides, [
    ["First answer: within 5 min, counting every hour, 24×7", "Every further answer: not promised", "Solution: not promised"],
    [
      "First answer: within 5 min, counting open hours of a removed calendar",
      "Every further answer: not promised",
      "Solution: by the end of the working day, if asked by 16:00, counting open hours of “Office”",
    ],
  ]);
});
