// @ts-check
/** Whom a ticket is with. */

/** @import { Ticket } from "./types" */

/** Stands for a name that nobody told. */
export const NOBODY = "—";

/** Whether the customer had themselves erased: nothing that is said reaches them. @param {Ticket} ticket */
export function isErased({ customer }) {
  return customer.telegram_id === null;
}
