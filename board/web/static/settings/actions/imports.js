// @ts-check
/** Brings a file of accounts to the desk, and again when the registry has changed meanwhile. */

import { upload, write } from "../../api.js";

/** @import { AccountImportPage } from "../../types" */

/** @typedef {Record<string, string | null>} Columns by heading, what it is; null is a detail */

/** @type {File | null} the last one chosen, as long as this page lives */
let chosen = null;

export function hasFile() {
  return chosen !== null;
}

/** @type {Columns} what was said of its columns */
let said = {};

/** What the file would do. @param {File} file @param {Columns} [columns] @returns {Promise<AccountImportPage>} */
export async function bringFile(file, columns = {}) {
  chosen = file;
  said = columns;
  const { id } = await upload(file, { isVoice: false, signal: new AbortController().signal });
  return write("/accounts/imports", { file: id, name: file.name, columns });
}

/** With what is said now besides what was said before. @param {Columns} [columns] */
export function previewAgain(columns = {}) {
  if (chosen === null) throw new Error("no file was chosen on this page");
  return bringFile(chosen, { ...said, ...columns });
}
