// @ts-check
/** A voice message played in place, at the speed one likes. */

import { useRef, useState } from "preact/hooks";
import { html } from "../html.js";
import { lengthText } from "../look.js";
import { recall, remember } from "../storage.js";
import { words } from "../words.js";
import { Icon } from "./icons.js";

/** @import { FileFace } from "../types" */

const SPEEDS = [1, 1.5, 2];

/** @param {{ file: FileFace }} props */
export function Player({ file }) {
  const audio = useRef(/** @type {HTMLAudioElement | null} */ (null));
  const [isPlaying, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(file.duration ?? 0);
  const [speed, setSpeed] = useState(recall("speed", 1));

  function toggle() {
    const element = audio.current;
    if (!element) return;
    element.playbackRate = speed;
    if (element.paused) element.play().catch(() => setPlaying(false));
    else element.pause();
  }

  function faster() {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
    setSpeed(next);
    remember("speed", next);
    if (audio.current) audio.current.playbackRate = next;
  }

  /** @param {InputEvent} event */
  function seek(event) {
    if (audio.current) audio.current.currentTime = Number(/** @type {HTMLInputElement} */ (event.target).value);
  }

  return html`
    <div class="player" role="group" aria-label=${file.name}>
      <audio
        ref=${audio}
        src=${file.url}
        preload="metadata"
        onPlay=${() => setPlaying(true)}
        onPause=${() => setPlaying(false)}
        onTimeUpdate=${() => setAt(audio.current?.currentTime ?? 0)}
        onDurationChange=${() => Number.isFinite(audio.current?.duration) && setLength(audio.current?.duration ?? 0)}
      ></audio>
      <button
        type="button"
        class="player-play"
        aria-label=${isPlaying ? words.files.pause : words.files.play}
        onClick=${toggle}
      >
        <${Icon} name=${isPlaying ? "pause" : "play"} />
      </button>
      <input
        type="range"
        class="player-track"
        min="0"
        max=${length || 1}
        step="0.1"
        value=${at}
        aria-label=${words.files.position}
        aria-valuetext=${lengthText(at)}
        onInput=${seek}
      />
      <span class="player-time">${lengthText(isPlaying || at > 0 ? at : length)}</span>
      <button type="button" class="player-speed" aria-label=${words.files.speed(`${speed}×`)} onClick=${faster}>
        ${speed}×
      </button>
    </div>
  `;
}
