// @ts-check
/** The shape of a sound: how loud it is along its length. */

/** How many parts a shape has. */
export const PARTS = 48;
const SOFTEN = 0.7;
const SPEECH = 5;
// A telephone's own hiss, which shall look like the silence it is.
const QUIET = 0.002;

/** What was measured while recording, in as many parts as a shape has. @param {number[]} levels */
export function shapeOfLevels(levels) {
  const each = levels.length / PARTS;
  return relative(
    Array.from({ length: PARTS }, (_, index) => {
      const part = levels.slice(Math.floor(index * each), Math.ceil((index + 1) * each));
      return Math.max(0, ...part);
    }),
  );
}

/** The latest of what is being measured, as loud as speech is before a microphone. @param {number[]} levels @param {number} count */
export function meterOf(levels, count) {
  const latest = levels.slice(-count).map((level) => Math.min(1, level * SPEECH) ** SOFTEN);
  return [...Array.from({ length: count - latest.length }, () => 0), ...latest];
}

/** The root of the mean square. @param {Float32Array} samples */
export function loudness(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / (samples.length || 1));
}

/** Against the loudest, so that a quiet voice has a shape too. @param {number[]} parts */
function relative(parts) {
  const loudest = Math.max(QUIET, ...parts);
  return parts.map((part) => (part / loudest) ** SOFTEN);
}
