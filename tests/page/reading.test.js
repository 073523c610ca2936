// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { aligned } from "../../board/web/static/aligned.js";
import { hueOf, initials, lengthText, sizeText } from "../../board/web/static/look.js";
import { eventParser } from "../../board/web/static/sse.js";
import { speak } from "./speaking.js";

test("events are read however the stream is cut", () => {
  const stream = ': here\n\nid: 7\nevent: change\ndata: {"a":\ndata: 1}\n\nid: 8\r\nevent: reset\r\n\r\n';
  const wanted = [
    { id: "7", event: "change", data: '{"a":\n1}' },
    { id: "8", event: "reset", data: "" },
  ];
  for (const size of [1, 2, 7, stream.length]) {
    /** @type {object[]} */
    const heard = [];
    const parse = eventParser((event) => heard.push(event));
    for (let from = 0; from < stream.length; from += size) parse(stream.slice(from, from + size));
    assert.deepEqual(heard, wanted, `in pieces of ${size}`);
  }
});

test("a corrected sentence has the time of what it replaced, the others keep theirs", () => {
  const heard = [
    { start: 0, end: 1, text: "The till is on fire." },
    { start: 1, end: 3, text: "Please come at ounce." },
    { start: 3, end: 4, text: "Thank you." },
  ];
  assert.deepEqual(aligned("The till is on fire. Please come at once. Thank you.", heard), [
    heard[0],
    { start: 1, end: 3, text: "Please come at once." },
    heard[2],
  ]);
});

test("names, lengths and sizes look short", () => {
  speak("en");
  assert.deepEqual(["Anna Berg", "  анна  ", "", "Anna de Berg"].map(initials), ["AB", "А", "?", "AB"]);
  assert.deepEqual([0, 65.9, Number.NaN].map(lengthText), ["0:00", "1:05", "0:00"]);
  assert.deepEqual([1023, 2048, 3 * 1024 * 1024].map(sizeText), ["1023 B", "2 kB", "3.0 MB"]);
  assert.equal(hueOf("till"), hueOf("till"));
});
