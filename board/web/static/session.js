// @ts-check
/** The end of a session: the page leaves for the sign-in, unless it holds what nobody else has. */

const ENDED = "sessionended";

/** The answer is whether the page is leaving. */
export function leaveToSignIn() {
  const mayLeave = dispatchEvent(new Event(ENDED, { cancelable: true }));
  // The desk asks who it is, and comes back to this address.
  if (mayLeave) location.reload();
  return mayLeave;
}

/** @param {() => boolean} holds whether something would be lost */
export function stayWhile(holds) {
  for (const leaving of [ENDED, "beforeunload"])
    addEventListener(leaving, (event) => {
      if (holds()) event.preventDefault();
    });
}
