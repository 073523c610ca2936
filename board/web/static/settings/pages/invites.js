// @ts-check
/** Invites: the list with what came of them, one with its picture, new ones, and labels to print. */

import { useRef } from "preact/hooks";
import { html } from "../../html.js";
import { dateText, faceOf, wholeMomentText } from "../../look.js";
import { followLink, goTo } from "../../navigation.js";
import { pageAddress } from "../../route.js";
import { say } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { revokeInvite } from "../actions/invites.js";
import { typed } from "../parts/fields.js";
import { History } from "../parts/history.js";
import { languageName } from "../parts/languages.js";
import { plain } from "../parts/saving.js";
import { copyOf } from "../parts/secret.js";
import { ConfirmSheet, openSheet } from "../parts/sheets.js";
import { Block, Empty, ThingHead } from "../parts/states.js";
import { may } from "../shell.js";
import { Labels } from "./invite_labels.js";
import { MakeMany, MakeOne } from "./invite_forms.js";

/** @import { ChangeLine, Invite, InviteCounts, Invites, InviteSource, PagePlace } from "../../types" */

const PAGE = "invites";
const NEW = "new";
const MANY = "many";
const LABELS = "labels";
const TYPING_MS = 250;
const STATES = /** @type {const} */ (["good", "spent", "expired", "revoked"]);
const FIGURES = /** @type {const} */ (["starts", "admitted", "registrations", "tickets"]);
const ANY = "any";
/** In the address: an empty word would be left out of it. */
const NO_SOURCE = "-";

/** @param {PagePlace} place @returns {Record<string, string>} */
export function reads({ rest: [what], asked }) {
  if (what === NEW || what === MANY || what === LABELS) return {};
  if (what) {
    const changes = `/settings/changes?thing=invite&keys=${encodeURIComponent(what)}`;
    return { invite: `/invites/${encodeURIComponent(what)}`, changes };
  }
  const query = new URLSearchParams({ limit: "50" });
  for (const name of ["q", "state", "after"]) if (asked[name]) query.set(name, asked[name]);
  if (asked.source) query.set("source", asked.source === NO_SOURCE ? "" : asked.source);
  return { invites: `/invites?${query}`, sources: "/invites/sources" };
}

/**
 * @typedef {object} Told
 * @property {Invites} [invites]
 * @property {{ items: InviteSource[] }} [sources]
 * @property {Invite} [invite]
 * @property {{ items: ChangeLine[] }} [changes]
 */

/** @param {{ place: PagePlace, told: Told, mayEdit: boolean }} props */
export function Page({ place, told, mayEdit }) {
  const [what, which] = place.rest;
  if (what === NEW && mayEdit) return html`<${MakeOne} mayMakeAny=${may("owner")} />`;
  if (what === MANY && may("owner")) return html`<${MakeMany} />`;
  if (what === LABELS && mayEdit) return html`<${Labels} batch=${which ?? ""} ids=${place.asked.ids ?? ""} mayRevoke=${may("owner")} />`;
  if (told.invite) return html`<${One} invite=${told.invite} changes=${told.changes?.items ?? []} />`;
  if (told.invites) return html`<${List} place=${place} found=${told.invites} sources=${told.sources?.items ?? []} mayEdit=${mayEdit} />`;
  return html`<p class="settings-note">${say("invites.unknown")}</p>`;
}

/** @param {{ place: PagePlace, found: Invites, sources: InviteSource[], mayEdit: boolean }} props */
function List({ place, found, sources, mayEdit }) {
  const isFiltered = Object.keys(place.asked).length > 0;
  if (found.items.length === 0 && !isFiltered) {
    return html`
      ${!found.bot && html`<${Nameless} />`}
      <${Empty} title=${say("invites.none")} about=${say("invites.none.about")}>
        ${mayEdit && html`<${Makers} />`}
      <//>
    `;
  }
  return html`
    ${!found.bot && html`<${Nameless} />`}
    <div class="list-head"><${Filters} asked=${place.asked} sources=${sources} />${mayEdit && html`<${Makers} />`}</div>
    <${Block}>
      ${
        found.items.length === 0
          ? html`<p class="quiet">${say("invites.nothing_found")}</p>`
          : html`<ul class="rows">${found.items.map((invite) => html`<${Row} key=${invite.id} invite=${invite} />`)}</ul>`
      }
      <${Turns} asked=${place.asked} next=${found.next} />
    <//>
    ${sources.some(({ source }) => source !== null) && html`<${Sources} sources=${sources} />`}
  `;
}

function Nameless() {
  return html`
    <p class="settings-note">
      <${Icon} name="warning" />
      ${say("invites.nameless")}
    </p>
  `;
}

function Makers() {
  return html`
    <span class="invite-makers">
      ${
        may("owner") &&
        html`<a class="button" href=${pageAddress(PAGE, [MANY])} onClick=${followLink}>${say("invites.make_many")}</a>`
      }
      <a class="button button-send" href=${pageAddress(PAGE, [NEW])} onClick=${followLink}>
        <${Icon} name="plus" />
        ${say("invites.make")}
      </a>
    </span>
  `;
}

/** @param {{ asked: Record<string, string>, sources: InviteSource[] }} props */
function Filters({ asked, sources }) {
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  const ask = (/** @type {Record<string, string>} */ change) => {
    const { after: _, ...others } = { ...asked, ...change };
    goTo(pageAddress(PAGE, [], others), { replace: true });
  };
  const chosen = (/** @type {string} */ name) => (/** @type {Event} */ event) => {
    const { value } = /** @type {HTMLSelectElement} */ (event.target);
    ask({ [name]: value === ANY ? "" : value });
  };
  return html`
    <search class="invite-filters">
      <input
        type="search"
        aria-label=${say("invites.search")}
        placeholder=${say("invites.search.hint")}
        value=${asked.q ?? ""}
        onInput=${typed((q) => {
          clearTimeout(timer.current);
          timer.current = setTimeout(() => ask({ q }), TYPING_MS);
        })}
      />
      <select aria-label=${say("invites.state")} value=${asked.state || ANY} onChange=${chosen("state")}>
        <option value=${ANY}>${say("invites.state.any")}</option>
        ${STATES.map((state) => html`<option key=${state} value=${state}>${say(`invites.state.${state}`)}</option>`)}
      </select>
      <select aria-label=${say("invites.source")} value=${asked.source || ANY} onChange=${chosen("source")}>
        <option value=${ANY}>${say("invites.source.any")}</option>
        ${sources.map(
          ({ source }) => html`
            <option key=${source ?? NO_SOURCE} value=${source ?? NO_SOURCE}>${source ?? say("invites.source.none")}</option>
          `,
        )}
      </select>
    </search>
  `;
}

/** @param {{ invite: Invite }} props */
function Row({ invite }) {
  const { counts } = invite;
  const about = [invite.topic_name, invite.source, invite.agent, invite.line].filter(Boolean).join(" · ");
  return html`
    <li>
      <a class="row-link" href=${pageAddress(PAGE, [String(invite.id)])} onClick=${followLink}>
        <span>
          <strong class="one-line">${nameOf(invite)}</strong>
          <span class="quiet one-line">${about || say("invites.title", { id: invite.id })}</span>
        </span>
        <span class="quiet invite-figures">
          <span>${say("invites.people", { n: counts.admitted })}</span>
          <span>${say("invites.tickets", { n: counts.tickets })}</span>
        </span>
        <${State} invite=${invite} />
        <${Icon} name="right" />
      </a>
    </li>
  `;
}

/** @param {Invite} invite */
function nameOf({ account, account_name: name }) {
  if (!account) return say("invites.anyone");
  return name && name !== account ? `${account} · ${name}` : account;
}

/** @param {{ invite: Invite }} props */
function State({ invite: { state } }) {
  return html`<span class="pill invite-state" data-state=${state}>${say(`invites.state.${state}`)}</span>`;
}

/** @param {{ asked: Record<string, string>, next: number | null }} props */
function Turns({ asked, next }) {
  const { after, ...others } = asked;
  if (!after && next === null) return null;
  return html`
    <p class="invite-turns">
      ${after && html`<a class="button button-small" href=${pageAddress(PAGE, [], others)} onClick=${followLink}>${say("invites.newer")}</a>`}
      ${
        next !== null &&
        html`
          <a class="button button-small" href=${pageAddress(PAGE, [], { ...others, after: String(next) })} onClick=${followLink}>
            ${say("invites.older")}
          </a>
        `
      }
    </p>
  `;
}

/** @param {{ sources: InviteSource[] }} props */
function Sources({ sources }) {
  return html`
    <${Block} title=${say("invites.by_source")}>
      <div class="invite-table" tabindex="0" role="region" aria-label=${say("invites.by_source")}>
        <table>
          <thead>
            <tr>
              <th scope="col">${say("invites.source")}</th>
              <th scope="col">${say("invites.count.invites")}</th>
              ${FIGURES.map((name) => html`<th key=${name} scope="col" title=${say(`invites.count.${name}.about`)}>${say(`invites.count.${name}`)}</th>`)}
              <th scope="col">${say("invites.count.ratings")}</th>
            </tr>
          </thead>
          <tbody>
            ${sources.map(
              ({ source, invites, counts }) => html`
                <tr key=${source ?? ""}>
                  <th scope="row">${source ?? say("invites.source.none")}</th>
                  <td>${invites}</td>
                  ${FIGURES.map((name) => html`<td key=${name}>${counts[name]}</td>`)}
                  <td><${Ratings} counts=${counts} /></td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    <//>
  `;
}

/** @param {{ counts: InviteCounts }} props */
function Ratings({ counts: { bad, fair, good } }) {
  return html`<span class="invite-ratings">${faceOf(-1)} ${bad} ${faceOf(0)} ${fair} ${faceOf(1)} ${good}</span>`;
}

/** @param {{ invite: Invite, changes: ChangeLine[] }} props */
function One({ invite, changes }) {
  const mayRevoke = may("owner") && invite.state !== "revoked";
  return html`
    <${ThingHead}
      title=${nameOf(invite)}
      about=${say("invites.title", { id: invite.id })}
      actions=${html`<${State} invite=${invite} />`}
    />
    <div class="invite">
      <${Picture} invite=${invite} />
      <div>
        <${Block} title=${say("invites.what")}>
          <dl class="facts">${factsOf(invite).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
          ${
            mayRevoke &&
            html`
              <button type="button" class="button-danger-quiet invite-revoke" onClick=${() => openSheet(() => html`<${Revoking} id=${invite.id} />`)}>
                ${say("invites.revoke")}
              </button>
            `
          }
        <//>
        <${Block} title=${say("invites.counts")}>
          <dl class="facts">
            ${FIGURES.map(
              (name) => html`
                <div key=${name} title=${say(`invites.count.${name}.about`)}>
                  <dt>${say(`invites.count.${name}`)}</dt>
                  <dd>${name === "admitted" && invite.uses !== null ? `${invite.counts.admitted} / ${invite.uses}` : invite.counts[name]}</dd>
                </div>
              `,
            )}
            <div><dt>${say("invites.count.ratings")}</dt><dd><${Ratings} counts=${invite.counts} /></dd></div>
          </dl>
        <//>
      </div>
    </div>
    <${History} changes=${changes} labels=${fieldNames()} draw=${drawn} mayEdit=${may("owner")} />
  `;
}

/** Dates of the record as dates. @param {string} name @param {any} value */
function drawn(name, value) {
  return name.endsWith("_at") && value ? wholeMomentText(value) : plain(name, value);
}

/** @returns {Record<string, string>} */
function fieldNames() {
  return {
    account: say("invites.account"),
    topic: say("invites.topic"),
    source: say("invites.source"),
    agent: say("invites.agent"),
    language: say("invites.language"),
    line: say("invites.line"),
    uses: say("invites.uses"),
    expires_at: say("invites.expires"),
    revoked_at: say("invites.revoked_at"),
  };
}

/** @param {Invite} invite @returns {[string, string][]} */
function factsOf(invite) {
  const made = wholeMomentText(invite.created_at);
  /** @type {[string, string][]} */
  const facts = [
    [say("invites.topic"), invite.topic_name ?? say("invites.topic.ask")],
    [say("invites.source"), invite.source ?? say("invites.source.none")],
    [say("invites.agent"), invite.agent ?? say("invites.agent.nobody")],
    [say("invites.language"), invite.language ? languageName(invite.language) : say("invites.language.theirs")],
    [say("invites.line"), invite.line ?? say("invites.line.usual")],
    [say("invites.uses"), invite.uses === null ? say("invites.uses.many") : String(invite.uses)],
    [say("invites.expires"), invite.expires_at ? dateText(invite.expires_at) : say("invites.expires.never")],
    [say("invites.created"), invite.created_by ? say("invites.created.by", { when: made, name: invite.created_by }) : made],
  ];
  if (invite.revoked_at) facts.push([say("invites.revoked_at"), wholeMomentText(invite.revoked_at)]);
  return facts;
}

/** @param {{ invite: Invite }} props */
function Picture({ invite }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const address = `/api/v1/invites/${invite.id}/qr`;
  if (!invite.link) {
    return html`<${Block}><p class="quiet">${may("agent") ? say("invites.nameless") : say("invites.no_links")}</p><//>`;
  }
  return html`
    <${Block}>
      <img class="invite-qr" src="${address}.svg" alt=${say("invites.qr")} />
      <div class="field invite-link">
        <label for="invite-link">${say("invites.link")}</label>
        <input id="invite-link" readonly value=${invite.link} ref=${field} onFocus=${() => field.current?.select()} />
      </div>
      <div class="invite-tools">
        <button type="button" class="button" onClick=${() => void copyOf(field.current)}>${say("invites.copy")}</button>
        <a class="button" href="${address}.svg" download="invite-${invite.id}.svg">${say("invites.save", { kind: "SVG" })}</a>
        <a class="button" href="${address}.png" download="invite-${invite.id}.png">${say("invites.save", { kind: "PNG" })}</a>
      </div>
      ${
        invite.state === "good" &&
        html`
          <p class="invite-prints">
            <a class="link" href=${pageAddress(PAGE, [LABELS], { ids: String(invite.id) })} onClick=${followLink}>${say("invites.print_label")}</a>
            <a class="link" href=${pageAddress(PAGE, [LABELS, String(invite.batch)])} onClick=${followLink}>${say("invites.print_batch")}</a>
          </p>
        `
      }
    <//>
  `;
}

/** @param {{ id: number }} props */
function Revoking({ id }) {
  return html`
    <${ConfirmSheet} title=${say("invites.revoke.title")} action=${say("invites.revoke")} tone="danger" onConfirm=${() => revokeInvite(id)}>
      <p class="sheet-note">${say("invites.revoke.about")}</p>
    <//>
  `;
}
