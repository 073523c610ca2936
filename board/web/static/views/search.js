// @ts-check
/** The search box, with the filters that could stand in it next. */

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "../html.js";
import { go } from "../navigation.js";
import { LONGEST_QUERY } from "../query.js";
import { say } from "../say.js";
import { desk, knownLabels, route } from "../state.js";
import { accepted, suggestions } from "../suggesting.js";
import { Icon } from "./icons.js";

/** @import { Option } from "../suggesting.js" */

const NONE = -1;

export function Search() {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [caret, setCaret] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(NONE);
  const query = route.value.page ? "" : route.value.query;
  const suggest = () => suggestions(query, caret, { desk: desk.value, labels: knownLabels.value });
  // Labels are those of all cards: whoever looks at none of them is not redrawn with every card.
  const options = isOpen ? suggest().options : [];
  const at = Math.min(chosen, options.length - 1);
  useEffect(() => document.getElementById(optionId(at))?.scrollIntoView({ block: "nearest" }), [at]);
  // One step of the browser's way back for a search, not one for each letter.
  const isBegun = () => route.peek().page === null && route.peek().query !== "";
  const look = (/** @type {string} */ words) => go({ query: words }, { replace: isBegun() });
  const follow = () => setCaret(input.current?.selectionStart ?? 0);
  /** @param {Option} option */
  function choose(option) {
    const next = accepted(query, suggest(), option);
    const box = input.current;
    if (!box) return;
    // At once, so that the next letter typed already stands behind it.
    box.focus();
    box.value = next.query;
    box.setSelectionRange(next.caret, next.caret);
    setCaret(next.caret);
    setChosen(NONE);
    look(next.query);
  }
  /** @param {KeyboardEvent} event */
  function walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const option = options[at];
    const offered = step === undefined ? 0 : suggest().options.length;
    if (step !== undefined && offered > 0) {
      setOpen(true);
      setChosen(at + step < NONE ? options.length - 1 : at + step >= offered ? NONE : at + step);
    } else if (event.key === "Enter" && option) choose(option);
    else if (event.key === "Escape" && options.length > 0 && query !== "") setOpen(false);
    else return;
    event.preventDefault();
  }
  return html`
    <form class="search" role="search" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <${Icon} name="search" />
      <input
        ref=${input}
        type="search"
        name="q"
        maxlength=${LONGEST_QUERY}
        value=${query}
        placeholder=${say("header.search_hint")}
        aria-label=${say("header.search")}
        role="combobox"
        aria-expanded=${options.length > 0}
        aria-controls="search-options"
        aria-autocomplete="list"
        aria-activedescendant=${at > NONE ? optionId(at) : undefined}
        autocomplete="off"
        spellcheck=${false}
        onFocus=${() => {
          follow();
          setOpen(true);
        }}
        onBlur=${() => {
          setOpen(false);
          setChosen(NONE);
        }}
        onInput=${(/** @type {InputEvent} */ event) => {
          setOpen(true);
          setChosen(NONE);
          follow();
          look(/** @type {HTMLInputElement} */ (event.target).value);
        }}
        onKeyUp=${follow}
        onClick=${follow}
        onKeyDown=${walk}
      />
      ${
        query
          ? html`
              <button
                type="button"
                class="search-clear"
                aria-label=${say("header.clear_search")}
                onClick=${() => go({ query: "" })}
              >
                <${Icon} name="close" />
              </button>
            `
          : html`
              <kbd aria-hidden="true">/</kbd>
            `
      }
      <${Options} options=${options} at=${at} onChoose=${choose} />
    </form>
  `;
}

/** @param {{ options: Option[], at: number, onChoose: (option: Option) => void }} props */
function Options({ options, at, onChoose }) {
  return html`
    <div class="search-options" id="search-options" role="listbox" aria-label=${say("search.options")} hidden=${options.length === 0}>
      ${options.map(
        (option, index) => html`
          <div
            key=${option.text}
            id=${optionId(index)}
            class="search-option"
            role="option"
            aria-selected=${index === at}
            onMouseDown=${(/** @type {MouseEvent} */ event) => event.preventDefault()}
            onClick=${() => onChoose(option)}
          >
            <code>${option.text}</code>
            <span>${option.about}</span>
          </div>
        `,
      )}
    </div>
  `;
}

/** @param {number} index */
function optionId(index) {
  return `search-option-${index}`;
}
