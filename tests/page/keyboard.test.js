// @ts-check
/** How much of the page the keyboard on a screen covers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { coveredHeight } from "../../board/web/static/keyboard.js";

test("a keyboard over the page covers what is no longer seen", () => {
  assert.equal(coveredHeight({ height: 508, scale: 1 }, 844), 336);
});

test("one that makes the page lower covers nothing", () => {
  assert.equal(coveredHeight({ height: 508, scale: 1 }, 508), 0);
});

test("neither a browser's bar nor a page made larger is a keyboard", () => {
  assert.equal(coveredHeight({ height: 790, scale: 1 }, 844), 0);
  assert.equal(coveredHeight({ height: 422, scale: 2 }, 844), 0);
});
