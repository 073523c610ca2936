// @ts-check
/** Brings a file of accounts to the desk, and again when the registry has changed meanwhile. */

import { upload, write } from "../../api.js";

/** @import { AccountImportPage } from "../../types" */

/** @type {File | null} the last one chosen, as long as this page lives */
let chosen = null;

export function hasFile() {
  return chosen !== null;
}

/** What the file would do. @param {File} file @returns {Promise<AccountImportPage>} */
export async function bringFile(file) {
  chosen = file;
  const { id } = await upload(file, { isVoice: false, signal: new AbortController().signal });
  return write("/accounts/imports", { file: id, name: file.name });
}

export function previewAgain() {
  if (chosen === null) throw new Error("no file was chosen on this page");
  return bringFile(chosen);
}
