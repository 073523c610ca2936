// @ts-check
/** The end of a chat: the view stays there while it is read, and a button leads back from elsewhere. */

import { el, iconButton } from "./dom.js";

const NEAR_END_PX = 40;

/**
 * @param {HTMLElement} scroller @param {HTMLElement} list
 * @returns {{button: HTMLElement, go: () => void, hear: (messages: number) => void}}
 * `hear` is told of each change, with how many messages came; whoever stands at the end has seen them
 */
export function endOf(scroller, list) {
  const count = el("span", { class: "jump-count", "aria-hidden": "true" });
  const button = iconButton("down", "To the newest message", () => go("smooth"), { class: "icon-button jump" });
  button.append(count);
  let isFollowing = true;
  let top = 0;
  let unread = 0;

  const show = () => {
    if (isFollowing) unread = 0;
    scroller.classList.toggle("is-following", isFollowing);
    button.hidden = isFollowing;
    count.hidden = unread === 0;
    count.textContent = String(unread);
    button.setAttribute("aria-label", unread ? `To the newest message, ${unread} unread` : "To the newest message");
  };
  const go = (/** @type {ScrollBehavior} */ behavior) => {
    isFollowing = true;
    scroller.scrollTo({ top: scroller.scrollHeight, behavior });
    show();
  };
  const settle = () => {
    if (isFollowing) go("instant");
    // The browser moves a view whose list became shorter: nobody scrolled up.
    top = scroller.scrollTop;
  };
  scroller.addEventListener("scroll", () => {
    const isUpwards = scroller.scrollTop < top;
    top = scroller.scrollTop;
    if (isAtEnd(scroller)) isFollowing = true;
    else if (isUpwards) isFollowing = false;
    show();
  });
  // A picture that loads makes the list taller, a panel that opens makes the view lower: neither is a scroll.
  const sizes = new ResizeObserver(settle);
  sizes.observe(scroller);
  sizes.observe(list);
  show();
  return {
    button,
    go: () => go("instant"),
    hear: (messages) => {
      unread += messages;
      settle();
      show();
    },
  };
}

/** @param {HTMLElement} scroller */
function isAtEnd(scroller) {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
}
