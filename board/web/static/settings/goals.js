// @ts-check
/** What a lane promises for a metric, as its form holds it and people read it. */

import { goalText } from "../durations.js";
import { say } from "../say.js";
import { writeClock } from "./hours.js";

/** @import { LaneSettings, Metric } from "../types" */
/** @typedef {"off" | "within" | "day"} Kind */
/**
 * `cut_off`: in minutes since midnight; without a calendar every hour counts.
 * @typedef {{ kind: Kind, seconds: number | null, cut_off: number | null, calendar: number | null }} Goal
 */
/** @typedef {{ id: number, name: string }} NamedCalendar */

export const METRICS = /** @type {const} */ (["first_response", "next_response", "resolution"]);
export const KINDS = /** @type {const} */ (["off", "within", "day"]);

const USUAL_SECONDS = { first_response: 300, next_response: 3600, resolution: 86_400 };
const USUAL_CUT_OFF = 16 * 60;

/** @param {Pick<LaneSettings, "goals" | "cut_offs" | "calendars">} lane @param {Metric} metric @returns {Goal} */
export function goalOf({ goals, cut_offs: cutOffs, calendars }, metric) {
  const [seconds, cutOff] = [goals[metric] ?? null, cutOffs[metric] ?? null];
  const kind = cutOff !== null ? "day" : seconds !== null ? "within" : "off";
  return { kind, seconds, cut_off: cutOff, calendar: calendars[metric] ?? null };
}

/** What changed in a lane, with its goals by metric. @param {any} state as the desk keeps it; of old, without all parts */
export function laneParts({ goals, cut_offs: cutOffs = {}, calendars = {}, ...others }) {
  const told = { goals, cut_offs: cutOffs, calendars };
  return goals ? { ...others, ...byMetric((metric) => goalOf(told, metric)) } : others;
}

/** @template T @param {(metric: Metric) => T} part */
export function byMetric(part) {
  return Object.fromEntries(METRICS.map((metric) => [metric, part(metric)]));
}

/** As the desk takes them. @param {Record<string, Goal>} goals by metric */
export function bodyOf(goals) {
  const each = (/** @type {(goal: Goal) => number | null} */ part) =>
    Object.fromEntries(Object.entries(goals).map(([metric, goal]) => [metric, part(goal)]));
  return {
    goals: each(({ kind, seconds }) => (kind === "within" ? seconds : null)),
    cut_offs: each(({ kind, cut_off: cutOff }) => (kind === "day" ? cutOff : null)),
    calendars: each(({ kind, calendar }) => (kind === "off" ? null : calendar)),
  };
}

/**
 * Promised otherwise; `usual` is the calendar of the lane's other goals. The end of a day is a calendar's.
 * @param {Goal} goal @param {Kind} kind @param {Metric} metric @param {number | null} usual @param {NamedCalendar[]} calendars
 * @returns {Goal}
 */
export function ofKind(goal, kind, metric, usual, calendars) {
  const calendar = goal.kind === "off" ? usual : goal.calendar;
  switch (kind) {
    case "off":
      return { kind, seconds: null, cut_off: null, calendar: null };
    case "within":
      return { kind, seconds: USUAL_SECONDS[metric], cut_off: null, calendar };
    case "day":
      return { kind, seconds: null, cut_off: USUAL_CUT_OFF, calendar: calendar ?? calendars[0]?.id ?? null };
  }
}

/** What is missing in it; empty if nothing is. @param {Goal} goal */
export function troubleOf({ kind, seconds, cut_off: cutOff }) {
  if (kind === "within" && !seconds) return say("boards.goal.no_length");
  return kind === "day" && cutOff === null ? say("boards.goal.no_cut_off") : "";
}

/** @param {Goal} goal @param {NamedCalendar[]} calendars */
export function wholeGoalText({ kind, seconds, cut_off: cutOff, calendar }, calendars) {
  if (kind === "off") return say("boards.promise.off");
  const goal =
    kind === "within"
      ? say("boards.goal.within", { time: goalText(seconds ?? 0) })
      : say("boards.goal.by_day_end", { time: writeClock(cutOff ?? 0) });
  return `${goal}, ${hoursName(calendar, calendars)}`;
}

/** Whose hours count. @param {number | null} calendar @param {NamedCalendar[]} calendars */
export function hoursName(calendar, calendars) {
  if (calendar === null) return say("boards.hours.every");
  const name = calendars.find(({ id }) => id === calendar)?.name;
  return name === undefined ? say("boards.hours.gone") : say("boards.hours.of", { name });
}
