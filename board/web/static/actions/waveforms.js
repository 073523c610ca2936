// @ts-check
/** The shapes of recordings: the desk tells those of files, what is being recorded here has its own. */

import { signal } from "@preact/signals";

/** @import { Signal } from "@preact/signals" */
/** @import { FileFace } from "../types" */

/** @type {Map<FileFace["id"], Signal<number[] | null>>} */
const shapes = new Map();

/** Null where none is known. @param {Pick<FileFace, "id" | "shape">} file */
export function shapeOf({ id, shape }) {
  const known = shapes.get(id);
  if (known) return known;
  const drawn = signal(shape ? shape.map((level) => level / 100) : null);
  shapes.set(id, drawn);
  return drawn;
}
