// @ts-check
/** The incidents as last read, and what looks like one. */

import { computed, signal } from "@preact/signals";
import { read } from "./api.js";
import { say } from "./say.js";
import { announcement } from "./state.js";
import { inTurns } from "./turns.js";

/** @import { Signal } from "@preact/signals" */
/** @import { Incident, Incidents } from "./types" */

const GATHER_MS = 300;
const BETWEEN_MS = 2000;

/** @type {Signal<Incidents>} */
export const incidents = signal({ items: [], suggested: [] });
export const openIncidents = computed(() => incidents.value.items.filter((each) => each.resolved_at === null));

/** By ticket, the open incident that it is part of. */
export const incidentOf = computed(() => {
  const pairs = openIncidents.value.flatMap((incident) =>
    incident.members.map(({ number }) => /** @type {const} */ ([number, incident])),
  );
  return new Map(pairs);
});

/** @param {Incident} incident */
export function untoldOf(incident) {
  return incident.members.filter(({ told, state }) => told === null && state !== "done").length;
}

export async function readIncidents() {
  const before = incidents.peek().suggested.length;
  /** @type {Incidents} */
  const told = await read("/incidents");
  incidents.value = told;
  const [first] = told.suggested;
  if (first && told.suggested.length > before)
    announcement.value = say("burst.found", { n: first.numbers.length, words: first.words.join(", ") });
}

export const readIncidentsSoon = inTurns(readIncidents, GATHER_MS, BETWEEN_MS);
