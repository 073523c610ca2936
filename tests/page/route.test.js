// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { isSamePage, pageAddress, parseRoute, routeAddress } from "../../board/web/static/route.js";

const BOARD = { page: null, board: "all", ticket: null, query: "" };

/** @param {string} address */
function parsed(address) {
  const [path = "", search = ""] = address.split("?");
  return parseRoute(path, search);
}

test("an address says the board, the ticket and the search, and is read back", () => {
  const route = { ...BOARD, board: "billing", ticket: 1041, query: "is:late till & co" };
  assert.deepEqual(parsed(routeAddress(route)), route);
  assert.equal(routeAddress(BOARD), "/");
  for (const number of ["", "0", "-1", "1.5", "x"]) assert.equal(parsed(`/?ticket=${number}`).ticket, null);
});

test("a page's address says its name, what stands on it and what is asked of it", () => {
  const cases = /** @type {const} */ ([
    ["/settings", "settings", [], {}],
    ["/settings/topics", "settings/topics", [], {}],
    ["/settings/boards/cash_desk", "settings/boards", ["cash_desk"], {}],
    ["/accounts/17%2F203?q=wash+%26+go", "accounts", ["17/203"], { q: "wash & go" }],
  ]);
  for (const [address, name, rest, asked] of cases) {
    assert.deepEqual(parsed(address).page, { name, rest: [...rest], asked }, address);
    assert.equal(pageAddress(name, [...rest], asked), address);
    assert.equal(routeAddress(parsed(address)), address);
  }
  assert.equal(pageAddress("accounts", [], { q: "" }), "/accounts");
});

test("what a broken address says is taken as it stands", () => {
  assert.deepEqual(parsed("/settings/%E0%A4%A").page?.name, "settings/%E0%A4%A");
});

test("the same page with another question is the same page", () => {
  assert.equal(isSamePage(parsed("/accounts?q=a"), parsed("/accounts?q=b")), true);
  assert.equal(isSamePage(parsed("/accounts/1"), parsed("/accounts/2")), false);
  assert.equal(isSamePage(parsed("/settings/topics"), parsed("/")), false);
});

test("of a search that is longer than any the beginning is taken", () => {
  assert.equal(parsed(`/?q=${"x".repeat(9000)}`).query, "x".repeat(500));
});
