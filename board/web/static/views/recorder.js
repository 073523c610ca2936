// @ts-check
/** The microphone in the composer: its button, what it hears, and what was recorded with it. */

import { useComputed } from "@preact/signals";
import { discard, toggleVoice, uploadOrCancel } from "../actions/voice.js";
import { fileAddress } from "../api.js";
import { html } from "../html.js";
import { lengthText } from "../look.js";
import { LONGEST_S, dropRecording, elapsed, levels, recording, unkept } from "../recorder.js";
import { say } from "../say.js";
import { PARTS, meterOf } from "../waveform.js";
import { Icon } from "./icons.js";
import { Player } from "./player.js";
import { Waveform } from "./waveform.js";

/** @import { Unkept } from "../recorder.js" */
/** @import { FileFace, Upload } from "../types" */

const NEAR_END_S = LONGEST_S - 60;
// What the desk's machine listens to.
const IN_WORDS_S = 5 * 60;

/** @param {{ number: number }} props */
export function RecordButton({ number }) {
  const isRecording = recording.value?.ticket === number;
  const label = isRecording ? say("voice.stop") : say("voice.record");
  return html`
    <button
      type="button"
      class="tool record"
      data-recording=${isRecording ? "yes" : undefined}
      aria-label=${label}
      title="${label} (v)"
      onClick=${() => void toggleVoice()}
    >
      <${Icon} name=${isRecording ? "stop" : "voice"} />
    </button>
  `;
}

/** @param {{ number: number }} props */
export function Recorder({ number }) {
  const now = recording.value;
  return html`
    ${
      now?.ticket === number &&
      html`
        <div class="recording" role="group" aria-label=${say("voice.label")}>
          <span class="recording-dot"></span>
          ${
            now.stage === "asking"
              ? html`
                  <span class="recording-hint" role="status">${say("voice.asking")}</span>
                `
              : html`
                  <span class="for-ears" role="status">${say("voice.label")}</span>
                  <${Meter} />
                  <${Elapsed} />
                  <${BeyondWords} />
                `
          }
          <button
            type="button"
            class="tool tool-small"
            aria-label=${say("voice.discard")}
            title=${say("voice.discard")}
            onClick=${() => {
              void dropRecording();
              /** @type {HTMLElement | null} */ (document.querySelector(".record"))?.focus();
            }}
          >
            <${Icon} name="bin" />
          </button>
        </div>
      `
    }
    ${unkept.value
      .filter(({ ticket }) => ticket === number)
      .map(
        (recorded) => html`
          <${NotKept} key=${recorded.key} recorded=${recorded} />
        `,
      )}
  `;
}

function Meter() {
  return html`
    <${Waveform} shape=${meterOf(levels.value, PARTS)} />
  `;
}

function Elapsed() {
  const isNearEnd = elapsed.value >= NEAR_END_S;
  const at = lengthText(elapsed.value);
  return html`
    <span class="recording-time" role="timer" data-near=${isNearEnd ? "yes" : undefined}>
      ${isNearEnd ? say("voice.of", { at, longest: lengthText(LONGEST_S) }) : at}
    </span>
  `;
}

function BeyondWords() {
  const isBeyond = useComputed(() => elapsed.value > IN_WORDS_S);
  return html`
    <span class="recording-beyond" role="status">${isBeyond.value && say("voice.beyond_words")}</span>
  `;
}

/** @param {{ upload: Upload }} props */
export function AttachedVoice({ upload }) {
  return html`
    <${Player} file=${faceOf(upload, fileAddress(upload.id))} />
  `;
}

/** A recording on its way to the desk, or stuck here; nothing else has it. @param {{ recorded: Unkept }} props */
function NotKept({ recorded }) {
  const { key, file, seconds, url, isSending } = recorded;
  const { name, type: mime, size } = file;
  const face = faceOf({ id: key, name, mime, size, kind: "voice", duration: seconds, shape: null }, url);
  return html`
    <div class="not-kept">
      <${Player} file=${face} />
      <span class="recording-hint" role="status">${isSending ? say("voice.sending") : say("voice.not_kept")}</span>
      <button type="button" class="button button-small" onClick=${() => uploadOrCancel(recorded)}>
        ${isSending ? say("voice.cancel") : say("voice.again")}
      </button>
      <button
        type="button"
        class="tool tool-small"
        aria-label=${say("voice.discard")}
        title=${say("voice.discard")}
        onClick=${() => discard(key)}
      >
        <${Icon} name="bin" />
      </button>
    </div>
  `;
}

/** @param {Pick<FileFace, keyof Upload>} recording @param {string} url @returns {FileFace} */
function faceOf(recording, url) {
  const here = /** @type {const} */ ({ state: "stored", reason: null, transcript: null, quoted: false, sent_as: null });
  return { ...recording, ...here, url, width: null, height: null };
}
