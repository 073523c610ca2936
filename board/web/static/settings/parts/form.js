// @ts-check
/** A form over something of the desk: what was told, what was changed in it, and what became of saving. */

import { useEffect, useRef, useState } from "preact/hooks";
import { notice } from "../../actions/notices.js";
import { Refusal } from "../../api.js";
import { say } from "../../say.js";
import { readPage } from "../opening.js";
import { noteEdits } from "../unsaved.js";

/** @typedef {Record<string, any>} Values */
/**
 * @typedef {object} Given
 * @property {Values} told how the desk has it: field by field
 * @property {number} version of what was told; a desk that has a later one refuses
 * @property {string | null} [changedBy] who made that version
 * @property {(values: Values, version: number) => Promise<unknown>} save all fields, as they are to be
 * @property {string} [saved] what is said then
 * @property {(answer: any) => void} [after] goes on elsewhere, where saving made something new
 */
/** @typedef {ReturnType<typeof useForm>} Form */

/**
 * Only what differs from the desk is a change. The desk may change meanwhile: fields left alone follow it; if any was
 * touched, `theirs` says so, and saving waits for a choice. What changed outside these fields is no reason to ask.
 * @param {Given} given
 */
export function useForm({ told, version, changedBy = null, save, saved = say("settings.saved"), after }) {
  const [edits, setEdits] = useState(/** @type {Values} */ ({}));
  const [began, setBegan] = useState({ told, version });
  const [refusal, setRefusal] = useState(/** @type {Refusal | null} */ (null));
  const [isSaving, setSaving] = useState(false);
  const itself = useRef({}).current;
  const isChanged = Object.keys(edits).length > 0;

  useEffect(() => {
    if (began.version !== version && (!isChanged || isSame(began.told, told))) setBegan({ told, version });
  });
  useEffect(() => noteEdits(itself, isChanged), [isChanged]);
  useEffect(() => () => noteEdits(itself, false), []);

  const values = { ...told, ...edits };
  const isStale = isChanged && began.version !== version && !isSame(began.told, told);

  /** @param {string} name @param {unknown} value */
  function change(name, value) {
    setRefusal(null);
    setEdits((before) => {
      const { [name]: _, ...others } = before;
      return isSame(value, told[name]) ? others : { ...others, [name]: value };
    });
  }

  function takeTheirs() {
    setEdits({});
    setRefusal(null);
    setBegan({ told, version });
  }

  /** Saves; `over` is the version to put mine over. @param {number} [over] */
  async function submit(over = began.version) {
    setSaving(true);
    try {
      const answer = await save(values, over);
      noteEdits(itself, false);
      notice(saved);
      if (after) return after(answer);
      await readPage();
      setEdits({});
      setRefusal(null);
    } catch (failure) {
      if (!(failure instanceof Refusal)) throw failure;
      setRefusal(failure);
      if (failure.status === 409) await readPage();
    } finally {
      setSaving(false);
    }
  }

  return {
    values,
    change,
    isChanged,
    isSaving,
    refusal,
    /** Who changed what meanwhile, by field: as it was when this began, and as it is. */
    theirs: isStale ? { changedBy, fields: differences(began.told, told) } : null,
    submit,
    takeTheirs,
    putMineOver: () => submit(version),
    discard: takeTheirs,
    /** What a field needs: its value, how to change it, and what is wrong with it. @param {string} name */
    field: (name) => ({
      value: values[name],
      onChange: (/** @type {unknown} */ value) => change(name, value),
      errors: errorsOf(refusal, name),
      isChanged: name in edits,
    }),
  };
}

/** By the rest of the field's name: `texts.ru` is `ru` of `texts`, and "" is the field as a whole. @param {Refusal | null} refusal @param {string} name */
export function errorsOf(refusal, name) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const { field, detail } of refusal?.problem.errors ?? []) {
    if (field === name) found[""] = detail;
    else if (field.startsWith(`${name}.`)) found[field.slice(name.length + 1)] = detail;
  }
  return found;
}

/** Which fields differ. @param {Values} before @param {Values} after */
function differences(before, after) {
  return Object.keys(after)
    .filter((name) => !isSame(before[name], after[name]))
    .map((name) => ({ name, before: before[name], after: after[name] }));
}

/** @param {unknown} a @param {unknown} b */
export function isSame(a, b) {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** Objects are the same in whatever order their parts came. @param {any} value @returns {unknown} */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).toSorted().map(([key, part]) => [key, sorted(part)]));
}
