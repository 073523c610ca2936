// @ts-check
/** What the search found, as cards. */

import { useLayoutEffect } from "preact/hooks";
import { keepCurrentCard, restoreCardFocus } from "../focus.js";
import { html } from "../html.js";
import { wordsOf } from "../marking.js";
import { go } from "../navigation.js";
import { USUAL_WAITING_DAYS, parseQuery } from "../query.js";
import { say } from "../say.js";
import { results, route, shownPlace, waitingDays } from "../state.js";
import { Card } from "./card.js";
import { Icon } from "./icons.js";
import { SearchTools } from "./saved_searches.js";
import { Growing } from "./stack.js";

/** @import { Claim } from "../query.js" */

/** @param {Claim} claim */
function claimText(claim) {
  return claim === "stale" ? say("results.claim.stale", { n: waitingDays.value ?? USUAL_WAITING_DAYS }) : say(`results.claim.${claim}`);
}

/** Of these it is good that there are none. @type {Claim[]} */
const TROUBLES = ["late", "near", "unread", "undelivered", "stale"];

/** @param {string} query @param {Claim[]} claims */
function noneText(query, claims) {
  const { words, terms } = parseQuery(query);
  if (words.trim() !== "" || terms.length === 0) return say("results.none");
  return say(terms.length === 1 && claims.some((claim) => TROUBLES.includes(claim)) ? "results.none.good" : "results.none.filters");
}

export function Results() {
  const hits = results.value;
  useLayoutEffect(() => {
    keepCurrentCard();
    restoreCardFocus();
  }, [hits]);
  if (!hits) return null;
  const { query } = route.value;
  const { claims } = parseQuery(query);
  const asked = wordsOf(query);
  const title = hits.searching ? say("results.searching") : say(hits.more ? "results.more" : "results.title", { n: hits.numbers.length });
  return html`
    <div class="board-scroll results">
      <h2 class="results-title">
        ${claims.map(
          (claim) => html`
            <span class="pill" key=${claim}>${claimText(claim)}</span>
          `,
        )}
        <span role="status">${title}</span>
        <${SearchTools} />
      </h2>
      ${hits.hints.map(
        (hint) => html`
          <p class="results-hint" role="status" key=${hint}>
            <${Icon} name="warning" />
            ${hint}
          </p>
        `,
      )}
      ${
        !hits.searching &&
        hits.numbers.length === 0 &&
        hits.hints.length === 0 &&
        html`
          <div class="board-note">
            <p>${noneText(query, claims)}</p>
            <button type="button" class="button" onClick=${() => go({ query: "" })}>${say("header.clear_search")}</button>
          </div>
        `
      }
      <div class="results-grid">
        <${Growing}
          key=${query}
          numbers=${hits.numbers}
          draw=${(/** @type {number} */ number) => {
            const place = shownPlace(number);
            return (
              place &&
              html`
                <${Card} key=${number} place=${place} hit=${{ words: asked, passage: hits.passages.get(number) ?? null }} />
              `
            );
          }}
        />
      </div>
    </div>
  `;
}
