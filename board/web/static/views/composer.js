// @ts-check
/** Where replies and notes are written; colour, words and button all say which of the two it is. */

import { useComputed } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { LONGEST_REPLY, attach, canSend, format, isSending, pasteWords, send, typeDraft, writeAs } from "../actions/composer.js";
import { closeList, followCaret, readQuickReplies } from "../actions/quick.js";
import { takeLastBack } from "../actions/taking_back.js";
import { greet } from "../actions/tickets.js";
import { html } from "../html.js";
import { pastedWords } from "../pasted.js";
import { isErased } from "../person.js";
import { nameOfPress } from "../pressed.js";
import { say } from "../say.js";
import { composerMode, desk, draft, mayWork, overlay } from "../state.js";
import { Attached } from "./attached.js";
import { DraftState } from "./draft.js";
import { FormatBar, FormatsButton, FormatsPreview, followChoice, formatsAfter } from "./formats.js";
import { Icon } from "./icons.js";
import { QuickAlong, QuickButton, QuickList, listAttributes, takeQuickKey } from "./quick.js";
import { LaterButton, ScheduledList } from "./later.js";
import { Quoted } from "./quoting.js";
import { RecordButton, Recorder } from "./recorder.js";

/** @import { ComposerMode, Ticket } from "../types" */

const COUNT_FROM = LONGEST_REPLY - 600;
const TALLEST_PX = 260;

/** @param {{ number: number, ticket: Ticket | undefined }} props */
export function Composer({ number, ticket }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useRoomForNotices(place);
  useWholeInSight(place);
  const isForNobody = ticket !== undefined && isErased(ticket);
  return html`
    <div class="composer-place" ref=${place}>
      ${
        !mayWork.value
          ? html`
              <p class="composer-looking">${say("role.look_on.ticket")}</p>
            `
          : isForNobody && composerMode.value === "reply"
          ? html`
              <${Unreachable} />
            `
          : html`
              <${Writing} number=${number} ticket=${ticket} isForNobody=${isForNobody} />
            `
      }
    </div>
  `;
}

/** Notices stand above the composer, however high it has grown. @param {{ current: HTMLElement | null }} place */
function useRoomForNotices(place) {
  useLayoutEffect(() => {
    const { current: box } = place;
    const notices = document.querySelector(".toasts");
    if (!box || !(notices instanceof HTMLElement)) return;
    // On them alone: on all of the page it would style every card anew.
    const growth = new ResizeObserver(() => notices.style.setProperty("--composer-room", `${box.offsetHeight}px`));
    growth.observe(box);
    return () => {
      growth.disconnect();
      notices.style.removeProperty("--composer-room");
    };
  }, []);
}

/** On a low screen, where the panel scrolls, who writes sees what sends the words too. @param {{ current: HTMLElement | null }} place */
function useWholeInSight(place) {
  useLayoutEffect(() => {
    const { current: box } = place;
    if (!box) return;
    const keep = () => box.contains(document.activeElement) && box.scrollIntoView({ block: "nearest" });
    const growth = new ResizeObserver(keep);
    growth.observe(box);
    box.addEventListener("focusin", keep);
    return () => growth.disconnect();
  }, []);
}

/** Instead of a reply to somebody who is erased. */
function Unreachable() {
  return html`
    <div class="composer composer-gone">
      <p>${say("composer.erased")}</p>
      <${Mode} mode="note" text=${say("composer.note")} hint="c" />
    </div>
  `;
}

/** @param {{ number: number, ticket: Ticket | undefined, isForNobody: boolean }} props */
function Writing({ number, ticket, isForNobody }) {
  const mode = composerMode.value;
  const [isOver, setOver] = useState(false);
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const name = ticket?.customer.name ?? say("conversation.customer");
  const label = mode === "reply" ? say("composer.reply_label", { name }) : say("composer.note_label");
  return html`
    <${ScheduledList} number=${number} />
    <form
      class="composer"
      data-mode=${mode}
      data-over=${isOver ? "yes" : undefined}
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void send();
      }}
      onDragOver=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave=${() => setOver(false)}
      onDrop=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        setOver(false);
        attach(event.dataTransfer?.files ?? []);
      }}
    >
      <div class="composer-modes" role="group" aria-label=${say("composer.modes")}>
        ${
          !isForNobody &&
          html`
            <${Mode} mode="reply" text=${say("composer.reply")} hint="r" />
          `
        }
        <${Mode} mode="note" text=${say("composer.note")} hint="c" />
        <span class="composer-to">
          ${
            mode === "note" &&
            html`
              <${Icon} name="lock" />
            `
          }${label}
        </span>
      </div>
      <${Quoted} />
      ${
        mode === "reply" &&
        html`
          <${FormatBar} field=${field} words=${draft.value} onChange=${format} />
          <${FormatsPreview} words=${draft.value} />
        `
      }
      <${QuickList} />
      <${Words} field=${field} number=${number} label=${label} hint=${mode === "reply" ? say("composer.reply_hint", { name }) : say("composer.note_hint")} />
      <${QuickAlong} ticket=${ticket} />
      <${Attached} number=${number} />
      ${
        mode === "reply" &&
        html`
          <${Recorder} number=${number} />
        `
      }
      <div class="composer-foot">
        <${AttachButton} />
        ${
          mode === "reply" &&
          html`
            <${FormatsButton} />
            <${QuickButton} />
            <${LaterButton} number=${number} />
            <${RecordButton} number=${number} />
            <button
              type="button"
              class="button button-quiet"
              title="${say("composer.greet_title", { greeting: desk.value?.greeting ?? "" })} (g)"
              onClick=${() => void greet(number)}
            >
              <${Icon} name="wave" />
              ${say("composer.greet")}
            </button>
          `
        }
        <${DraftState} number=${number} />
        <${Counter} />
        ${
          ticket?.state !== "done" &&
          html`
            <button
              type="button"
              class="button button-quiet"
              title="${say("panel.resolve")} (e)"
              onClick=${() => (overlay.value = { kind: "resolve", number, andNext: false })}
            >
              <${Icon} name="check" />
              ${say("panel.resolve")}
            </button>
          `
        }
        <${SendButton} />
      </div>
      <div class="composer-drop" aria-hidden="true">${say("composer.drop")}</div>
    </form>
  `;
}

/** @param {{ mode: ComposerMode, text: string, hint: string }} props */
function Mode({ mode, text, hint }) {
  return html`
    <button
      type="button"
      class="composer-mode"
      data-mode=${mode}
      aria-pressed=${composerMode.value === mode}
      onClick=${() => {
        writeAs(mode);
        // The drawing this asked for is a microtask too, and an earlier one.
        queueMicrotask(focusWords);
      }}
    >
      <${Icon} name=${mode} />
      ${text}
      <kbd aria-hidden="true">${hint}</kbd>
    </button>
  `;
}

function focusWords() {
  const field = document.querySelector(".composer textarea");
  if (field instanceof HTMLElement) field.focus();
}

/** @param {{ field: { current: HTMLTextAreaElement | null }, number: number, label: string, hint: string }} props */
function Words({ field, number, label, hint }) {
  const { text } = draft.value;
  useLayoutEffect(() => {
    if (!field.current) return;
    field.current.style.height = "auto";
    field.current.style.height = `${Math.min(field.current.scrollHeight, TALLEST_PX)}px`;
  }, [text]);
  return html`
    <textarea
      ref=${field}
      rows="2"
      value=${text}
      aria-label=${label}
      placeholder=${hint}
      ...${listAttributes()}
      onInput=${(/** @type {InputEvent & { currentTarget: HTMLTextAreaElement }} */ { currentTarget }) => {
        typeDraft(currentTarget.value);
        followCaret(currentTarget);
        followChoice(currentTarget);
      }}
      onFocus=${() => void readQuickReplies()}
      onBlur=${closeList}
      onSelect=${(/** @type {Event & { currentTarget: HTMLTextAreaElement }} */ { currentTarget }) => followChoice(currentTarget)}
      onKeyUp=${followMove}
      onClick=${followMove}
      onPaste=${(/** @type {ClipboardEvent & { currentTarget: HTMLTextAreaElement }} */ event) => {
        const files = event.clipboardData?.files;
        const words = files?.length ? null : pastedWords(event.clipboardData?.getData("text/html") ?? "");
        if (!files?.length && !words) return;
        event.preventDefault();
        if (words) pasteWords(event.currentTarget, words);
        else attach(files ?? []);
      }}
      onKeyDown=${(/** @type {KeyboardEvent & { currentTarget: HTMLTextAreaElement }} */ event) => {
        const formats = formatsAfter(event, draft.peek().entities);
        if (takeQuickKey(event, event.currentTarget)) event.preventDefault();
        else if (formats) {
          event.preventDefault();
          format(formats);
        } else if (nameOfPress(event) === "Mod+z" && text === "" && takeLastBack(number)) event.preventDefault();
      }}
    ></textarea>
  `;
}

/** The cursor went elsewhere in the same words. @param {(MouseEvent | KeyboardEvent) & { currentTarget: HTMLTextAreaElement }} event */
function followMove(event) {
  followChoice(event.currentTarget);
  if (!(event instanceof KeyboardEvent) || /^(Arrow(Left|Right)|Home|End)$/.test(event.key)) followCaret(event.currentTarget);
}

function AttachButton() {
  const picker = useRef(/** @type {HTMLInputElement | null} */ (null));
  return html`
    <input
      ref=${picker}
      type="file"
      multiple
      hidden
      onChange=${() => {
        attach(picker.current?.files ?? []);
        if (picker.current) picker.current.value = "";
        focusWords();
      }}
    />
    <button
      type="button"
      class="tool"
      aria-label=${say("composer.attach")}
      title=${say("composer.attach")}
      onClick=${() => picker.current?.click()}
    >
      <${Icon} name="clip" />
    </button>
  `;
}

function Counter() {
  const count = draft.value.text.length;
  if (composerMode.value === "note" || count < COUNT_FROM)
    return html`
      <span class="counter"></span>
    `;
  const left = LONGEST_REPLY - count;
  return html`
    <span class="counter" data-over=${left < 0 ? "yes" : undefined} role="status">
      ${left < 0 ? say("composer.too_long", { n: -left }) : say("composer.counter", { n: left })}
    </span>
  `;
}

function SendButton() {
  const isReady = useComputed(canSend);
  const mode = composerMode.value;
  return html`
    <button
      type="submit"
      class="button button-send"
      data-mode=${mode}
      disabled=${!isReady.value}
      aria-busy=${isSending()}
      title="Ctrl+Enter"
    >
      <${Icon} name=${mode === "reply" ? "send" : "lock"} />
      ${mode === "reply" ? say("composer.send_reply") : say("composer.send_note")}
    </button>
  `;
}
