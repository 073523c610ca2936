// @ts-check
/** A recording in words: what was heard, each sentence playing from its time, and what agents made of it. */

import { useComputed } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { hearAgain } from "../actions/transcripts.js";
import { aligned } from "../aligned.js";
import { loadCorrection } from "../drafts.js";
import { html } from "../html.js";
import { clockText, languageName, lengthText } from "../look.js";
import { placeOf, playFrom, playing } from "../playback.js";
import { say } from "../say.js";
import { Correction } from "./correction.js";

/** @import { FileFace, Segment, Transcript as Words } from "../types" */
/** @typedef {{ file: FileFace, transcript: Words }} Heard */

const SPOKEN = ["voice", "audio", "video_note"];
/** @type {Words} */
const UNHEARD = { state: "words", text: "", language: null, segments: [], reason: null, versions: [] };

/** Words can be written for any recording, also where no machine listens. @param {{ file: FileFace, ticket: number | null }} props */
export function Transcript({ file, ticket }) {
  const [isCorrecting, setCorrecting] = useState(false);
  const [showsHistory, setHistory] = useState(false);
  const corrector = useFocusBack(isCorrecting);
  const isWritable = ticket !== null && SPOKEN.includes(file.kind ?? "");
  const transcript = file.transcript ?? (isWritable ? UNHEARD : null);
  if (!transcript) return null;
  return html`
    <div class="transcript" data-state=${transcript.state}>
      <${Standing} file=${file} transcript=${transcript} ticket=${ticket} />
      ${
        isCorrecting && ticket !== null
          ? html`
              <${Correction}
                ticket=${ticket}
                file=${file.id}
                transcript=${transcript}
                onDone=${() => setCorrecting(false)}
              />
            `
          : html`
              <${Text} file=${file} transcript=${transcript} />
              <${Foot}
                id=${file.id}
                transcript=${transcript}
                corrector=${corrector}
                showsHistory=${showsHistory}
                onHistory=${() => setHistory(!showsHistory)}
                onCorrect=${ticket === null ? null : () => setCorrecting(true)}
              />
            `
      }
      ${
        showsHistory &&
        html`
          <${History} file=${file} transcript=${transcript} />
        `
      }
    </div>
  `;
}

/** The button that opened the editor has the focus again once it is closed. @param {boolean} isAway */
function useFocusBack(isAway) {
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const wasAway = useRef(false);
  useLayoutEffect(() => {
    if (wasAway.current && !isAway) button.current?.focus();
    wasAway.current = isAway;
  }, [isAway]);
  return button;
}

/** What there is to say instead of words. @param {Heard & { ticket: number | null }} props */
function Standing({ file, transcript, ticket }) {
  const { state, reason } = transcript;
  return html`
    <div class="transcript-standing" role="status">
      ${
        state !== "words" &&
        state !== "unclear" &&
        html`
          <span data-standing=${state}>${say(`transcript.${state}`)}</span>
          ${" "}
        `
      }
      ${reason}
      ${
        state === "failed" &&
        ticket !== null &&
        html`
          <button type="button" class="button button-small" onClick=${() => void hearAgain(ticket, file.id)}>
            ${say("transcript.again")}
          </button>
        `
      }
    </div>
  `;
}

/** @param {Heard} props */
function Text({ file, transcript }) {
  if (!transcript.text) return null;
  const { text, segments, language } = transcript;
  return segments.length > 0
    ? html`
        <${Sentences} id=${file.id} segments=${aligned(text, segments)} language=${language} />
      `
    : html`
        <p class="transcript-words" lang=${transcript.language}>${transcript.text}</p>
      `;
}

/** @param {{ id: FileFace["id"], segments: Segment[], language: string | null }} props */
function Sentences({ id, segments, language }) {
  const group = useRef(/** @type {HTMLElement | null} */ (null));
  const heard = useComputed(() => heardAt(id, segments)).value;
  /** @param {KeyboardEvent} event @param {number} index */
  function takeKey(event, index) {
    const neighbour = { ArrowLeft: index - 1, ArrowRight: index + 1 }[event.key];
    if (neighbour !== undefined) /** @type {HTMLElement | undefined} */ (group.current?.children[neighbour])?.focus();
    else if (event.key === "Enter" || event.key === " ") playFrom(id, segments[index]?.start ?? 0);
    else return;
    event.preventDefault();
  }
  // Spans, since the words in buttons cannot be selected and copied.
  return html`
    <p class="transcript-words" role="group" aria-label=${say("transcript.label")} ref=${group}>
      ${segments.map(
        (segment, index) => html`
          <span
            key=${index}
            class="sentence"
            role="button"
            tabindex=${index === Math.max(0, heard) ? 0 : -1}
            aria-current=${index === heard ? "true" : undefined}
            title=${say("transcript.play_from", { time: lengthText(segment.start) })}
            onClick=${() => getSelection()?.isCollapsed !== false && playFrom(id, segment.start)}
            onKeyDown=${(/** @type {KeyboardEvent} */ event) => takeKey(event, index)}
          >
            <span lang=${language}>${segment.text.trim()}</span>
          </span>
          ${" "}
        `,
      )}
    </p>
  `;
}

/** Which sentence the recording stands at; of an untouched one, none. @param {FileFace["id"]} id @param {Segment[]} segments */
function heardAt(id, segments) {
  const at = placeOf(id).value;
  return playing.value === id || at > 0 ? segments.findLastIndex((segment) => segment.start <= at) : -1;
}

/**
 * @param {object} props
 * @param {FileFace["id"]} props.id
 * @param {Words} props.transcript
 * @param {{ current: HTMLElement | null }} props.corrector
 * @param {boolean} props.showsHistory
 * @param {() => void} props.onHistory
 * @param {(() => void) | null} props.onCorrect
 */
function Foot({ id, transcript, corrector, showsHistory, onHistory, onCorrect }) {
  const { state, reason, language, versions, text } = transcript;
  const isBeingHeard = state === "working" || (state === "waiting" && !reason);
  return html`
    <div class="transcript-foot">
      ${
        language &&
        text &&
        html`
          <span>${languageName(language)}</span>
        `
      }
      ${
        state === "unclear" &&
        html`
          <span class="unclear">${say("transcript.unclear")}</span>
        `
      }
      ${
        versions.length > 0 &&
        html`
          <button type="button" class="link" aria-expanded=${showsHistory} onClick=${onHistory}>
            ${say("transcript.corrected")}
          </button>
        `
      }
      ${
        onCorrect &&
        !isBeingHeard &&
        html`
          <button type="button" class="link" ref=${corrector} onClick=${onCorrect}>
            ${correctText(id, text)}
          </button>
        `
      }
    </div>
  `;
}

/** @param {FileFace["id"]} id @param {string} text */
function correctText(id, text) {
  if (loadCorrection(id)) return say("transcript.go_on");
  return text ? say("transcript.correct") : say("transcript.write_down");
}

/** What stood before: first what was heard, still playing from each sentence. @param {Heard} props */
function History({ file, transcript }) {
  return html`
    <ol class="versions" aria-label=${say("conversation.versions")}>
      ${transcript.versions.map(
        (version, index) => html`
          <li key=${version.at}>
            <time datetime=${version.at}>${clockText(version.at)}</time>
            ${
              index === 0 &&
              html`
                <span class="as-heard">${say("transcript.as_heard")}</span>
              `
            }
            ${
              index === 0 && transcript.segments.length > 0
                ? html`
                    <${Sentences}
                      id=${file.id}
                      segments=${transcript.segments}
                      language=${transcript.language}
                    />
                  `
                : version.text || say("transcript.no_words")
            }
          </li>
        `,
      )}
    </ol>
  `;
}
