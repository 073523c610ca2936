// @ts-check
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { ticket } from "./making.js";
import { speak } from "./speaking.js";

globalThis.matchMedia ??= /** @type {any} */ (() => ({ matches: false, addEventListener() {} }));
const { noteArrival } = await import("../../board/web/static/arrivals.js");
const { isAnnouncing } = await import("../../board/web/static/preferences.js");
const { announcement } = await import("../../board/web/static/state.js");

speak("en");
mock.timers.enable({ apis: ["setTimeout"] });

test("a few arrivals are told one by one, many as one sentence, and none where somebody wants quiet", () => {
  noteArrival(undefined, ticket({ number: 7 }));
  noteArrival(ticket({ number: 8 }), ticket({ number: 8, unread: 1 }));
  noteArrival(ticket({ number: 9 }), ticket({ number: 9 }));
  mock.timers.tick(1000);
  assert.equal(announcement.value, "New ticket #7 from Anna Berg. Anna Berg wrote on #8");

  for (let number = 10; number < 60; number += 1) noteArrival(undefined, ticket({ number }));
  noteArrival(ticket({ number: 8 }), ticket({ number: 8, unread: 1 }));
  mock.timers.tick(1000);
  assert.equal(announcement.value, "50 new tickets, 1 message");

  isAnnouncing.value = false;
  noteArrival(undefined, ticket({ number: 99 }));
  mock.timers.tick(1000);
  assert.equal(announcement.value, "50 new tickets, 1 message");
});
