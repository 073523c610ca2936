// @ts-check
/** Somebody who asks elsewhere, as by letter, is found, and given a copy or erased. */

import { useEffect, useState } from "preact/hooks";
import { notice, sayFailure } from "../../actions/notices.js";
import { Refusal, read } from "../../api.js";
import { html } from "../../html.js";
import { momentText } from "../../look.js";
import { readCustomer, rereadSoon } from "../../reread.js";
import { say } from "../../say.js";
import { AgentMark } from "../../views/icons.js";
import { act } from "../acting.js";
import { TextField } from "../parts/fields.js";
import { ConfirmSheet, openSheet } from "../parts/sheets.js";
import { Block } from "../parts/states.js";
import { may } from "../shell.js";
import { Copies, CopyButton } from "./privacy_copies.js";

/** @import { Copy, FoundPerson } from "../../types" */

const TYPING_MS = 300;

/** @returns {Record<string, string>} */
export function reads() {
  return may("owner") ? { copies: "/people/copies" } : {};
}

/** @param {{ told: { copies?: { items: Copy[] } } }} props */
export function Section({ told: { copies } }) {
  return html`
    <${Block} title=${say("erasing.title")} about=${say("erasing.about")}>
      ${
        may("agent") &&
        html`
          <${Search} />
        `
      }
      <${Copies} copies=${copies?.items ?? []} />
    <//>
  `;
}

/** From a ticket: its customer, unless they are erased. @param {number} number */
export async function eraseCustomerOf(number) {
  try {
    const [person] = await peopleMeant(`#${number}`);
    if (person) ask(person, () => reread(number));
    else notice(say("erasing.nobody"));
  } catch (failure) {
    sayFailure(failure);
  }
}

/** What is open of it shows nobody any more. @param {number} number */
function reread(number) {
  rereadSoon(number);
  void readCustomer(number);
}

function Search() {
  const [query, setQuery] = useState("");
  const [found, setFound] = useState(/** @type {FoundPerson[] | null} */ (null));
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const wanted = query.trim();
    if (!wanted) return setFound(null);
    let isWanted = true;
    const asking = setTimeout(async () => {
      const people = await peopleMeant(wanted).catch(noneIfRefused);
      if (isWanted) setFound(people);
    }, TYPING_MS);
    return () => {
      isWanted = false;
      clearTimeout(asking);
    };
  }, [query, turn]);
  return html`
    <${TextField} label=${say("erasing.find")} hint=${say("erasing.find.hint")} value=${query} onChange=${setQuery} spellcheck=${false} />
    <div role="status">${found?.length === 0 && html`<p class="quiet">${say("erasing.nobody")}</p>`}</div>
    ${
      found &&
      found.length > 0 &&
      html`
        <ul class="rows" aria-label=${say("erasing.found")}>
          ${found.map(
            (person) => html`
              <${Person} key=${person.id} person=${person} onErased=${() => setTurn(turn + 1)} />
            `,
          )}
        </ul>
      `
    }
  `;
}

/** @param {{ person: FoundPerson, onErased: () => void }} props */
function Person({ person, onErased }) {
  return html`
    <li class="row person-row">
      <span>
        <span class="person-line">
          <${AgentMark} name=${person.name} />
          <strong><bdi>${person.name}</bdi></strong>
          ${person.username && html`<span class="quiet">@${person.username}</span>`}
        </span>
        <span class="quiet account-figures">
          <span>Telegram ${person.telegram_id}</span>
          ${person.accounts.map((number) => html`<span key=${number}>${number}</span>`)}
          <span>${amountOf(person)}</span>
          ${person.at_door && html`<span>${say("erasing.at_door")}</span>`}
          ${person.spoke_at && html`<span>${momentText(person.spoke_at, Date.now())}</span>`}
        </span>
      </span>
      <span class="row-buttons">
        ${may("owner") && html`<${CopyButton} person=${person} />`}
        <button type="button" class="button button-small button-danger-quiet" onClick=${() => ask(person, onErased)}>${say("erasing.erase")}</button>
      </span>
    </li>
  `;
}

/** @param {FoundPerson} person @param {() => void} onErased */
function ask(person, onErased) {
  openSheet(
    () => html`
      <${Asked} person=${person} onErased=${onErased} />
    `,
  );
}

/** @param {{ person: FoundPerson, onErased: () => void }} props */
function Asked({ person, onErased }) {
  const [confirm, setConfirm] = useState("");
  const [reference, setReference] = useState("");
  async function erase() {
    await act("POST", `/people/${person.id}/erase`, { confirm, reference });
    notice(say("erasing.done"));
    onErased();
  }
  return html`
    <${ConfirmSheet}
      title=${say("erasing.ask", { name: person.name })}
      action=${say("erasing.erase_now")}
      tone="danger"
      isReady=${Boolean(confirm.trim() && reference.trim())}
      onConfirm=${erase}
    >
      <p class="sheet-note">${say("erasing.ask.about", { amount: amountOf(person) })}</p>
      <${TextField} label=${say("erasing.reference")} hint=${say("erasing.reference.hint")} value=${reference} onChange=${setReference} autofocus=${true} />
      <${TextField}
        label=${say("erasing.confirm", { words: person.confirm })}
        hint=${say("erasing.confirm.hint")}
        value=${confirm}
        onChange=${setConfirm}
        spellcheck=${false}
      />
    <//>
  `;
}

/** @param {FoundPerson} person */
function amountOf({ tickets, comments, files }) {
  return [
    say("erasing.n_tickets", { n: tickets }),
    say("erasing.n_comments", { n: comments }),
    say("retention.n_files", { n: files }),
  ].join(", ");
}

/** @param {string} query @returns {Promise<FoundPerson[]>} */
async function peopleMeant(query) {
  const told = await read(`/people?${new URLSearchParams({ q: query })}`);
  return told.items;
}

/** @param {unknown} failure @returns {FoundPerson[]} */
function noneIfRefused(failure) {
  if (!(failure instanceof Refusal)) throw failure;
  return [];
}
