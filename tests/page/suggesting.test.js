// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { accepted, suggestions } from "../../board/web/static/suggesting.js";
import { speak } from "./speaking.js";

speak("en");

const KNOWN = {
  desk: /** @type {any} */ ({
    topics: [{ key: "cash_desk", name: "Cash desk" }, { key: "billing", name: "Billing" }],
    boards: [{ key: "product", name: "Product", lanes: [{ key: "urgent", name: "Urgent" }] }],
    agents: ["Vera"],
  }),
  labels: ["vip", "on site"],
};

/** What is offered at the end. @param {string} query */
function offered(query) {
  return suggestions(query, query.length, KNOWN).options.map(({ text }) => text);
}

test("filters are offered by how their names begin, in the reader's words too", () => {
  assert.equal(offered("").length, 15);
  assert.deepEqual(offered("bo"), ["board:"]);
  assert.deepEqual(offered("receipt rat"), ["rated:"]);
  assert.deepEqual(offered("-la"), ["lane:", "label:"]);
  assert.deepEqual(offered("opened"), ["from:", "after:", "before:", "on:"]);
  for (const query of ["receipt", "b", "receipt ", "foo:", "is:late "]) assert.deepEqual(offered(query), [], query);
});

test("values are offered by key or name, quoted where they need it", () => {
  assert.deepEqual(offered("topic:"), ["cash_desk", "billing"]);
  assert.deepEqual(offered("topic:desk"), ["cash_desk"]);
  assert.deepEqual(offered("topic:billing,ca"), ["cash_desk"]);
  assert.deepEqual(offered("label:"), ["vip", '"on site"']);
  assert.deepEqual(offered('label:"on'), ['"on site"']);
  assert.deepEqual(offered("-is:la"), ["late"]);
  assert.deepEqual(offered("is:late"), []);
  assert.deepEqual(offered("agent:"), ["me", "nobody", "Vera"]);
  assert.deepEqual(offered("from:-"), ["-7d", "-30d"]);
  assert.deepEqual(offered("account:1"), []);
});

test("what is chosen takes the place of what was begun, and leaves the rest", () => {
  /** @param {string} query @param {number} caret */
  const choose = (query, caret) => {
    const found = suggestions(query, caret, KNOWN);
    return accepted(query, found, /** @type {any} */ (found.options[0]));
  };
  assert.deepEqual(choose("receipt bo", 10), { query: "receipt board:", caret: 14 });
  assert.deepEqual(choose("is:la receipt", 5), { query: "is:late receipt", caret: 7 });
  assert.deepEqual(choose('label:"on', 9), { query: 'label:"on site" ', caret: 16 });
});
