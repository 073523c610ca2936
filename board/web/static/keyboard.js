// @ts-check
/** The keyboard on the screen: where it lies over the page instead of making it lower, the page keeps above it. */

// Lower than any keyboard, higher than the bars that browsers take away while one scrolls.
const BAR_PX = 100;

/**
 * How much of the page's height it covers. Of a page that two fingers have made larger only a part is looked at: nothing
 * lies over the rest.
 * @param {{ height: number, scale: number }} seen @param {number} height
 */
export function coveredHeight(seen, height) {
  const covered = Math.round(height - seen.height);
  return seen.scale > 1 || covered < BAR_PX ? 0 : covered;
}

export function watchKeyboard() {
  const view = globalThis.visualViewport;
  const root = document.documentElement;
  view?.addEventListener("resize", () => {
    root.style.setProperty("--keyboard", `${coveredHeight(view, root.clientHeight)}px`);
    // Browsers push the page up to what is written in, which now stands above the keyboard by itself.
    scrollTo(0, 0);
  });
}
