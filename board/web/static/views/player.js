// @ts-check
/** A recording played in place: its shape, its speed, and where it was left. */

import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { shapeOf } from "../actions/waveforms.js";
import { html } from "../html.js";
import { kindText } from "../kinds.js";
import { lengthText } from "../look.js";
import { faster, follow, placeOf, playing, seek, speed, toggle } from "../playback.js";
import { nameOfPress } from "../pressed.js";
import { say } from "../say.js";
import { savingAddress, soundAddress } from "../sound.js";
import { Icon } from "./icons.js";
import { Waveform } from "./waveform.js";

/** @import { Signal } from "@preact/signals" */
/** @import { FileFace } from "../types" */

const STEP_S = 5;

/** @param {{ file: FileFace }} props */
export function Player({ file }) {
  const { id } = file;
  const audio = useFollowed(id);
  const length = useSignal(file.duration ?? 0);
  const [isBroken, setBroken] = useState(false);
  return html`
    <div
      class="player"
      role="group"
      aria-label=${kindText(file) || file.name}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => takeKey(event, id, length.peek())}
    >
      <audio
        ref=${audio}
        src=${soundAddress(file)}
        preload=${file.duration ? "none" : "metadata"}
        onDurationChange=${() => {
          const told = audio.current?.duration ?? 0;
          if (Number.isFinite(told) && told > 0) length.value = told;
        }}
        onError=${() => setBroken(true)}
      ></audio>
      <${PlayButton} id=${id} />
      ${
        isBroken
          ? html`
              <span class="player-broken">
                ${say("files.unplayable")}
                <a href=${savingAddress(file)} download=${file.name}>${say("files.download")}</a>
              </span>
            `
          : html`
              <${Track} file=${file} length=${length} />
            `
      }
      <${Time} id=${id} length=${length} />
      <button type="button" class="player-speed" aria-label=${say("files.speed", { speed: `${speed.value}×` })} onClick=${faster}>
        ${speed.value}×
      </button>
    </div>
  `;
}

/** For the element that plays a recording. @param {FileFace["id"]} id */
export function useFollowed(id) {
  const element = useRef(/** @type {HTMLMediaElement | null} */ (null));
  useLayoutEffect(() => (element.current ? follow(id, element.current) : undefined), [id]);
  return element;
}

/** @param {{ id: FileFace["id"] }} props */
function PlayButton({ id }) {
  const isPlaying = useComputed(() => playing.value === id).value;
  return html`
    <button
      type="button"
      class="player-play"
      aria-label=${isPlaying ? say("files.pause") : say("files.play")}
      onClick=${() => toggle(id)}
    >
      <${Icon} name=${isPlaying ? "pause" : "play"} />
    </button>
  `;
}

/** @param {{ file: FileFace, length: Signal<number> }} props */
function Track({ file, length }) {
  const { id } = file;
  const track = useRef(/** @type {HTMLElement | null} */ (null));
  const at = useComputed(() => Math.floor(placeOf(id).value)).value;
  useSignalEffect(() => {
    const part = length.value > 0 ? Math.min(1, placeOf(id).value / length.value) : 0;
    track.current?.style.setProperty("--played", `${100 * part}%`);
  });
  /** @param {PointerEvent} event */
  function seekTo({ clientX, currentTarget }) {
    const box = /** @type {HTMLElement} */ (currentTarget).getBoundingClientRect();
    seek(id, Math.min(1, Math.max(0, (clientX - box.left) / box.width)) * length.peek());
  }
  return html`
    <div
      class="player-track"
      role="slider"
      tabindex="0"
      ref=${track}
      aria-label=${say("files.position")}
      aria-valuemin="0"
      aria-valuemax=${Math.round(length.value)}
      aria-valuenow=${at}
      aria-valuetext=${say("files.at", { at: lengthText(at), length: lengthText(length.value) })}
      onPointerDown=${(/** @type {PointerEvent} */ event) => {
        if (event.button !== 0) return;
        track.current?.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove=${(/** @type {PointerEvent} */ event) => {
        if (track.current?.hasPointerCapture(event.pointerId)) seekTo(event);
      }}
    >
      <${Waveform} shape=${shapeOf(file).value} />
    </div>
  `;
}

/** How long it is, and once it was touched, where it stands. @param {{ id: FileFace["id"], length: Signal<number> }} props */
function Time({ id, length }) {
  const at = useComputed(() => (playing.value === id || placeOf(id).value > 0 ? Math.floor(placeOf(id).value) : null));
  const whole = lengthText(length.value);
  return html`
    <span class="player-time">${at.value === null ? whole : `${lengthText(at.value)} / ${whole}`}</span>
  `;
}

/** @param {KeyboardEvent} event @param {FileFace["id"]} id @param {number} length */
function takeKey(event, id, length) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isButton = event.target instanceof HTMLButtonElement;
  const at = placeOf(id).peek();
  if (event.key === "ArrowLeft") seek(id, Math.max(0, at - STEP_S));
  else if (event.key === "ArrowRight") seek(id, Math.min(length, at + STEP_S));
  else if (event.key === "Home") seek(id, 0);
  else if (event.key === "End") seek(id, length);
  else if (nameOfPress(event) === "k" || (event.key === " " && !isButton)) toggle(id);
  else return;
  event.preventDefault();
}
