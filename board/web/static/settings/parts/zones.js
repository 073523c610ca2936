// @ts-check
/** Time zones to choose from. */

/** This browser's own. */
export function ownZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Every zone that the browser knows, and the one that is set. @param {string} set */
export function zones(set) {
  const known = new Set([set, ownZone(), ...Intl.supportedValuesOf("timeZone")]);
  return [...known].map((zone) => ({ value: zone, label: zoneName(zone) }));
}

/** @param {string} zone */
export function zoneName(zone) {
  return zone.replaceAll("_", " ");
}
