// The cue: which band and frame are on, and when a tone, a word or a shake goes with it. It holds until the next rep
// starts (then the fill goes, band and frame stay) or the set ends. It advises and never ends a set.

import { lossWords } from "./live-state.js";

const MOVING_MPS = 0.15;
const REST_AFTER_MS = 700;
const FLASH_MS = 1500;
const LEVELS = { none: 0, one_more: 1, stop: 2 };

export class Cue {
  constructor(sound) {
    this.sound = sound;
    this.level = "none";
    this.rule = "";
    this.filled = false;
    this.since = 0;
    this.told = ""; // the rep whose cue was told
  }

  // `live` is false for what happened before the page was there: that is shown, but not sounded.
  rep(set, live) {
    const newest = set.reps.at(-1);
    const rep = `${set.index}.${set.reps.length}`;
    const again = rep === this.told;
    this.show(set);
    this.told = rep;
    if (!live || again || newest === undefined) return "";
    if (newest.status === "failed") this.sound.cue("failed", `Set over. ${set.completed} reps`);
    else if (this.level === "stop") this.sound.cue("stop", `Stop. ${lossWords(set.velocity_loss)}`);
    else if (this.level === "one_more") this.sound.cue("one_more", "One more");
    else this.sound.cue("rep", String(set.completed));
    if (this.level === "stop") {
      // An open sheet would hide the page, and with it the stop.
      document.querySelector("dialog[open]")?.close();
      this.flash();
    }
    return this.level === "none" ? "" : `${this.title}. ${this.rule}`;
  }

  show(set) {
    const level = set.hand_ended || set.final ? "none" : set.cue.level;
    if (LEVELS[level] === undefined) return;
    this.level = level;
    this.rule = set.cue.rule;
    this.filled = level === "stop";
    this.since = performance.now();
  }

  clear() {
    this.level = "none";
    this.filled = false;
  }

  // The next rep has started when the bar moves after it lay still.
  moved(velocities_mps) {
    if (!this.filled || performance.now() - this.since < REST_AFTER_MS) return;
    if (velocities_mps.some((value) => Math.abs(value) > MOVING_MPS)) this.filled = false;
  }

  get title() {
    return this.level === "stop" ? "STOP" : "One more";
  }

  // What the page's look goes by.
  get look() {
    return this.level === "stop" && !this.filled ? "stop-over" : this.level;
  }

  flash() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (calm || !this.sound.on.flash) return;
    document.body.classList.add("flash");
    setTimeout(() => document.body.classList.remove("flash"), FLASH_MS);
  }
}
