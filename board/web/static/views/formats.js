// @ts-check
/** The bar of formats over a field: what Telegram can show, each with its key, and which the chosen words have. */

import { signal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { FORMATS, addressIn, formatOf, hasFormat, linked, toggleFormat, wordAt } from "../formatting.js";
import { html } from "../html.js";
import { isMac, textOfPress } from "../pressed.js";
import { say, sayNamed } from "../say.js";
import { recall, remember } from "../storage.js";
import { Icon } from "./icons.js";
import { RichText } from "./rich_text.js";

/** @import { Entity } from "../types" */
/** @typedef {{ text: string, entities: Entity[] }} Words */

/** Whether this browser shows the bar. */
const isShown = signal(recall("formats", false));
/** What is chosen in the field that was last looked at. */
const chosen = signal({ field: /** @type {HTMLTextAreaElement | null} */ (null), from: 0, to: 0 });

/** @param {HTMLTextAreaElement} field */
export function followChoice(field) {
  const { selectionStart: from, selectionEnd: to } = field;
  const before = chosen.peek();
  if (before.field !== field || before.from !== from || before.to !== to) chosen.value = { field, from, to };
}

/** The formats after a format's key in a field; null if it was none. @param {KeyboardEvent} event @param {Entity[]} entities */
export function formatsAfter(event, entities) {
  const wanted = formatOf(event);
  const { target } = event;
  if (!wanted || !(target instanceof HTMLTextAreaElement)) return null;
  const { from, to } = wordAt(target.value, target.selectionStart, target.selectionEnd);
  return toggleFormat(entities, wanted.type, from, to);
}

/** How formatted words will look; plain ones need no picture. @param {{ words: Words }} props */
export function FormatsPreview({ words: { text, entities } }) {
  if (entities.length === 0) return null;
  return html`
    <div class="formats-preview" role="group" aria-label=${say("formats.preview")}>
      <${RichText} text=${text} entities=${entities} />
    </div>
  `;
}

/** Shows the bar, or puts it away. */
export function FormatsButton() {
  return html`
    <button
      type="button"
      class="tool"
      aria-pressed=${isShown.value}
      aria-label=${say("formats.title")}
      title=${say("formats.title")}
      onMouseDown=${keepFocus}
      onClick=${() => {
        isShown.value = !isShown.peek();
        remember("formats", isShown.peek() || null);
      }}
    >
      <${Icon} name="formats" />
    </button>
  `;
}

/** @param {{ field: { current: HTMLTextAreaElement | null }, words: Words, onChange: (entities: Entity[]) => void }} props */
export function FormatBar({ field, words, onChange }) {
  const [link, setLink] = useState(/** @type {{ from: number, to: number } | null} */ (null));
  if (!isShown.value) return null;
  const { from, to } = chosen.value.field === field.current ? chosen.value : { from: 0, to: 0 };
  const range = wordAt(words.text, from, to);
  /** @param {string} type */
  function press(type) {
    if (type !== "text_link") onChange(toggleFormat(words.entities, type, range.from, range.to));
    else if (hasFormat(words.entities, type, range.from, range.to)) onChange(linked(words.entities, range.from, range.to, null));
    else setLink(range);
  }
  return html`
    <div class="formats" role="toolbar" aria-label=${say("formats.title")} onKeyDown=${walk}>
      ${FORMATS.map(
        (format, index) => html`
          <button
            key=${format.type}
            type="button"
            class="tool tool-small"
            tabindex=${index === 0 ? 0 : -1}
            aria-pressed=${hasFormat(words.entities, format.type, range.from, range.to)}
            aria-disabled=${range.from === range.to}
            aria-label=${nameOf(format)}
            title=${nameOf(format)}
            onMouseDown=${keepFocus}
            onClick=${() => range.from < range.to && press(format.type)}
          >
            <${Icon} name=${`format_${format.type}`} />
          </button>
        `,
      )}
      ${
        link &&
        html`
          <${Address}
            onDone=${(/** @type {string | null} */ url) => {
              setLink(null);
              if (url) onChange(linked(words.entities, link.from, link.to, url));
              field.current?.focus();
            }}
          />
        `
      }
    </div>
  `;
}

/** Where chosen words lead. @param {{ onDone: (url: string | null) => void }} props */
function Address({ onDone }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [url, setUrl] = useState("");
  return html`
    <input
      ref=${(/** @type {HTMLInputElement | null} */ input) => {
        if (input && !field.current) input.focus();
        field.current = input;
      }}
      class="formats-link"
      type="text"
      inputmode="url"
      aria-label=${say("formats.address")}
      placeholder=${say("formats.address")}
      value=${url}
      onInput=${(/** @type {InputEvent & { currentTarget: HTMLInputElement }} */ { currentTarget }) => setUrl(currentTarget.value)}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onDone(event.key === "Enter" ? addressIn(url) : null);
      }}
    />
    <button type="button" class="button button-small" disabled=${addressIn(url) === null} onClick=${() => onDone(addressIn(url))}>
      ${say("formats.set")}
    </button>
  `;
}

/** With its key, where it has one. @param {typeof FORMATS[number]} format */
function nameOf({ type, press }) {
  const name = sayNamed("formats", type);
  return press ? `${name} (${textOfPress(press, isMac())})` : name;
}

/** The field keeps the focus, and what is chosen in it. @param {MouseEvent} event */
function keepFocus(event) {
  event.preventDefault();
}

/** One stop for Tab; arrows walk inside. @param {KeyboardEvent} event */
function walk(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || !(event.target instanceof HTMLButtonElement) || !(event.currentTarget instanceof HTMLElement)) return;
  const tools = [...event.currentTarget.querySelectorAll("button.tool")];
  const next = tools[(tools.indexOf(event.target) + step + tools.length) % tools.length];
  if (next instanceof HTMLElement) next.focus();
  event.preventDefault();
}
