// @ts-check
/** The strip "At the door": people who wrote and have no ticket yet. */

import { useComputed } from "@preact/signals";
import { useState } from "preact/hooks";
import { answerVisitor, approveVisitor, dismissVisitor, giveAccount, letVisitorIn, refuseVisitor } from "../actions/door.js";
import { deskNow, second } from "../clock.js";
import { agoText } from "../durations.js";
import { html } from "../html.js";
import { kindText } from "../kinds.js";
import { say } from "../say.js";
import { boot, door, mayWork, overlay } from "../state.js";
import { Message } from "./comment.js";
import { AgentMark, Icon } from "./icons.js";
import { Sheet } from "./sheet.js";

/** @import { Visitor } from "../types" */

/** Always there and always as high, so that an arrival moves nothing under it. */
export function Door() {
  const visitors = door.value;
  return html`
    <section class="door" aria-label=${say("door.title")} data-empty=${visitors.length === 0 ? "yes" : undefined}>
      <h2 class="door-title">
        <${Icon} name="door" />
        ${say("door.title")}${
          visitors.length > 0 &&
          html`
            <span class="count">${visitors.length}</span>
          `
        }
      </h2>
      ${
        visitors.length === 0 &&
        boot.value === "ready" &&
        html`
          <p class="door-empty">${say("door.empty")}</p>
        `
      }
      ${
        visitors.length > 0 &&
        html`
          <div class="door-people">
            ${visitors.map(
              (visitor) => html`
                <${Caller} key=${visitor.person} visitor=${visitor} />
              `,
            )}
          </div>
        `
      }
    </section>
  `;
}

/** @param {{ visitor: Visitor }} props */
function Caller({ visitor }) {
  return html`
    <button
      type="button"
      class="caller"
      data-person=${visitor.person}
      onClick=${() => (overlay.value = { kind: "visitor", person: visitor.person })}
    >
      <${AgentMark} name=${visitor.name} />
      <bdi class="caller-name">${visitor.name}</bdi>
      <bdi class="caller-words">${lastWords(visitor)}</bdi>
      <${Since} at=${visitor.since} />
    </button>
  `;
}

/** @param {Visitor} visitor */
function lastWords({ last_words: said, messages }) {
  const last = messages.findLast((message) => message.author === "customer");
  return said || (last ? kindText(last) : "");
}

/** @param {{ at: string }} props */
function Since({ at }) {
  const text = useComputed(() => {
    second.value;
    return agoText(deskNow() - Date.parse(at));
  });
  return html`
    <time class="caller-since" datetime=${at}>${text.value}</time>
  `;
}

/** One person at the door, with what they said and what can be done. @param {{ person: number }} props */
export function VisitorSheet({ person }) {
  const visitor = door.value.find((each) => each.person === person);
  if (!visitor) return null;
  return html`
    <${Sheet} label=${say("door.open", { name: visitor.name })} title=${visitor.name} onClose=${() => (overlay.value = null)}>
      <p class="sheet-note">
        ${visitor.registered ? say("door.registered") : visitor.claims.length === 0 && say("door.unregistered")}
        <${Since} at=${visitor.since} />
      </p>
      <div class="door-words">
        ${visitor.messages.map(
          (comment) => html`
            <${Message} key=${comment.id} comment=${comment} ticket=${null} follows=${true} />
          `,
        )}
      </div>
      ${visitor.claims.map(
        ({ account }) => html`
          <div class="door-ask" key=${account}>
            <p>${say("door.claims", { account })}</p>
            ${
              mayWork.value &&
              html`
                <button class="button button-quiet" type="button" onClick=${() => void refuseVisitor(visitor, account)}>
                  ${say("door.refuse")}
                </button>
                <button class="button button-send" type="button" onClick=${() => void approveVisitor(visitor, account)}>
                  ${say("door.approve")}
                </button>
              `
            }
          </div>
        `,
      )}
      ${
        visitor.lack &&
        html`
          <div class="door-ask">
            <p>${say(`door.lack.${visitor.lack.why}`, { account: visitor.lack.account })} ${visitor.lack.reason}</p>
            ${
              mayWork.value &&
              visitor.messages.length > 0 &&
              html`
                <button class="button" type="button" onClick=${() => void letVisitorIn(visitor)}>${say("door.let_in")}</button>
              `
            }
          </div>
        `
      }
      ${
        visitor.accounts.length > 0
          ? html`
              <p class="sheet-note">${say("door.holds", { accounts: visitor.accounts.join(", ") })}</p>
            `
          : mayWork.value &&
            html`
              <${AccountForm} visitor=${visitor} />
            `
      }
      ${
        mayWork.value &&
        html`
          <${VisitorForms} visitor=${visitor} />
        `
      }
    <//>
  `;
}

/** What an agent can do for them. @param {{ visitor: Visitor }} props */
function VisitorForms({ visitor }) {
  const [text, setText] = useState("");
  return html`
      <form class="field-row" onSubmit=${submitting(() => text.trim() && answerVisitor(visitor, text.trim()))}>
        <label>
          ${say("door.answer")}
          <textarea
            name="answer"
            rows="2"
            placeholder=${say("door.answer_hint")}
            value=${text}
            onInput=${typing(setText)}
          ></textarea>
        </label>
        <button class="button" type="submit" disabled=${!text.trim()}>${say("door.send_answer")}</button>
      </form>
      <div class="sheet-end">
        <button class="button button-quiet" type="button" onClick=${() => void dismissVisitor(visitor)}>
          ${say("door.dismiss")}
        </button>
      </div>
  `;
}

/** @param {{ visitor: Visitor }} props */
function AccountForm({ visitor }) {
  const [account, setAccount] = useState("");
  const [{ refusal, isWarning }, setAnswer] = useState({ refusal: "", isWarning: false });
  const give = async () => account.trim() && setAnswer(await giveAccount(visitor, account.trim(), isWarning));
  const setOther = (/** @type {string} */ text) => {
    setAccount(text);
    setAnswer({ refusal: "", isWarning: false });
  };
  return html`
    <form class="field-row" onSubmit=${submitting(give)}>
      <label>
        ${say("door.account")}
        <input
          name="account"
          value=${account}
          placeholder=${say("door.account_hint")}
          aria-invalid=${refusal !== ""}
          aria-describedby="account-refusal"
          onInput=${typing(setOther)}
        />
      </label>
      <button class="button" type="submit" disabled=${!account.trim()}>${
        isWarning ? say("door.give_anyway") : say("door.give_account")
      }</button>
    </form>
    <p class="field-refusal" id="account-refusal" role="alert">${refusal}</p>
  `;
}

/** @param {() => unknown} act */
function submitting(act) {
  return (/** @type {Event} */ event) => {
    event.preventDefault();
    void act();
  };
}

/** @param {(text: string) => void} set */
function typing(set) {
  return (/** @type {InputEvent} */ event) => set(/** @type {HTMLInputElement} */ (event.target).value);
}
