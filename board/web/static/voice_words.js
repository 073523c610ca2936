// @ts-check
/** What the page says of recordings and their words. */

/** @import { TranscriptState } from "./types" */

const VOICE = "Voice message";

export const spoken = {
  transcript: {
    label: "In words",
    instead: /** @type {Record<TranscriptState, string>} */ ({
      waiting: "Waiting for words…",
      working: "Putting into words…",
      words: "",
      unclear: "",
      silence: "Silence, or no words that can be made out.",
      refused: "Not put into words.",
      failed: "Not put into words.",
    }),
    unclear: "unclear",
    again: "Try again",
    language: (/** @type {string} */ code) => languageName(code),
    playFrom: (/** @type {string} */ time) => `Play from ${time}`,
    correct: "Correct the words",
    writeDown: "Write the words",
    goOn: "Go on writing",
    changed: "Somebody has changed them meanwhile:",
    changedFirst: "Not saved: somebody changed them first. Save again to put yours in the place of these:",
    corrected: "corrected",
    asHeard: "As heard",
    noWords: "No words",
    field: "The words of this recording",
    save: "Save words",
    cancel: "Cancel",
  },

  voice: {
    name: VOICE,
    on: (/** @type {number | null} */ seconds) => (seconds === null ? VOICE : `${VOICE}, ${seconds} seconds`),
    onCard: /** @type {Record<TranscriptState, string>} */ ({
      waiting: "waiting for its words",
      working: "being put into words",
      words: "",
      unclear: "unclear",
      silence: "no words",
      refused: "not put into words",
      failed: "not put into words",
    }),
    record: "Record a voice message",
    stop: "Stop and attach",
    discard: "Discard the recording",
    label: "Recording",
    asking: "Waiting for the microphone…",
    of: (/** @type {string} */ at, /** @type {string} */ longest) => `${at} of ${longest}`,
    beyondWords: "Over five minutes: it will not be put into words. Your customer can hear it all.",
    attached: (/** @type {string} */ length) => `${VOICE} of ${length} attached`,
    tooShort: "That was too short to hear anything. It was not kept.",
    longest: "Ten minutes is the longest voice message. It was stopped and attached.",
    file: "voice",
    sending: "Uploading…",
    notKept: "Not uploaded yet. It is kept while this page is open.",
    again: "Upload again",
    cancel: "Cancel upload",
    refusals: {
      insecure:
        "Browsers record only on safe pages: open the desk over https, or as localhost on the machine it runs on.",
      unable: "This browser cannot record sound.",
      NotAllowedError: "The microphone is not allowed here. Allow it in the browser's address bar and try again.",
      NotFoundError: "There is no microphone on this device.",
      NotReadableError: "The microphone is busy: another program may be using it.",
      other: "The microphone could not be started.",
    },
  },
};

const LANGUAGES = new Intl.DisplayNames("en", { type: "language" });

/** @param {string} code what is no language stands as it is */
function languageName(code) {
  try {
    return LANGUAGES.of(code) ?? code;
  } catch {
    return code;
  }
}
