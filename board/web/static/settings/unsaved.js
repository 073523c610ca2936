// @ts-check
/** Which forms hold changes that are not saved; who would leave them is asked. */

/** @type {Set<object>} */
const forms = new Set();

/** @param {object} form whatever stands for it @param {boolean} isChanged */
export function noteEdits(form, isChanged) {
  if (isChanged) forms.add(form);
  else forms.delete(form);
}

export function holdsEdits() {
  return forms.size > 0;
}

/** Whoever was asked leaves them. */
export function forgetEdits() {
  forms.clear();
}
