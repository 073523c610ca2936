// @ts-check
/** Who is asking: account, person, earlier tickets, ratings and who took part. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { moreEarlier, readEarlier } from "../actions/about.js";
import { confirmPerson } from "../actions/tickets.js";
import { durationText } from "../durations.js";
import { html } from "../html.js";
import { EVERY_BOARD } from "../layout.js";
import { dateText, ratedText, sourceName } from "../look.js";
import { followLink, go } from "../navigation.js";
import { pageAddress, routeAddress } from "../route.js";
import { say, sayNamed } from "../say.js";
import { answered, conversation, customer, mayWork, route } from "../state.js";
import { LanguageChoice, NotesAbout } from "./about.js";
import { Answered } from "./answered.js";
import { BlockedFact, askBlockCustomer, holds } from "./blocking.js";
import { AgentMark, Face, Icon } from "./icons.js";
import { askOpen } from "./regrouping.js";

/** @import { CustomerFile, Ticket } from "../types" */

/** Where the panel stood when a ticket was left by a link in it: whoever comes back finds it so. @type {Map<number, { top: number, link: string }>} */
const places = new Map();

/** @param {{ ticket: Ticket | undefined }} props */
export function Customer({ ticket }) {
  const file = customer.value;
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  const isThere = Boolean(ticket && file && answered.value !== null);
  useLayoutEffect(() => {
    const place = ticket && isThere ? places.get(ticket.number) : undefined;
    if (!ticket || !place || !panel.current) return;
    places.delete(ticket.number);
    panel.current.scrollTop = place.top;
    setTimeout(() => document.getElementById(place.link)?.focus({ preventScroll: true }));
  }, [ticket?.number, isThere]);
  return html`
    <aside ref=${panel} class="customer" aria-label=${say("customer.label")} tabindex="0">
      ${
        ticket &&
        file &&
        answered.value !== null &&
        html`
          <${BlockedFact} file=${file} />
          <${NotesAbout} file=${file} />
          ${
            file.new_person &&
            html`
              <div class="confirm-person">
                <p>
                  <${Icon} name="user_new" />
                  ${say("customer.new_person")}
                </p>
                ${
                  mayWork.value &&
                  html`
                    <button type="button" class="button button-small" onClick=${() => void confirmPerson(ticket.number)}>
                      ${say("customer.confirm")}
                    </button>
                  `
                }
              </div>
            `
          }
          ${
            file.account &&
            html`
              <${Account} account=${file.account} />
            `
          }
          <${Person} file=${file} source=${ticket.source} number=${ticket.number} />
          <${People} file=${file} />
          <${Answered} ticket=${ticket} />
          <${Ratings} file=${file} />
          <${Earlier} file=${file} number=${ticket.number} whose="person" title=${say("customer.earlier_person")} />
          <${Earlier} file=${file} number=${ticket.number} whose="account" title=${say("customer.earlier_account")} />
          ${
            file.earlier.length === 0 &&
            html`
              <section class="customer-part">
                <h3>${say("customer.earlier_person")}</h3>
                <p class="quiet">${say("customer.no_earlier")}</p>
              </section>
            `
          }
          <${Participants} file=${file} />
        `
      }
    </aside>
  `;
}

/** @param {{ account: NonNullable<CustomerFile["account"]> }} props */
function Account({ account }) {
  return html`
    <section class="customer-part">
      <h3>${say("customer.account")}</h3>
      <p class="account-line">
        <a class="account account-large" href=${pageAddress("accounts", [String(account.id)])} onClick=${followLink}>
          ${account.number}
        </a>
        <span class="status" data-status=${account.status}>
          ${sayNamed("customer.status", account.status)}
        </span>
      </p>
      <p class="account-name"><bdi>${account.name}</bdi></p>
      <dl class="facts">
        ${fact(say("customer.support_until"), account.support_until ? dateText(account.support_until) : null)}
        ${fact(say("customer.plan"), account.plan)}
        ${Object.entries(account.details ?? {}).map(([name, value]) => fact(name.replaceAll("_", " "), value))}
      </dl>
    </section>
  `;
}

/** @param {string} name @param {unknown} value */
function fact(name, value) {
  if (value === null || value === undefined || value === "") return null;
  return html`
    <div key=${name}>
      <dt>${name}</dt>
      <dd>${typeof value === "object" ? JSON.stringify(value) : String(value)}</dd>
    </div>
  `;
}

/** @param {{ file: CustomerFile, source: string, number: number }} props */
function Person({ file, source, number }) {
  const { customer: person } = file;
  return html`
    <section class="customer-part">
      <h3>${say("customer.person")}</h3>
      <p class="person-line">
        <${AgentMark} name=${person.name} />
        <strong><bdi>${person.name}</bdi></strong>
      </p>
      <dl class="facts">
        ${fact("Telegram", person.username ? `@${person.username}` : person.telegram_id)}
        <div>
          <dt>${say("customer.language")}</dt>
          <dd><${LanguageChoice} file=${file} /></dd>
        </div>
        ${fact(say("customer.since"), person.registered_at ? dateText(person.registered_at) : null)}
        ${fact(say("customer.consent"), consentText(person.consent))}
        ${fact(say("customer.source"), sourceName(source))}
      </dl>
      ${
        mayWork.value &&
        person.telegram_id !== null &&
        html`
          <p class="person-acts">
            <button
              type="button"
              class="link"
              onClick=${() => askOpen({ account: file.account?.number, telegram_id: Number(person.telegram_id), name: person.name })}
            >
              ${say("open_to.button")}
            </button>
            ${
              !holds(file.barred) &&
              html`
                <button type="button" class="link" onClick=${askBlockCustomer}>${say("block.button")}</button>
              `
            }
            <button type="button" class="link" onClick=${() => void erase(number)}>${say("customer.erase")}</button>
          </p>
        `
      }
    </section>
  `;
}

/** Seldom asked for: fetched then. @param {number} number */
async function erase(number) {
  const { eraseCustomerOf } = await import("../settings/pages/privacy_erasing.js");
  await eraseCustomerOf(number);
}

/** @param {CustomerFile["customer"]["consent"]} consent */
function consentText(consent) {
  return consent && say(`customer.consent.${consent.said}`, { date: dateText(consent.at) });
}

/** @param {{ file: CustomerFile }} props */
function Ratings({ file }) {
  return html`
    <section class="customer-part">
      <h3>${say("customer.ratings")}</h3>
      ${
        file.ratings.length === 0 &&
        html`
          <p class="quiet">${say("customer.no_ratings")}</p>
        `
      }
      <ul class="ratings">
        ${file.ratings.map(
          (rating) => html`
            <li key=${`${rating.ticket} ${rating.at}`}>
              <${Face} score=${rating.score} label=${ratedText(rating.score)} />
              <span>
                ${rating.text ? say("customer.quoted", { text: rating.text }) : null}
                <${TicketLink} number=${rating.ticket} />
                <span class="quiet">${dateText(rating.at)}</span>
              </span>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

/** @param {{ file: CustomerFile, number: number, whose: "person" | "account", title: string }} props */
function Earlier({ file, number, whose, title }) {
  const first = file.earlier.filter((each) => each.same_person === (whose === "person"));
  if (first.length === 0) return null;
  const beyond = moreEarlier.value.get(`${number} ${whose}`);
  const items = [...first, ...(beyond?.items ?? [])];
  const last = items.at(-1)?.number ?? 0;
  return html`
    <section class="customer-part" aria-label=${title}>
      <h3>${title}</h3>
      <ul class="earlier">
        ${items.map(
          (item) => html`
            <${EarlierLine} key=${item.number} item=${item} />
          `,
        )}
      </ul>
      ${
        (beyond ? beyond.more : file.more.includes(whose)) &&
        html`
          <button type="button" class="link" onClick=${() => void showMore(number, whose, last)}>
            ${say("customer.earlier_more")}
          </button>
        `
      }
    </section>
  `;
}

/** The focus goes to the first of those that came. @param {number} number @param {"person" | "account"} whose @param {number} last */
async function showMore(number, whose, last) {
  await readEarlier(number, whose, last);
  const next = moreEarlier.peek().get(`${number} ${whose}`)?.items.find((each) => each.number < last);
  if (next) setTimeout(() => document.getElementById(`earlier-${next.number}`)?.focus());
}

/** @param {{ item: CustomerFile["earlier"][number] }} props */
function EarlierLine({ item }) {
  const tookMs = item.resolved_at ? Date.parse(item.resolved_at) - Date.parse(item.created_at) : null;
  return html`
    <li>
      <${TicketLink} number=${item.number} id=${`earlier-${item.number}`} />
      <span class="earlier-topic">
        ${item.topic_name ?? item.topic}${item.same_person ? "" : ` · ${item.customer}`}
      </span>
      ${
        item.score !== null &&
        html`
          <${Face} score=${item.score} label=${ratedText(item.score)} />
        `
      }
      <span class="state" data-state=${item.state}>${say(`state.${item.state}`)}</span>
      <span class="quiet">
        ${dateText(item.resolved_at ?? item.created_at)}${
          tookMs !== null && item.state === "done" && ` · ${say("customer.took", { time: durationText(tookMs) })}`
        }
      </span>
      ${
        item.cause &&
        html`
          <span class="quiet">${item.cause}</span>
        `
      }
    </li>
  `;
}

/** Who else writes for the account. @param {{ file: CustomerFile }} props */
function People({ file }) {
  const { account, people } = file;
  if (!account || people.length < 2) return null;
  return html`
    <section class="customer-part" aria-label=${say("customer.people")}>
      <h3>${say("customer.people")}</h3>
      <ul class="earlier">
        ${people.map(
          (person) => html`
            <li key=${person.id}>
              <${AgentMark} name=${person.name} />
              <a class="earlier-topic" href=${searchOf(account.number, person.id)} onClick=${followLink}>
                <bdi>${person.name}</bdi>
              </a>
              ${
                person.score !== null &&
                html`
                  <${Face} score=${person.score} label=${ratedText(person.score)} />
                `
              }
              ${
                person.ticket !== null &&
                html`
                  <${TicketLink} number=${person.ticket} />
                  <span class="state" data-state=${person.state}>${say(`state.${person.state ?? "done"}`)}</span>
                `
              }
              ${
                !person.confirmed &&
                html`
                  <span class="quiet">${say("customer.not_confirmed")}</span>
                `
              }
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

/** Their tickets on this account. @param {string} account @param {number} customer */
function searchOf(account, customer) {
  const query = `account:${/\s/u.test(account) ? `"${account}"` : account} customer:${customer}`;
  return routeAddress({ page: null, board: EVERY_BOARD, query, ticket: null });
}

/** @param {{ file: CustomerFile }} props */
function Participants({ file }) {
  const said = conversation.value?.ticket.comments ?? [];
  const names = new Set([
    ...file.participants.map((each) => each.name),
    ...said.flatMap((comment) => (comment.author === "system" ? [] : (comment.author_name ?? []))),
  ]);
  return html`
    <section class="customer-part">
      <h3>${say("customer.participants")}</h3>
      <ul class="participants">
        ${[...names].map(
          (name) => html`
            <li key=${name}>
              <${AgentMark} name=${name} />
              ${name}
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

/** @param {{ number: number, id?: string }} props */
function TicketLink({ number, id }) {
  return html`
    <a
      id=${id}
      class="link"
      href=${routeAddress({ ...route.value, ticket: number })}
      onClick=${(/** @type {MouseEvent} */ event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        const [from, panel] = [route.peek().ticket, document.querySelector(".customer")];
        if (from !== null && id && panel) places.set(from, { top: panel.scrollTop, link: id });
        go({ ticket: number });
      }}
    >
      #${number}
    </a>
  `;
}
