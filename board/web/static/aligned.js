// @ts-check
/** Words that an agent corrected, and where in the recording each stretch of them is said. */

/** @import { Segment } from "./types" */

/**
 * Sentences that stayed as they were heard keep their time; what stands between them now has the time of those it
 * replaced.
 * @param {string} text @param {Segment[]} segments @returns {Segment[]}
 */
export function aligned(text, segments) {
  /** @type {Segment[]} */
  const stretches = [];
  let from = 0;
  let start = segments[0]?.start ?? 0;
  /** @param {number} to @param {number} end */
  const changedUpTo = (to, end) => {
    const changed = text.slice(from, to).trim();
    if (changed) stretches.push({ start, end, text: changed });
  };
  for (const segment of segments) {
    const heard = segment.text.trim();
    const at = heard ? text.indexOf(heard, from) : -1;
    if (at < 0) continue;
    changedUpTo(at, segment.start);
    stretches.push({ ...segment, text: heard });
    from = at + heard.length;
    start = segment.end;
  }
  changedUpTo(text.length, segments.at(-1)?.end ?? start);
  return stretches;
}
