// @ts-check
/** Server-sent events read from a fetch body, so that the silence of a dead line can be noticed. */

/** @typedef {{ id: string, event: string, data: string }} ServerEvent */

/**
 * A parser fed with text chunks; comment lines are heard too, as proof of life.
 * @param {(event: ServerEvent) => void} onEvent
 */
export function eventParser(onEvent) {
  let buffer = "";
  let id = "";
  let event = "message";
  /** @type {string[]} */
  let data = [];

  /** @param {string} line */
  function takeLine(line) {
    if (line === "") return dispatch();
    if (line.startsWith(":")) return;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "id") id = value;
    else if (field === "event") event = value;
    else if (field === "data") data.push(value);
  }

  function dispatch() {
    if (data.length > 0 || event !== "message") onEvent({ id, event, data: data.join("\n") });
    event = "message";
    data = [];
  }

  return (/** @type {string} */ chunk) => {
    buffer += chunk;
    const lines = buffer.split(/\r\n|\n|\r(?!$)/);
    buffer = lines.pop() ?? "";
    for (const line of lines) takeLine(line);
  };
}
