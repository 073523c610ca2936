// @ts-check
/** One comment: a customer's message, an agent's reply, or a private note that looks like neither. */

import { useState } from "preact/hooks";
import { notThanks, tryAgain } from "../actions/tickets.js";
import { html } from "../html.js";
import { kindText } from "../kinds.js";
import { clockText, wholeMomentText } from "../look.js";
import { NOBODY } from "../person.js";
import { say, sayNamed } from "../say.js";
import { conversation } from "../state.js";
import { Files } from "./files.js";
import { AgentMark, Icon } from "./icons.js";
import { QuoteButton } from "./quoting.js";
import { SplitButton } from "./regrouping.js";
import { RichText } from "./rich_text.js";
import { CardHint, Editing, EditState, SaidTools, Tombstone, isGone } from "./said.js";
import { TakeBackLink } from "./taking_back.js";

/** @import { Comment, FileFace } from "../types" */

/** @param {{ comment: Comment, ticket: number | null, follows: boolean, times?: number }} props */
export function Message({ comment, ticket, follows, times = 1 }) {
  const role = roleOf(comment);
  const own = comment.files.filter((file) => !file.quoted);
  const [isEditing, setEditing] = useState(false);
  return html`
    <div
      class="comment"
      data-comment=${comment.id}
      data-role=${role}
      data-follows=${follows ? "yes" : undefined}
      data-unseen=${comment.author === "customer" && comment.seen === false ? "yes" : undefined}
    >
      ${
        !follows &&
        html`
          <div class="comment-who"><${Author} comment=${comment} role=${role} /></div>
        `
      }
      <div class="bubble">
        ${
          comment.forwarded_from &&
          html`
            <bdi class="forwarded">${forwardedText(comment.forwarded_from)}</bdi>
          `
        }
        ${
          comment.reply_to
            ? html`
                <${Quote} id=${comment.reply_to} words=${comment.quote ?? ""} />
              `
            : html`
                <${Elsewhere} comment=${comment} ticket=${ticket} />
              `
        }
        <${Files} files=${own} comment=${comment} ticket=${ticket} />
        <${What} comment=${comment} isEmpty=${isEmpty(comment)} />
        ${
          isGone(comment) &&
          html`
            <${Tombstone} comment=${comment} />
          `
        }
        ${
          isEditing && ticket !== null && !isGone(comment)
            ? html`
                <${Editing} comment=${comment} ticket=${ticket} onDone=${() => setEditing(false)} />
              `
            : comment.text &&
              html`
                <div class="comment-text"><${RichText} text=${comment.text} entities=${comment.entities} /></div>
              `
        }
        <${Extras} comment=${comment} />
      </div>
      <${CardHint} comment=${comment} ticket=${ticket} />
      <${Footer} comment=${comment} ticket=${ticket} times=${times} onEdit=${() => setEditing(true)} />
    </div>
  `;
}

/** @param {Comment} comment */
function roleOf(comment) {
  if (comment.author === "customer") return "customer";
  if (!comment.public) return comment.author === "system" ? "system" : "note";
  return comment.author === "system" ? "bot" : "reply";
}

/** @param {{ comment: Comment, role: string }} props */
function Author({ comment, role }) {
  const name = comment.author_name ?? say(`conversation.${comment.author}`);
  return html`
    <${AgentMark} name=${name} />
    <strong><bdi>${name}</bdi></strong>
    ${
      role === "note" &&
      html`
        <span class="note-mark">
          <${Icon} name="lock" />
          ${say("conversation.note")}
        </span>
      `
    }
  `;
}

/** @param {{ id: number, words: string }} props */
function Quote({ id, words: part }) {
  const open = conversation.value;
  const known = open ? [open.ticket, ...open.earlier].flatMap((ticket) => ticket.comments ?? []) : [];
  const quoted = known.find((comment) => comment.id === id);
  const jump = () => document.querySelector(`[data-comment="${id}"]`)?.scrollIntoView({ block: "center" });
  return html`
    <button type="button" class="quote" onClick=${jump} aria-label=${say("conversation.reply")}>
      ${
        quoted
          ? html`
              <strong><bdi>${quoted.author_name}</bdi></strong>
              <bdi>${part || quoted.text || quoted.transcript || kindText(quoted)}</bdi>
            `
          : html`
              <bdi>${part || say("conversation.quote_gone")}</bdi>
            `
      }
    </button>
  `;
}

/** What was answered in another chat: where it is from, its words, its picture. @param {{ comment: Comment, ticket: number | null }} props */
function Elsewhere({ comment, ticket }) {
  const { quote, quote_from: from, quote_what: what } = comment;
  if (!quote && !from) return null;
  const files = comment.files.filter((file) => file.quoted);
  const named = sayNamed("kind", what ?? "", "") || kindText({ what });
  return html`
    <blockquote class="quote quote-elsewhere">
      ${
        from &&
        html`
          <bdi class="quote-from">${[quotedText(from), !quote && named].filter(Boolean).join(" · ")}</bdi>
        `
      }
      <${Files} files=${files} comment=${comment} ticket=${ticket} />
      ${
        quote &&
        html`
          <bdi class="quote-words">${quote}</bdi>
        `
      }
    </blockquote>
  `;
}

/** What could not be carried as it is; and whatever else would be an empty bubble. @param {{ comment: Comment, isEmpty: boolean }} props */
function What({ comment, isEmpty: isNothingElse }) {
  const named = kindText(comment);
  if ((comment.kind !== "other" && !isNothingElse) || isGone(comment)) return null;
  return html`
    <p class="what" data-what=${comment.what ?? comment.kind}>
      <${Icon} name=${comment.what === "unreadable" || comment.what === "file" ? "warning" : "other"} />
      ${named || say("kind.other")}
    </p>
  `;
}

/** @param {Comment} comment */
function isEmpty({ text, files, location, contact }) {
  return !text && !files.some((file) => !file.quoted) && !location && !contact;
}

/** @param {{ comment: Comment }} props */
function Extras({ comment }) {
  const { location, contact } = comment;
  return html`
    ${
      location &&
      html`
        <a
          class="document"
          target="_blank"
          rel="noopener noreferrer"
          href=${`https://www.openstreetmap.org/?mlat=${location.latitude}&mlon=${location.longitude}#map=16/${location.latitude}/${location.longitude}`}
        >
          <${Icon} name="pin" />
          <span class="document-name">
            ${location.live ? say("conversation.live_location") : say("conversation.location")}
          </span>
          <span class="document-size">${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}</span>
        </a>
      `
    }
    ${
      contact &&
      html`
        <div class="document">
          <${Icon} name="person" />
          <bdi class="document-name">${contact.name || NOBODY}</bdi>
          <a href=${`tel:${contact.phone}`}>${contact.phone}</a>
        </div>
      `
    }
  `;
}

/** @param {{ comment: Comment, ticket: number | null, times: number, onEdit: () => void }} props */
function Footer({ comment, ticket, times, onEdit }) {
  return html`
    <div class="comment-foot">
      <time datetime=${comment.created_at} title=${wholeMomentText(comment.created_at)}>
        ${clockText(comment.created_at)}
      </time>
      ${
        times > 1 &&
        html`
          <span>${say("conversation.repeats", { n: times })}</span>
        `
      }
      ${
        (comment.edited || comment.removed) &&
        html`
          <${Versions} comment=${comment} />
        `
      }
      ${
        comment.delivery &&
        html`
          <${DeliveryState} comment=${comment} ticket=${ticket} />
        `
      }
      <${EditState} comment=${comment} ticket=${ticket} />
      ${
        comment.maybe_twice &&
        html`
          <span class="twice" title=${say("conversation.maybe_twice")}>
            <${Icon} name="warning" />
            ${say("conversation.maybe_twice")}
          </span>
        `
      }
      ${
        comment.thanks &&
        html`
          <span>${say("conversation.thanks")}</span>
          ${
            ticket !== null &&
            html`
              <button type="button" class="link" onClick=${() => void notThanks(ticket, comment.id)}>
                ${say("conversation.not_thanks")}
              </button>
            `
          }
        `
      }
      <${QuoteButton} comment=${comment} />
      <${SplitButton} comment=${comment} ticket=${ticket} />
      <${SaidTools} comment=${comment} ticket=${ticket} onEdit=${onEdit} />
    </div>
  `;
}

/** @param {{ comment: Comment }} props */
function Versions({ comment }) {
  const [isOpen, setOpen] = useState(false);
  const versions = comment.versions ?? [];
  if (versions.length === 0)
    return comment.removed
      ? null
      : html`
          <span>${say("conversation.edited")}</span>
        `;
  return html`
    <button type="button" class="link" aria-expanded=${isOpen} onClick=${() => setOpen(!isOpen)}>
      ${say(comment.removed ? "said.before" : "conversation.edited")}
    </button>
    ${
      isOpen &&
      html`
        <ol class="versions" aria-label=${say("conversation.versions")}>
          ${versions.map(
            (version) => html`
              <li key=${version.at}>
                <time datetime=${version.at}>${clockText(version.at)}</time>
                <bdi>${version.text}</bdi>
                <${Files} files=${version.files} comment=${comment} ticket=${null} />
              </li>
            `,
          )}
        </ol>
      `
    }
  `;
}

/** @param {FileFace} file */
function sentAs({ kind, sent_as }) {
  return say("conversation.sent_as", { form: formName(sent_as ?? ""), own: formName(kind) });
}

/** @param {string} kind */
function formName(kind) {
  return sayNamed("conversation.form", kind, "");
}

/** @param {string} name */
function forwardedText(name) {
  return name === NOBODY ? say("conversation.forwarded_unknown") : say("conversation.forwarded", { name });
}

/** @param {string} name */
function quotedText(name) {
  return name === NOBODY ? say("conversation.quoted_elsewhere") : say("conversation.quoted_from", { name });
}

const DELIVERY_ICONS = { queued: "queued", sent: "sent", failed: "warning", blocked: "blocked", withdrawn: "blocked" };

/** @param {{ comment: Comment, ticket: number | null }} props */
function DeliveryState({ comment, ticket }) {
  const { delivery } = comment;
  if (!delivery || delivery === "withdrawn") return null;
  const otherwise = new Set(comment.files.filter((file) => file.sent_as).map(sentAs));
  return html`
    <span class="delivery" data-delivery=${delivery}>
      <${Icon} name=${DELIVERY_ICONS[delivery]} />
      ${say(`conversation.delivery.${delivery}`)}${comment.delivery_reason && delivery !== "sent" ? `: ${comment.delivery_reason}` : ""}
    </span>
    ${
      comment.told_on !== null &&
      html`
        <span class="delivery">${say("conversation.told_on", { number: comment.told_on })}</span>
      `
    }
    ${[...otherwise].map(
      (sentence) => html`
        <span class="delivery" key=${sentence}>${sentence}</span>
      `,
    )}
    <${TakeBackLink} comment=${comment} ticket=${ticket} />
    ${
      delivery === "failed" &&
      ticket !== null &&
      !isGone(comment) &&
      html`
        <button type="button" class="link" onClick=${() => void tryAgain(ticket, comment.id, "retry")}>
          <${Icon} name="retry" />
          ${say("conversation.retry")}
        </button>
      `
    }
  `;
}
