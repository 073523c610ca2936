// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { html } from "../../board/web/static/html.js";

test("what is drawn again shares nothing with what was drawn before", () => {
  const draw = () => html`<p><b>Always the same</b></p>`;
  const [first, second] = [draw(), draw()];
  assert.equal(first === second, false);
  assert.equal(first.props.children === second.props.children, false);
});
