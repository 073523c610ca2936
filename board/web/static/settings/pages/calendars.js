// @ts-check
/** Calendars: when the desk is open. One is a zone, hours of a week, days off and single dates, and its year is drawn. */

import { useEffect, useState } from "preact/hooks";
import { Refusal } from "../../api.js";
import { html } from "../../html.js";
import { wholeMomentText } from "../../look.js";
import { followLink } from "../../navigation.js";
import { pageAddress } from "../../route.js";
import { language, say } from "../../say.js";
import { desk } from "../../state.js";
import { Icon } from "../../views/icons.js";
import { act, leaveFor } from "../acting.js";
import { otherYear, readYear } from "../actions/calendars.js";
import { valueText } from "../change_words.js";
import { countryName, troublesOf, USUAL, WEEKDAYS, weekText, WORKDAYS } from "../hours.js";
import { Choice, TextField } from "../parts/fields.js";
import { errorsOf, useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { Kept } from "../parts/kept.js";
import { FormFrame, MakingForm } from "../parts/saving.js";
import { ConfirmSheet, openSheet } from "../parts/sheets.js";
import { Block, Empty, RemoveButton, ThingEnds, ThingHead } from "../parts/states.js";
import { WeekField } from "../parts/week.js";
import { DrawnYear } from "../parts/year.js";
import { ownZone, zoneName, zones } from "../parts/zones.js";
import { DaysOfFile, OwnDays, openDays } from "./calendar_days.js";

/** @import { Calendar, CalendarCountry, CalendarYear, ChangeLine, PagePlace } from "../../types" */
/** @import { Method } from "../acting.js" */
/** @import { Form, Values } from "../parts/form.js" */

/**
 * @typedef {object} Told
 * @property {{ items: Calendar[] }} calendars
 * @property {{ items: CalendarCountry[] }} [countries]
 * @property {CalendarYear} [year] the one that it is now
 * @property {{ items: ChangeLine[] }} [changes]
 */

const PAGE = "settings/calendars";
const NEW = "new";
const LONGEST_NAME = 60;

/** @param {PagePlace} place @returns {Record<string, string>} */
export function reads({ rest: [id] }) {
  /** @type {Record<string, string>} */
  const paths = { calendars: "/settings/calendars" };
  if (!id) return paths;
  paths.countries = "/settings/calendars/countries";
  if (id === NEW) return paths;
  paths.year = `/settings/calendars/${encodeURIComponent(id)}/year`;
  paths.changes = `/settings/changes?thing=calendar&keys=${encodeURIComponent(id)}`;
  return paths;
}

/** @param {{ place: PagePlace, told: Told, mayEdit: boolean }} props */
export function Page({ place, told, mayEdit }) {
  const [id] = place.rest;
  const countries = told.countries?.items ?? [];
  const calendar = told.calendars.items.find((each) => String(each.id) === id);
  if (!id || (id === NEW && !mayEdit))
    return html`
      <${List} calendars=${told.calendars.items} mayEdit=${mayEdit} />
    `;
  if (id === NEW)
    return html`
      <${Making} countries=${countries} />
    `;
  if (!calendar || !told.year)
    return html`
      <p class="settings-note">${say("calendars.unknown")}</p>
    `;
  return html`
    <${Editor} key=${id} calendar=${calendar} countries=${countries} now=${told.year} mayEdit=${mayEdit} />
    <${History}
      changes=${told.changes?.items ?? []}
      labels=${labels()}
      draw=${drawn}
      mayEdit=${mayEdit}
    />
  `;
}

/** @param {{ calendars: Calendar[], mayEdit: boolean }} props */
function List({ calendars, mayEdit }) {
  const add =
    mayEdit &&
    html`
      <a class="button button-send" href=${pageAddress(PAGE, [NEW])} onClick=${followLink}>
        <${Icon} name="plus" />
        ${say("calendars.add")}
      </a>
    `;
  if (calendars.length === 0)
    return html`
      <${Empty} title=${say("calendars.none")} about=${say("calendars.none.about")}>${add}<//>
    `;
  return html`
    <div class="list-head">${add}</div>
    <${Block}>
      <ul class="rows">
        ${calendars.map(
          (calendar) => html`
            <li key=${calendar.id}>
              <a class="row-link" href=${pageAddress(PAGE, [String(calendar.id)])} onClick=${followLink}>
                <span>
                  <strong>${calendar.name}</strong>
                  <span class="quiet one-line">${aboutOne(calendar)}</span>
                </span>
                <span class="pill" data-tone=${calendar.is_open ? "calm" : undefined}>
                  ${say(calendar.is_open ? "calendars.now.open" : "calendars.now.closed")}
                </span>
                <${Icon} name="right" />
              </a>
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}

/** @param {Calendar} calendar */
function aboutOne({ week, zone, country }) {
  return [weekText(week), zoneName(zone), country && countryName(country)].filter(Boolean).join(" · ");
}

/** @param {Calendar} calendar */
function nowText({ is_open: isOpen, opens_at: opens, closes_at: closes }) {
  if (isOpen) return closes ? say("calendars.open_until", { at: wholeMomentText(closes) }) : say("calendars.always_open");
  return opens ? say("calendars.closed_until", { at: wholeMomentText(opens) }) : "";
}

/** @param {{ countries: CalendarCountry[] }} props */
function Making({ countries }) {
  const form = useForm({
    told: {
      name: "",
      zone: desk.value?.timezone ?? ownZone(),
      week: WEEKDAYS.map((day) => (WORKDAYS.includes(day) ? [USUAL] : [])),
      country: null,
    },
    version: 0,
    save: (values) => send("POST", "/settings/calendars", values),
    after: ({ items }) => leaveFor(pageAddress(PAGE, [String(Math.max(...items.map((/** @type {Calendar} */ each) => each.id)))])),
  });
  return html`
    <${ThingHead} title=${say("calendars.new")} />
    <${MakingForm} form=${form} action=${say("calendars.make")} isReady=${form.values.name.trim() !== ""}>
      <${Fields} form=${form} countries=${countries} readonly=${false} />
    <//>
  `;
}

/** @param {{ calendar: Calendar, countries: CalendarCountry[], now: CalendarYear, mayEdit: boolean }} props */
function Editor({ calendar, countries, now, mayEdit }) {
  const { name, zone, week, country } = calendar;
  const form = useForm({
    told: { name, zone, week, country },
    version: calendar.version,
    changedBy: calendar.changed_by,
    save: (values, version) => send("PUT", `/settings/calendars/${calendar.id}`, { ...values, version }),
  });
  return html`
    <${ThingHead} title=${name} about=${nowText(calendar)} />
    <${Lanes} calendar=${calendar} mayEdit=${mayEdit} />
    <${Year} calendar=${calendar} now=${now} mayEdit=${mayEdit} />
    <${FormFrame} form=${form} labels=${labels()} draw=${drawn}>
      <${Fields} form=${form} countries=${countries} readonly=${!mayEdit} />
    <//>
    <${OwnDays} calendar=${calendar} mayEdit=${mayEdit} />
    <${DaysOfFile} calendar=${calendar} mayEdit=${mayEdit} />
    ${mayEdit && html`<${ThingEnds}><${RemoveButton} label=${say("calendars.remove")} onClick=${() => askToRemove(calendar)} /><//>`}
  `;
}

/** Which count by it. @param {{ calendar: Calendar, mayEdit: boolean }} props */
function Lanes({ calendar: { id, lanes, kept }, mayEdit }) {
  return html`
    <${Block} title=${say("calendars.lanes")} about=${say(lanes.length > 0 ? "calendars.lanes.about" : "calendars.lanes.none")}>
      ${
        lanes.length > 0 &&
        html`
          <ul class="calendar-lanes">
            ${lanes.map((lane) => html`<li key=${lane} class="pill">${lane}</li>`)}
          </ul>
        `
      }
      <${Kept} kept=${kept} scope=${{ calendar: id }} mayEdit=${mayEdit} />
    <//>
  `;
}

/** @param {{ form: Form, countries: CalendarCountry[], readonly: boolean }} props */
function Fields({ form, countries, readonly }) {
  const words = labels();
  const [zone, week] = [form.field("zone"), form.field("week")];
  return html`
    <${Block}>
      <div class="field-pair">
        <${TextField}
          label=${words.name}
          longest=${LONGEST_NAME}
          readonly=${readonly}
          ...${form.field("name")}
        />
        <${Choice} label=${words.zone} options=${zones(zone.value)} readonly=${readonly} ...${zone} />
      </div>
      <${WeekField}
        label=${words.week}
        hint=${readonly ? undefined : say("calendars.week.hint")}
        readonly=${readonly}
        ...${week}
        errors=${{ ...week.errors, ...errorsOf(form.refusal, "hours") }}
      />
    <//>
    <${Block} title=${say("calendars.holidays")} about=${say("calendars.holidays.about")}>
      <${Country} countries=${countries} readonly=${readonly} ...${form.field("country")} />
    <//>
  `;
}

/** A country, and one of its regions if these keep days of their own. @param {{ countries: CalendarCountry[], readonly: boolean } & ReturnType<Form["field"]>} props */
function Country({ countries, readonly, value, onChange, errors, isChanged }) {
  const [code = "", ...rest] = (value ?? "").split("-");
  const regions = countries.find((each) => each.code === code)?.regions ?? [];
  return html`
    <div class="field-pair">
      <${Choice}
        label=${say("calendars.country")}
        value=${code}
        onChange=${(/** @type {string} */ chosen) => onChange(chosen || null)}
        errors=${errors}
        isChanged=${isChanged}
        readonly=${readonly}
        options=${[{ value: "", label: say("calendars.country.none") }, ...countries.map((each) => ({ value: each.code, label: each.name }))]}
      />
      ${
        regions.length > 0 &&
        html`
          <${Choice}
            label=${say("calendars.region")}
            hint=${say("calendars.region.hint")}
            value=${rest.join("-")}
            onChange=${(/** @type {string} */ chosen) => onChange(chosen ? `${code}-${chosen}` : code)}
            isChanged=${isChanged}
            readonly=${readonly}
            options=${[
              { value: "", label: say("calendars.region.none") },
              ...regions.map((region) => ({ value: region, label: `${code}-${region}` })),
            ]}
          />
        `
      }
    </div>
  `;
}

/** @param {{ calendar: Calendar, now: CalendarYear, mayEdit: boolean }} props */
function Year({ calendar, now, mayEdit }) {
  const [wanted, setWanted] = useState(now.year);
  useEffect(() => {
    if (wanted !== now.year) void readYear(calendar.id, wanted);
  }, [calendar.id, calendar.version, wanted, language()]);
  const other = otherYear.value?.id === calendar.id ? otherYear.value.year : null;
  const shown = wanted !== now.year && other?.year === wanted ? other : now;
  const isUnknown = calendar.country && (shown.year < shown.known_from || shown.year > shown.known_to);
  const turn = (/** @type {number} */ step) => html`
    <button
      type="button"
      class="tool"
      aria-label=${say(step < 0 ? "calendars.year.before" : "calendars.year.after", { year: wanted + step })}
      onClick=${() => setWanted(wanted + step)}
    >
      <${Icon} name=${step < 0 ? "left" : "right"} />
    </button>
  `;
  return html`
    <section class="block" aria-label=${say("calendars.year")} aria-busy=${shown.year !== wanted}>
      <header class="block-head">
        <h2>${say("calendars.year")}</h2>
        <div class="year-turn">${turn(-1)}<strong aria-live="polite">${wanted}</strong>${turn(1)}</div>
      </header>
      ${isUnknown && html`<p class="settings-note">${say("calendars.year.unknown", { from: shown.known_from, to: shown.known_to })}</p>`}
      <${DrawnYear} days=${shown.days} today=${todayIn(calendar.zone)} onPick=${mayEdit ? (/** @type {string} */ day) => openDays(calendar, shown, day) : null} />
      ${mayEdit && html`<p class="field-hint">${say("calendars.year.hint")}</p>`}
    </section>
  `;
}

/** Like 2026-11-29. @param {string} zone */
function todayIn(zone) {
  try {
    return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format();
  } catch (failure) {
    if (!(failure instanceof RangeError)) throw failure;
    return ""; // an old browser may not know the zone
  }
}

/** Hours that can't be are marked at their day; a name that is taken, at the name. @param {Method} method @param {string} path @param {Values} values */
async function send(method, path, values) {
  if (Object.keys(troublesOf(values.week)).length > 0) throw refused("week", say("calendars.week.wrong"));
  try {
    return await act(method, path, values);
  } catch (failure) {
    // Two who changed the same calendar are told its version.
    if (failure instanceof Refusal && failure.status === 409 && failure.problem.version === undefined) throw refused("name", failure.message);
    throw failure;
  }
}

/** @param {string} field @param {string} detail */
function refused(field, detail) {
  return new Refusal(422, { detail, errors: [{ field, detail }] });
}

/** @param {Calendar} calendar */
function askToRemove({ id, name, version }) {
  openSheet(
    () => html`
      <${ConfirmSheet}
        title=${say("calendars.remove.title", { name })}
        action=${say("calendars.remove")}
        tone="danger"
        onConfirm=${async () => {
          await act("DELETE", `/settings/calendars/${id}`, { version });
          leaveFor(pageAddress(PAGE));
        }}
      >
        <p class="sheet-note">${say("calendars.remove.about")}</p>
      <//>
    `,
  );
}

/** @returns {Record<string, string>} */
function labels() {
  return {
    name: say("calendars.name"),
    zone: say("calendars.zone"),
    week: say("calendars.week"),
    hours: say("calendars.week"),
    country: say("calendars.country"),
    own: say("calendars.days"),
    file: say("calendars.file"),
    file_name: say("calendars.file.name"),
  };
}

/** @param {string} name @param {any} value */
function drawn(name, value) {
  if (name === "week") return weekText(value);
  return valueText({ thing: "calendar", key: "", before: null, after: null }, name, value);
}
