// @ts-check
/** A short sound, made here and not fetched: one note for a deadline that is near, two for one that was missed. */

const LENGTH_S = 0.35;
const NOTES = { near: [660], missed: [880, 660] };
const LOUDNESS = 0.12;

/** @type {AudioContext | null} */
let line = null;

/** Browsers allow sound once somebody has pressed something; where there is none to be had, warnings are seen alone. */
export function readyChime() {
  if (line || typeof AudioContext === "undefined") return;
  try {
    line = new AudioContext();
  } catch {
    return;
  }
  line.suspend().catch(() => {});
}

/** @param {keyof typeof NOTES} kind */
export function chime(kind) {
  readyChime();
  sound(NOTES[kind]).catch(() => {});
}

/** @param {number[]} notes */
async function sound(notes) {
  const context = line;
  if (!context) return;
  await context.resume();
  notes.forEach((hertz, index) => note(context, hertz, context.currentTime + index * LENGTH_S * 0.6));
  setTimeout(() => context.suspend().catch(() => {}), (notes.length + 1) * LENGTH_S * 1000);
}

/** @param {AudioContext} context @param {number} hertz @param {number} at */
function note(context, hertz, at) {
  const tone = new OscillatorNode(context, { type: "sine", frequency: hertz });
  const loudness = new GainNode(context, { gain: 0 });
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + LENGTH_S);
  tone.connect(loudness).connect(context.destination);
  tone.start(at);
  tone.stop(at + LENGTH_S);
}
