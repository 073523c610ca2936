// @ts-check
/** What can be done to a message after it was said, and what is left of one that was taken away. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { sayFailure } from "../actions/notices.js";
import { deleteComment, editComment, redactComment } from "../actions/said.js";
import { tryAgain } from "../actions/tickets.js";
import { Refusal } from "../api.js";
import { followEdit, nested, trimmed } from "../formatting.js";
import { html } from "../html.js";
import { clockText, wholeMomentText } from "../look.js";
import { say } from "../say.js";
import { Choice } from "../settings/parts/fields.js";
import { ConfirmSheet, openSheet } from "../settings/parts/sheets.js";
import { FormatBar, FormatsButton, FormatsPreview, followChoice, formatsAfter } from "./formats.js";
import { Icon } from "./icons.js";

/** @import { Comment, Entity, RedactedFor } from "../types" */

/** @type {RedactedFor[]} */
const REASONS = ["card", "secret", "personal", "wish", "mistake"];
const TALLEST_PX = 320;

/** @param {Comment} comment */
export function isGone({ erased, forgotten, removed }) {
  return erased || forgotten || removed !== null;
}

/** @param {{ comment: Comment, ticket: number | null, onEdit: () => void }} props */
export function SaidTools({ comment, ticket, onEdit }) {
  const [isOpen, setOpen] = useState(false);
  if (ticket === null || comment.erased || comment.forgotten || comment.removed?.redacted_for) return null;
  const isAgents = comment.author === "agent" && !comment.removed;
  return html`
    <button
      type="button"
      class="tool tool-small comment-more"
      aria-expanded=${isOpen}
      aria-label=${say("said.more")}
      title=${say("said.more")}
      onClick=${() => setOpen(!isOpen)}
    >
      <${Icon} name="dots" />
    </button>
    ${
      isOpen &&
      html`
        <span class="comment-tools" role="group" aria-label=${say("said.more")}>
          ${
            isAgents &&
            html`
              <button type="button" class="link" onClick=${() => (setOpen(false), onEdit())}>${say("said.edit")}</button>
              <button type="button" class="link" onClick=${() => (setOpen(false), askDelete(ticket, comment))}>
                ${say("said.delete")}
              </button>
            `
          }
          <button type="button" class="link" onClick=${() => (setOpen(false), askRedact(ticket, comment))}>
            ${say("said.redact")}
          </button>
        </span>
      `
    }
  `;
}

/** Offered where the number of a card may stand. @param {{ comment: Comment, ticket: number | null }} props */
export function CardHint({ comment, ticket }) {
  if (ticket === null || !comment.may_hold_card) return null;
  const redact = () => void redactComment(ticket, comment.id, "card").catch(sayFailure);
  return html`
    <p class="card-hint">
      <${Icon} name="warning" />
      <span>${say("said.card")}</span>
      <button type="button" class="button button-small" title="${say("said.card_redact")} (Shift+X)" onClick=${redact}>
        ${say("said.card_redact")}
      </button>
    </p>
  `;
}

/** What stands in its place. @param {{ comment: Comment }} props */
export function Tombstone({ comment }) {
  const { removed } = comment;
  if (!removed)
    return html`
      <p class="comment-erased">${say(comment.erased ? "conversation.erased" : "conversation.forgotten")}</p>
    `;
  const by = { name: removed.by ?? say("trail.who.desk") };
  return html`
    <p class="comment-erased">
      ${
        removed.redacted_for
          ? say("said.redacted", { ...by, why: say(`said.why.${removed.redacted_for}`) })
          : say(comment.delivery === "withdrawn" ? "said.withdrawn" : "said.deleted", by)
      }
      ${" "}
      <time datetime=${removed.at} title=${wholeMomentText(removed.at)}>${clockText(removed.at)}</time>
    </p>
  `;
}

const EDIT_ICONS = { queued: "queued", sent: "sent", failed: "warning", blocked: "blocked", withdrawn: "blocked" };

/** Whether the customer sees it as the card does. @param {{ comment: Comment, ticket: number | null }} props */
export function EditState({ comment, ticket }) {
  const { edit_delivery: state, edit_delivery_reason: reason } = comment;
  if (!state || state === "sent" || state === "withdrawn") return null;
  return html`
    <span class="delivery" data-delivery=${state}>
      <${Icon} name=${EDIT_ICONS[state]} />
      ${reason ?? say(`said.edit_delivery.${state}`)}
    </span>
    ${
      state === "failed" &&
      ticket !== null &&
      html`
        <button type="button" class="link" onClick=${() => void tryAgain(ticket, comment.id, "retry")}>
          <${Icon} name="retry" />
          ${say("said.again")}
        </button>
      `
    }
  `;
}

/** @param {{ currentTarget: HTMLTextAreaElement }} event */
function follow({ currentTarget }) {
  followChoice(currentTarget);
}

/** @param {{ comment: Comment, ticket: number, onDone: () => void }} props */
export function Editing({ comment, ticket, onDone }) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [{ text, entities }, setDraft] = useState({
    text: comment.text,
    entities: /** @type {Entity[]} */ (/** @type {unknown} */ (comment.entities)),
  });
  const [known, setKnown] = useState(/** @type {string | null} */ (null));
  const [isSaving, setSaving] = useState(false);
  useLayoutEffect(() => {
    if (!field.current) return;
    field.current.focus();
    followChoice(field.current);
    field.current.closest("form")?.scrollIntoView({ block: "nearest" });
  }, []);
  useLayoutEffect(() => {
    if (!field.current) return;
    field.current.style.height = "auto";
    field.current.style.height = `${Math.min(field.current.scrollHeight + 2, TALLEST_PX)}px`;
  }, [text]);
  async function save() {
    if (isSaving || (!text.trim() && comment.files.length === 0)) return;
    setSaving(true);
    const words = trimmed(text, entities);
    const answer = await editComment(ticket, known === null ? comment : { ...comment, text: known }, words.text, nested(words.entities));
    setSaving(false);
    if (answer.isTaken) onDone();
    else if (answer.known !== undefined) setKnown(answer.known);
  }
  /** @param {KeyboardEvent} event */
  function takeKey(event) {
    const isMod = event.ctrlKey || event.metaKey;
    const formats = comment.public && formatsAfter(event, entities);
    if (event.key === "Escape") onDone();
    else if (event.key === "Enter" && isMod) void save();
    else if (formats) setDraft({ text, entities: formats });
    else return;
    event.preventDefault();
    event.stopPropagation();
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
        known !== null &&
        html`
          <p class="correction-others" role="alert"><span>${say("said.changed_first")}</span> <bdi>${known}</bdi></p>
        `
      }
      ${
        comment.public &&
        html`
          <${FormatBar} field=${field} words=${{ text, entities }} onChange=${(/** @type {Entity[]} */ formats) => setDraft({ text, entities: formats })} />
          <${FormatsPreview} words=${{ text, entities }} />
        `
      }
      <textarea
        ref=${field}
        rows="2"
        aria-label=${say("said.field")}
        value=${text}
        onInput=${(/** @type {InputEvent & { currentTarget: HTMLTextAreaElement }} */ { currentTarget }) => {
          const typed = currentTarget.value;
          setDraft({ text: typed, entities: followEdit(text, typed, entities) });
          followChoice(currentTarget);
        }}
        onSelect=${follow}
        onKeyUp=${follow}
        onClick=${follow}
      ></textarea>
      <div class="correction-foot">
        ${
          comment.public &&
          html`
            <${FormatsButton} />
          `
        }
        <button type="button" class="button button-small button-quiet" onClick=${onDone}>${say("transcript.cancel")}</button>
        <button type="submit" class="button button-small button-send" aria-busy=${isSaving} title="Ctrl+Enter">
          ${say("transcript.save")}
        </button>
      </div>
    </form>
  `;
}

/** @param {number} ticket @param {Comment} comment */
function askDelete(ticket, comment) {
  async function remove() {
    try {
      await deleteComment(ticket, comment.id);
    } catch (failure) {
      if (!(failure instanceof Refusal) || !failure.problem.may_redact) throw failure;
      const { message } = failure;
      // The sheet that asked closes itself first.
      setTimeout(() => askRedact(ticket, comment, message));
    }
  }
  openSheet(
    () => html`
      <${ConfirmSheet} title=${say("said.delete_ask")} action=${say("said.delete")} tone="danger" onConfirm=${remove}>
        <p class="sheet-note">${say(comment.public ? "said.delete_about" : "said.delete_note_about")}</p>
      <//>
    `,
  );
}

/** @param {number} ticket @param {Comment} comment @param {string} [why] why it is not simply deleted */
function askRedact(ticket, comment, why = "") {
  openSheet(
    () => html`
      <${Redacting} ticket=${ticket} comment=${comment} why=${why} />
    `,
  );
}

/** @param {{ ticket: number, comment: Comment, why: string }} props */
function Redacting({ ticket, comment, why }) {
  const [reason, setReason] = useState(/** @type {RedactedFor} */ (comment.may_hold_card ? "card" : "secret"));
  return html`
    <${ConfirmSheet}
      title=${say("said.redact_ask")}
      action=${say("said.redact")}
      tone="danger"
      onConfirm=${() => redactComment(ticket, comment.id, reason)}
    >
      ${
        why &&
        html`
          <p class="sheet-note" role="alert">${why}</p>
        `
      }
      <p class="sheet-note">${say("said.redact_about")}</p>
      <${Choice}
        label=${say("said.why")}
        value=${reason}
        onChange=${setReason}
        options=${REASONS.map((each) => ({ value: each, label: say(`said.why.${each}`) }))}
      />
    <//>
  `;
}
