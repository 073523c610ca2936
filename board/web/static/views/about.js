// @ts-check
/** Notes about a customer, at the top of each of their tickets; only agents see them. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { FIELD, beginNote, giveLanguage, leaveNote, noting, removeNote, saveNote, typeNote } from "../actions/about.js";
import { keyOf } from "../commands.js";
import { html } from "../html.js";
import { dateText, languageName } from "../look.js";
import { isMac, textOfPress } from "../pressed.js";
import { say } from "../say.js";
import { desk, mayWork } from "../state.js";
import { Icon } from "./icons.js";

/** @import { NoteAbout } from "../actions/about.js" */
/** @import { CustomerFile } from "../types" */

const LONGEST = 2000;
const TALLEST_PX = 240;

/** @param {{ file: CustomerFile }} props */
export function NotesAbout({ file }) {
  const { id } = file.customer;
  const writing = noting.value?.customer === id ? noting.value : null;
  if (file.notes.length === 0 && !mayWork.value) return null;
  return html`
    <section class="customer-part notes-about" aria-label=${say("about.notes")}>
      ${file.notes.map((note) =>
        writing?.note === note.id
          ? html`
              <${Writing} key=${note.id} />
            `
          : html`
              <${Note} key=${note.id} note=${note} />
            `,
      )}
      ${
        writing?.note === null
          ? html`
              <${Writing} key="new" />
            `
          : mayWork.value &&
            file.customer.telegram_id !== null &&
            html`
              <button
                type="button"
                id="customer-note-new"
                class="link note-about-new"
                title="${say("about.note.add")} (${textOfPress(keyOf("commands.note_about"), isMac())})"
                onClick=${() => beginNote()}
              >
                <${Icon} name="note" />
                ${say("about.note.add")}
              </button>
            `
      }
    </section>
  `;
}

/** @param {{ note: NoteAbout }} props */
function Note({ note }) {
  const at = dateText(note.changed_at ?? note.at);
  const by = note.agent ? say("about.note.by", { name: note.agent, date: at }) : at;
  return html`
    <article class="note-about" aria-label=${say("about.note")}>
      <p class="note-about-words"><bdi>${note.text}</bdi></p>
      <p class="note-about-foot">
        <span>${note.changed_at ? say("about.note.changed", { by }) : by}</span>
        ${
          mayWork.value &&
          html`
            <button
              type="button"
              id=${`customer-note-${note.id}`}
              class="tool tool-small"
              aria-label=${say("about.note.change")}
              title=${say("about.note.change")}
              onClick=${() => beginNote(note)}
            >
              <${Icon} name="pencil" />
            </button>
            <button
              type="button"
              class="tool tool-small"
              aria-label=${say("about.note.remove")}
              title=${say("about.note.remove")}
              onClick=${() => void removeNote(note)}
            >
              <${Icon} name="bin" />
            </button>
          `
        }
      </p>
    </article>
  `;
}

function Writing() {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const written = noting.value;
  const text = written?.text ?? "";
  useLayoutEffect(() => {
    if (!field.current) return;
    field.current.style.height = "auto";
    field.current.style.height = `${Math.min(field.current.scrollHeight + 2, TALLEST_PX)}px`;
  }, [text]);
  /** @param {KeyboardEvent} event */
  function takeKey(event) {
    if (event.key === "Escape") leaveNote();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void saveNote();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return html`
    <form
      class="note-about note-about-writing"
      onKeyDown=${takeKey}
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        void saveNote();
      }}
    >
      ${
        written?.theirs &&
        html`
          <p class="quiet" role="alert">
            ${say("about.note.theirs", { name: written.theirs.name })} <bdi>${written.theirs.text}</bdi>
          </p>
        `
      }
      <textarea
        ref=${field}
        id=${FIELD}
        rows="3"
        maxlength=${LONGEST}
        aria-label=${say("about.note")}
        placeholder=${say("about.note.hint")}
        value=${text}
        onInput=${(/** @type {InputEvent} */ event) => typeNote(/** @type {HTMLTextAreaElement} */ (event.target).value)}
      ></textarea>
      <div class="correction-foot">
        <button type="button" class="button button-small button-quiet" onClick=${leaveNote}>
          ${say("about.note.cancel")}
        </button>
        <button type="submit" class="button button-small button-send" disabled=${!text.trim()} title="Ctrl+Enter">
          ${say("about.note.save")}
        </button>
      </div>
    </form>
  `;
}

/** In which the bot speaks to them; they may choose another at any time. @param {{ file: CustomerFile }} props */
export function LanguageChoice({ file }) {
  const { language, telegram_id: id } = file.customer;
  const languages = desk.value?.languages ?? [];
  if (!mayWork.value || id === null) return languageName(language);
  return html`
    <select
      class="language-choice"
      aria-label=${say("customer.language")}
      title=${say("about.language.title")}
      value=${language}
      onChange=${(/** @type {Event} */ event) => void giveLanguage(/** @type {HTMLSelectElement} */ (event.target).value)}
    >
      ${[...new Set([language, ...languages])].map(
        (each) => html`
          <option key=${each} value=${each} selected=${each === language}>${languageName(each)}</option>
        `,
      )}
    </select>
  `;
}
