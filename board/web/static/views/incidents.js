// @ts-check
/** Incidents on the page: a line over every board, a sheet for each, and how a ticket says that it is part of one. */

import { useComputed } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { nowWritten, readQuickReplies } from "../actions/bulk.js";
import {
  answerIncident,
  closeLoop,
  dismissBurst,
  editIncident,
  linkTickets,
  openBurst,
  openIncident,
  reopenIncident,
  resolveIncident,
  topicName,
  unlinkTicket,
} from "../actions/incidents.js";
import { today } from "../clock.js";
import { html } from "../html.js";
import { incidentOf, incidents, openIncidents, untoldOf } from "../incidents.js";
import { languageName, momentText } from "../look.js";
import { followLink } from "../navigation.js";
import { routeAddress } from "../route.js";
import { say } from "../say.js";
import { desk, isHeld, mayWork, overlay, route, ticketOf } from "../state.js";
import { QuickChoice } from "./bulk.js";
import { Icon } from "./icons.js";
import { Sheet, Tick } from "./sheet.js";

/** @import { About } from "../actions/incidents.js" */
/** @import { Burst, Incident, IncidentMember } from "../types" */

/** @type {("en" | "ru" | "id")[]} */
const LANGUAGES = ["en", "ru", "id"];

function close() {
  overlay.value = null;
}

/** @param {number} id */
function openSheet(id) {
  overlay.value = { kind: "incident", id };
}

/** Over every board while one is open, or a burst looks like one. None comes or goes while the board is held. */
export function IncidentLines() {
  const drawn = useRef({ open: openIncidents.value, bursts: incidents.value.suggested });
  const now = { open: openIncidents.value, bursts: incidents.value.suggested };
  if (!isHeld.value) drawn.current = now;
  const { open, bursts } = drawn.current;
  return html`
    ${open.map((was) => {
      const incident = now.open.find(({ id }) => id === was.id) ?? was;
      return html`<${IncidentLine} key=${was.id} incident=${incident} />`;
    })}
    ${mayWork.value && bursts.map((burst) => html`<${BurstLine} key=${burst.numbers[0]} burst=${burst} />`)}
  `;
}

/** In the header of every page: the one that is open, or how many. */
export function IncidentPill() {
  const [first, ...others] = openIncidents.value;
  if (!first) return null;
  return html`
    <button type="button" class="pill" data-tone="late" title=${first.name} onClick=${() => openSheet(first.id)}>
      <${Icon} name="warning" />
      ${say("incident.count", { n: others.length + 1 })}
    </button>
  `;
}

/** @param {{ incident: Incident }} props */
function IncidentLine({ incident }) {
  const untold = untoldOf(incident);
  const counts = [
    say("incident.tickets", { n: incident.members.length }),
    untold > 0 && say("incident.untold", { n: untold }),
    incident.following > 0 && say("incident.following", { n: incident.following }),
  ].filter(Boolean);
  return html`
    <p class="desk-notice desk-incident" role="status">
      <${Icon} name="warning" />
      <span class="one-line"><strong>${incident.name}</strong> ${counts.join(" · ")}</span>
      ${
        mayWork.value &&
        incident.similar.length > 0 &&
        html`
          <button type="button" class="link" onClick=${() => void linkTickets(incident.id, incident.similar)}>
            ${say("incident.link_similar", { n: incident.similar.length })}
          </button>
        `
      }
      <button type="button" class="link" onClick=${() => openSheet(incident.id)}>${say("incident.open")}</button>
    </p>
  `;
}

/** @param {{ burst: Burst }} props */
function BurstLine({ burst }) {
  const words = burst.words.join(", ");
  return html`
    <p class="desk-notice desk-burst" role="status">
      <${Icon} name="warning" />
      <span class="one-line">
        <strong>${topicName(burst.topic)}</strong> ${say("burst.found", { n: burst.numbers.length, words })}
      </span>
      <button type="button" class="link" onClick=${() => openBurst(burst)}>${say("burst.open")}</button>
      <button type="button" class="link" onClick=${() => void dismissBurst(burst.numbers)}>${say("burst.dismiss")}</button>
    </p>
  `;
}

/** @param {{ numbers: number[], topic: string | null, name: string }} props */
export function NewIncidentSheet({ numbers, topic, name }) {
  const title = numbers.length === 0 ? say("incident.new.empty") : say("incident.new", { n: numbers.length });
  const known = openIncidents.value;
  return html`
    <${Sheet} label=${title} title=${title} onClose=${close}>
      ${
        known.length > 0 &&
        numbers.length > 0 &&
        html`
          <div class="incident-known" role="group" aria-label=${say("incident.to_known")}>
            <span class="quiet">${say("incident.to_known")}</span>
            ${known.map(
              (incident) => html`
                <button
                  type="button"
                  class="button button-small"
                  key=${incident.id}
                  onClick=${() => {
                    close();
                    void linkTickets(incident.id, numbers);
                  }}
                >
                  ${incident.name}
                </button>
              `,
            )}
          </div>
        `
      }
      <${AboutForm}
        about=${{ name, topic: topic ?? commonTopic(numbers), notice: {}, link: null }}
        go=${say("incident.new.go")}
        onSave=${(/** @type {About} */ about) => openIncident(about, numbers)}
      />
    <//>
  `;
}

/** @param {number[]} numbers */
function commonTopic(numbers) {
  const topics = new Set(numbers.map((number) => ticketOf(number)?.topic));
  return topics.size === 1 ? ([...topics][0] ?? null) : null;
}

/** @param {{ about: About, go: string, onSave: (about: About) => Promise<unknown> }} props */
function AboutForm({ about, go, onSave }) {
  const [name, setName] = useState(about.name);
  const [topic, setTopic] = useState(about.topic ?? "");
  const [link, setLink] = useState(about.link ?? "");
  const [notice, setNotice] = useState(about.notice);
  return html`
    <form
      class="incident-form"
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        if (name.trim()) void onSave({ name, topic: topic || null, notice, link: link.trim() || null });
      }}
    >
      <label>
        ${say("incident.name")}
        <input data-autofocus name="name" maxlength="80" required value=${name} onInput=${heard(setName)} />
      </label>
      <label>
        ${say("incident.topic")}
        <select name="topic" value=${topic} onChange=${heard(setTopic)}>
          <option value="">${say("incident.topic.none")}</option>
          ${(desk.value?.topics ?? []).map(
            (each) => html`<option key=${each.key} value=${each.key} selected=${each.key === topic}>${each.name}</option>`,
          )}
        </select>
      </label>
      <p class="quiet">${say("incident.topic.about")}</p>
      <details open=${Object.keys(notice).length > 0}>
        <summary>${say("incident.notice")}</summary>
        <${Texts} texts=${notice} onText=${setNotice} />
      </details>
      <label>
        ${say("incident.link")}
        <input name="link" type="url" value=${link} onInput=${heard(setLink)} />
      </label>
      <div class="sheet-end">
        <button type="submit" class="button button-send" disabled=${!name.trim()}>${go}</button>
      </div>
    </form>
  `;
}

/** One text in each language. @param {{ texts: Record<string, string>, onText: (texts: Record<string, string>) => void }} props */
function Texts({ texts, onText }) {
  return LANGUAGES.map(
    (language) => html`
      <label key=${language} lang=${language}>
        ${languageName(language)}
        <textarea
          rows="2"
          maxlength="700"
          value=${texts[language] ?? ""}
          onInput=${heard((/** @type {string} */ text) => onText({ ...texts, [language]: text }))}
        ></textarea>
      </label>
    `,
  );
}

/** @param {(text: string) => void} set */
function heard(set) {
  return (/** @type {Event} */ event) =>
    set(/** @type {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */ (event.target).value);
}

/** Its tickets, who has been told, and what can be done for all of them. @param {{ id: number }} props */
export function IncidentSheet({ id }) {
  const incident = incidents.value.items.find((each) => each.id === id);
  if (!incident) return null;
  const { link, members, resolved_at: over } = incident;
  return html`
    <${Sheet} label=${incident.name} title=${incident.name} onClose=${close} wide>
      <p class="quiet">
        ${say("incident.opened", { name: incident.opened_by, time: momentText(incident.opened_at, today.value) })}
        ${over && ` · ${say("incident.over_since", { time: momentText(over, today.value) })}`}
        ${
          link &&
          html`
            ${" · "}<a href=${link} target="_blank" rel="noreferrer noopener">${say("incident.outside")}</a>
          `
        }
      </p>
      ${
        mayWork.value &&
        (over
          ? html`
              <${Over} incident=${incident} />
            `
          : html`
              <${Answering} incident=${incident} />
            `)
      }
      <h3>${say("incident.tickets", { n: members.length })}</h3>
      ${incident.following > 0 && html`<p class="quiet">${say("incident.following", { n: incident.following })}</p>`}
      <ul class="incident-members">
        ${members.map((member) => html`<${Member} key=${member.number} incident=${incident} member=${member} />`)}
      </ul>
      ${
        mayWork.value &&
        html`
          <details class="incident-edit">
            <summary>${say("incident.edit")}</summary>
            <${AboutForm}
              about=${{ name: incident.name, topic: incident.topic, notice: incident.notice, link }}
              go=${say("incident.save")}
              onSave=${(/** @type {About} */ about) => editIncident(id, about)}
            />
          </details>
        `
      }
    <//>
  `;
}

/** What was begun for each and not sent, while the sheet is closed. @type {Map<number, string>} */
const words = new Map();

/** @param {{ incident: Incident }} props */
function Answering({ incident }) {
  useEffect(() => void readQuickReplies(), []);
  const [openedAt, setOpenedAt] = useState(nowWritten);
  const [text, setWords] = useState(words.get(incident.id) ?? "");
  const setText = (/** @type {string} */ typed) => {
    words.set(incident.id, typed);
    setWords(typed);
  };
  const [onlyUntold, setOnlyUntold] = useState(false);
  const [quick, setQuick] = useState(0);
  const [isSending, setSending] = useState(false);
  const open = incident.members.filter(({ state }) => state !== "done").length;
  const untold = untoldOf(incident);
  /** @param {() => Promise<boolean>} act */
  const send = async (act) => {
    setSending(true);
    if (await act()) {
      setText("");
      setQuick(0);
    }
    setOpenedAt(nowWritten());
    setSending(false);
  };
  const isReady = !isSending && (quick > 0 || text.trim() !== "");
  const said = quick > 0 ? { quick_reply: quick } : { text };
  const answer = () => isReady && send(() => answerIncident(incident.id, said, onlyUntold, openedAt));
  return html`
    <form
      class="resolve-form"
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        void answer();
      }}
    >
      <label>
        ${say("incident.words")}
        <textarea
          data-autofocus
          name="answer"
          rows="3"
          value=${text}
          disabled=${quick > 0}
          onInput=${heard(setText)}
          onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void answer();
          }}
        ></textarea>
      </label>
      <${QuickChoice} chosen=${quick} onChoose=${setQuick} />
      ${
        untold > 0 &&
        untold < open &&
        html`
          <${Tick}
            checked=${onlyUntold}
            onChoose=${setOnlyUntold}
            text=${say("incident.only_untold", { n: untold })}
            about=${say("incident.only_untold.about")}
          />
        `
      }
      <div class="sheet-end">
        <button
          type="button"
          class="button"
          disabled=${isSending}
          onClick=${() => void send(() => resolveIncident(incident.id, text))}
        >
          <${Icon} name="check" />
          ${say(text.trim() ? "incident.resolve_with" : "incident.resolve", { n: open })}
        </button>
        <button type="submit" class="button button-send" disabled=${!isReady}>
          ${say("incident.answer", { n: onlyUntold ? untold : open })}
        </button>
      </div>
    </form>
  `;
}

/** It is resolved: it may open again, or be said to be fixed for good. @param {{ incident: Incident }} props */
function Over({ incident }) {
  const [texts, setTexts] = useState(incident.loop);
  const isClosed = incident.loop_closed_at !== null;
  return html`
    <form
      class="resolve-form"
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        void closeLoop(incident.id, texts);
      }}
    >
      <p class="quiet">${isClosed ? say("incident.loop_told", { n: incident.loop_told }) : say("incident.loop.about")}</p>
      ${!isClosed && html`<${Texts} texts=${texts} onText=${setTexts} />`}
      <div class="sheet-end">
        <button type="button" class="button" onClick=${() => void reopenIncident(incident.id)}>
          ${say("incident.reopen")}
        </button>
        ${!isClosed && html`<button type="submit" data-autofocus class="button button-send">${say("incident.close_loop")}</button>`}
      </div>
    </form>
  `;
}

/** @param {{ incident: Incident, member: IncidentMember }} props */
function Member({ incident, member }) {
  const { number, state, told } = member;
  const ticket = ticketOf(number);
  return html`
    <li>
      <a class="link" href=${routeAddress({ ...route.peek(), ticket: number })} onClick=${follow}>#${number}</a>
      <bdi class="one-line">${ticket?.customer.name ?? ""} <span class="quiet">${ticket?.last_line ?? ""}</span></bdi>
      <span class="pill" data-tone=${told === "failed" || told === "blocked" ? "late" : told === null ? "near" : "calm"}>
        ${say(`incident.told.${told ?? "none"}`)}
      </span>
      <span class="quiet">${say(`state.${state}`)}</span>
      ${
        mayWork.value &&
        html`
          <button
            type="button"
            class="tool tool-small"
            aria-label=${say("incident.unlink", { number })}
            title=${say("incident.unlink", { number })}
            onClick=${() => void unlinkTicket(incident.id, number)}
          >
            <${Icon} name="close" />
          </button>
        `
      }
    </li>
  `;
}

/** @param {MouseEvent} event */
function follow(event) {
  close();
  followLink(event);
}

/** On a card. @param {{ number: number }} props */
export function IncidentMark({ number }) {
  const name = useComputed(() => incidentOf.value.get(number)?.name).value;
  return name
    ? html`
        <span class="card-incident" title=${name}><${Icon} name="warning" /> ${name}</span>
      `
    : null;
}

/** In the panel's strip. @param {{ number: number }} props */
export function IncidentFact({ number }) {
  const incident = incidentOf.value.get(number);
  return incident
    ? html`
        <span class="strip-fact">
          <${Icon} name="warning" />
          <button type="button" class="link" onClick=${() => openSheet(incident.id)}>${incident.name}</button>
        </span>
      `
    : null;
}
