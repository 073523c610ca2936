// @ts-check
/** Where an agent corrects what was heard; what is half-written stays until it is saved or cancelled. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { sayFailure } from "../actions/notices.js";
import { correct } from "../actions/transcripts.js";
import { keepCorrection, loadCorrection } from "../drafts.js";
import { html } from "../html.js";
import { say } from "../say.js";

/** @import { FileFace, Transcript } from "../types" */

const LONGEST = 20_000;
const TALLEST_PX = 320;

/** @param {{ ticket: number, file: FileFace["id"], transcript: Transcript, onDone: () => void }} props */
export function Correction({ ticket, file, transcript, onDone }) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [{ text, replaces }, setDraft] = useState(
    () => loadCorrection(file) ?? { text: transcript.text, replaces: transcript.text },
  );
  const [known, setKnown] = useState(replaces);
  const isRefused = known !== replaces;
  const [isSaving, setSaving] = useState(false);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.closest("form")?.scrollIntoView({ block: "nearest" });
  }, []);
  useLayoutEffect(() => {
    if (!field.current) return;
    field.current.style.height = "auto";
    field.current.style.height = `${Math.min(field.current.scrollHeight + 2, TALLEST_PX)}px`;
  }, [text]);
  /** @param {string} typed */
  function type(typed) {
    setDraft({ text: typed, replaces });
    keepCorrection(file, { text: typed, replaces });
  }
  async function save() {
    if (!text.trim() || isSaving) return;
    if (transcript.state === "words" && text.trim() === transcript.text) return forget();
    setSaving(true);
    const answer = await correct(ticket, file, { text, replaces: known }).catch(sayFailure);
    setSaving(false);
    if (answer?.isTaken) forget();
    else if (answer) setKnown(answer.known);
  }
  function forget() {
    keepCorrection(file, null);
    onDone();
  }
  /** @param {KeyboardEvent} event */
  function takeKey(event) {
    if (event.key === "Escape") onDone();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
    else return;
    event.preventDefault();
  }
  return html`
    <form
      class="correction"
      onKeyDown=${takeKey}
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        void save();
      }}
    >
      ${
        transcript.text !== replaces &&
        html`
          <p class="correction-others" role=${isRefused ? "alert" : undefined}>
            <span>${isRefused ? say("transcript.changed_first") : say("transcript.changed")}</span>
            ${" "}
            <span lang=${transcript.language}>${transcript.text}</span>
          </p>
        `
      }
      <textarea
        ref=${field}
        rows="2"
        maxlength=${LONGEST}
        lang=${transcript.language}
        aria-label=${say("transcript.field")}
        value=${text}
        onInput=${(/** @type {InputEvent} */ event) => type(/** @type {HTMLTextAreaElement} */ (event.target).value)}
      ></textarea>
      <div class="correction-foot">
        <button type="button" class="button button-small button-quiet" onClick=${forget}>
          ${say("transcript.cancel")}
        </button>
        <button
          type="submit"
          class="button button-small button-send"
          disabled=${!text.trim()}
          aria-busy=${isSaving}
          title="Ctrl+Enter"
        >
          ${say("transcript.save")}
        </button>
      </div>
    </form>
  `;
}
