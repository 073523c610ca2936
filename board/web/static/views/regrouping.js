// @ts-check
/** Sheets in which tickets are made one, a message gets its own, and somebody is written to first. */

import { useEffect, useState } from "preact/hooks";
import { merge, mergeable, openTo, split } from "../actions/regrouping.js";
import { sayFailure } from "../actions/notices.js";
import { html } from "../html.js";
import { dateText } from "../look.js";
import { say } from "../say.js";
import { conversation, desk, mayWork, overlay, ticketOf } from "../state.js";
import { Icon } from "./icons.js";
import { Sheet, Tick } from "./sheet.js";

/** @import { PersonToChoose } from "../actions/regrouping.js" */
/** @import { Comment, Ticket } from "../types" */

function close() {
  overlay.value = null;
}

/** @param {() => unknown} draw */
function show(draw) {
  overlay.value = { kind: "sheet", draw };
}

/** @param {number} number */
export function askMerge(number) {
  show(() => html`<${MergeSheet} number=${number} />`);
}

/** @param {number} number @param {Comment["id"]} comment */
export function askSplit(number, comment) {
  show(() => html`<${SplitSheet} number=${number} comment=${comment} />`);
}

/** The customer's last message, if one of theirs stays. @param {number} number */
export function askSplitOfLast(number) {
  const last = theirs(number).at(-1);
  if (last) askSplit(number, last.id);
}

/** Whether a message can get a ticket of its own, and one stays behind. @param {number} number */
export function maySplit(number) {
  return theirs(number).length > 1;
}

/** @param {number} number */
function theirs(number) {
  const open = conversation.value?.ticket;
  const said = open?.number === number ? (open.comments ?? []) : [];
  return said.filter((comment) => comment.author === "customer");
}

/** @param {{ account?: string, telegram_id?: number, name?: string }} [whom] */
export function askOpen(whom = {}) {
  show(() => html`<${OpenSheet} whom=${whom} />`);
}

/** On a customer's message, beside what else can be done with it. @param {{ comment: Comment, ticket: number | null }} props */
export function SplitButton({ comment, ticket }) {
  if (!mayWork.value || ticket === null || comment.author !== "customer" || !maySplit(ticket)) return null;
  return html`
    <button
      type="button"
      class="tool tool-small comment-quote"
      aria-label=${say("split.button")}
      title=${say("split.button")}
      onClick=${() => askSplit(ticket, comment.id)}
    >
      <${Icon} name="split" />
    </button>
  `;
}

/** @param {{ number: number }} props */
function MergeSheet({ number }) {
  const [others, setOthers] = useState(/** @type {Ticket[] | null} */ (null));
  const ticket = ticketOf(number);
  useEffect(() => {
    if (ticket) mergeable(ticket).then(setOthers, sayFailure);
  }, []);
  useEffect(() => /** @type {HTMLElement | null} */ (document.querySelector(".sheet-choices button"))?.focus(), [others]);
  const choose = (/** @type {number} */ into) => {
    close();
    void merge(number, into);
  };
  return html`
    <${Sheet} label=${say("merge.title", { number })} title=${say("merge.title", { number })} onClose=${close}>
      <p class="sheet-note">${others?.length === 0 ? say("merge.none") : say("merge.about", { number })}</p>
      <ul class="sheet-choices" aria-busy=${others === null}>
        ${others?.map(
          (other) => html`
            <li key=${other.number}>
              <button type="button" onClick=${() => choose(other.number)}>
                <span>
                  <strong>#${other.number}</strong> ${other.topic_name ?? other.topic}
                  <span class="state" data-state=${other.state}>${say(`state.${other.state}`)}</span>
                </span>
                <bdi class="one-line">${other.last_line}</bdi>
                <span class="quiet">${dateText(other.last_message_at ?? other.created_at)}</span>
              </button>
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}

/** @param {{ number: number, comment: Comment["id"] }} props */
function SplitSheet({ number, comment }) {
  const said = theirs(number);
  const own = said.find((each) => each.id === comment);
  const isLast = said.at(-1)?.id === comment;
  const [topic, setTopic] = useState(ticketOf(number)?.topic ?? "");
  const [later, setLater] = useState(false);
  const splitNow = (/** @type {Event} */ event) => {
    event.preventDefault();
    close();
    void split(number, comment, topic, later);
  };
  return html`
    <${Sheet} label=${say("split.title")} title=${say("split.title")} onClose=${close}>
      <form class="resolve-form" onSubmit=${splitNow}>
        ${
          own?.text &&
          html`
            <blockquote class="quote"><bdi>${own.text}</bdi></blockquote>
          `
        }
        <${Topics} topic=${topic} onChoose=${setTopic} />
        ${
          !isLast &&
          html`
            <${Tick}
              checked=${later}
              onChoose=${setLater}
              text=${say("split.later")}
              about=${say("split.later.about")}
            />
          `
        }
        <div class="sheet-end">
          <button type="button" class="button button-quiet" onClick=${close}>${say("resolve.cancel")}</button>
          <button type="submit" class="button button-send">${say("split.go")}</button>
        </div>
      </form>
    <//>
  `;
}

/** @param {{ topic: string, onChoose: (topic: string) => void }} props */
function Topics({ topic, onChoose }) {
  return html`
    <label>
      ${say("open_to.topic")}
      <select
        data-autofocus
        value=${topic}
        onChange=${(/** @type {Event} */ event) => onChoose(/** @type {HTMLSelectElement} */ (event.target).value)}
      >
        ${desk.value?.topics.map((each) => html`<option key=${each.key} value=${each.key}>${each.name}</option>`)}
      </select>
    </label>
  `;
}

/** @param {{ whom: { account?: string, telegram_id?: number, name?: string } }} props */
function OpenSheet({ whom }) {
  const [account, setAccount] = useState(whom.account ?? "");
  const [topic, setTopic] = useState(desk.peek()?.topics[0]?.key ?? "");
  const [text, setText] = useState("");
  const [isPrivate, setPrivate] = useState(false);
  const [refused, setRefused] = useState(/** @type {{ people: PersonToChoose[], why: string } | null} */ (null));
  const [person, setPerson] = useState(whom.telegram_id ?? null);
  const isFixed = whom.telegram_id !== undefined;
  async function openNow() {
    const to = { ...(account.trim() ? { account: account.trim() } : {}), ...(person ? { telegram_id: person } : {}) };
    setRefused(await openTo({ ...to, topic, text, private: isPrivate }));
  }
  return html`
    <${Sheet} label=${say("open_to.title")} title=${whom.name ? say("open_to.title_to", { name: whom.name }) : say("open_to.title")} onClose=${close}>
      <form
        class="resolve-form"
        onSubmit=${(/** @type {Event} */ event) => {
          event.preventDefault();
          void openNow();
        }}
      >
        <label>
          ${say("open_to.account")}
          <input
            type="text"
            data-autofocus=${account ? undefined : ""}
            required=${!isFixed}
            value=${account}
            onInput=${(/** @type {InputEvent} */ event) => {
              setAccount(/** @type {HTMLInputElement} */ (event.target).value);
              if (!isFixed) setPerson(null);
              setRefused(null);
            }}
          />
        </label>
        ${
          refused &&
          html`
            <div class="sheet-refused" role="alert">
              <p>${refused.why}</p>
              ${
                refused.people.length > 0 &&
                html`
                  <div class="away-choices" role="group" aria-label=${refused.why}>
                    ${refused.people.map(
                      (each) => html`
                        <button
                          type="button"
                          class="button"
                          key=${each.telegram_id}
                          aria-pressed=${each.telegram_id === person}
                          onClick=${() => setPerson(each.telegram_id)}
                        >
                          <bdi>${each.name}</bdi>
                        </button>
                      `,
                    )}
                  </div>
                `
              }
            </div>
          `
        }
        <${Topics} topic=${topic} onChoose=${setTopic} />
        <label>
          ${say(isPrivate ? "open_to.note" : "open_to.words")}
          <textarea
            rows="4"
            required
            data-autofocus=${account ? "" : undefined}
            value=${text}
            onInput=${(/** @type {InputEvent} */ event) => setText(/** @type {HTMLTextAreaElement} */ (event.target).value)}
            onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void openNow();
            }}
          ></textarea>
        </label>
        <${Tick}
          checked=${isPrivate}
          onChoose=${setPrivate}
          text=${say("open_to.private")}
          about=${say("open_to.private.about")}
        />
        <div class="sheet-end">
          <button type="button" class="button button-quiet" onClick=${close}>${say("resolve.cancel")}</button>
          <button type="submit" class="button button-send">
            ${say(isPrivate ? "open_to.go_private" : "open_to.go")}
          </button>
        </div>
      </form>
    <//>
  `;
}
