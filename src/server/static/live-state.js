// What the page knows, folded from the messages of the feed. The server decides what is a rep, what it means and which
// cue it calls for; nothing of that is computed here.

export const SUMMARY_SHOWN_MS = 8000;
const SILENT_AFTER_MS = 1500;
const BACK_SHOWN_MS = 3000;
const GAP_ASKED_MS = 30_000;
const REVISION_SHOWN_MS = 4000;

export class State {
  constructor() {
    this.sensor = null;
    this.connected = false;
    this.tries = 0;
    this.silentAfterMs = SILENT_AFTER_MS;
    this.reset();
  }

  reset() {
    this.set = null; // the newest set, under way or over
    this.endedAt = null; // page time at which it ended [ms]; null while it is under way
    this.ended_s = null; // signal time of that [s]
    this.open = false; // begun by hand, and no rep yet
    this.label = null;
    this.target = null;
    this.undo = null; // what an undo would take back, in words
    this.gaps = []; // [start, end] in s
    this.refused = [];
    this.best = null; // what was best about the newest set, in words
    this.revision = null; // {words, until}
    this.over = null; // how the session ended
    this.backAt = null; // page time at which the signal came back [ms]
    this.back_s = 0; // how long it had been away [s]
    this.gapAsked = false;
  }

  take(message) {
    this[`on_${message.type}`]?.(message);
  }

  on_hello(message) {
    if (message.reset) this.reset();
    if (message.speed > 0 && message.speed < 1) this.silentAfterMs = SILENT_AFTER_MS / message.speed;
    this.label = message.label ?? this.label;
    this.target = message.target ?? this.target;
  }

  on_set_started(message) {
    this.revision = null;
    this.best = null;
    this.take_set(message);
  }

  on_rep(message) {
    this.take_set(message);
    this.gapAsked = true;
  }

  on_withdrawn(message) {
    this.take_set(message);
  }

  on_set_completed(message) {
    const known = this.set !== null && this.set.index === message.set.index && this.endedAt !== null;
    const endedAt = this.endedAt;
    this.take_set(message);
    // A set that was ended by hand is not shown as ended twice.
    this.endedAt = known ? endedAt : performance.now();
    this.ended_s = message.set.end_s;
    this.best = message.best;
    const words = revisionWords(message);
    if (words) this.revision = { words, until: performance.now() + REVISION_SHOWN_MS };
  }

  on_hand(message) {
    this.label = message.label;
    this.target = message.target;
    this.undo = message.undo;
    this.open = message.open;
    if (message.set) {
      const was = this.set;
      this.set = message.set;
      if (message.set.final) return;
      if (message.set.hand_ended && (this.endedAt === null || was?.index !== message.set.index)) {
        this.endedAt = performance.now();
        this.ended_s = message.t_s;
      }
      if (!message.set.hand_ended) this.endedAt = null;
    } else if (message.action === "end") this.ended_s = message.t_s;
  }

  on_rejected({ rejection }) {
    this.refused.push(rejection);
  }

  on_gap({ start_s, end_s }) {
    this.gaps.push([start_s, end_s]);
  }

  on_sensor(message) {
    this.sensor = message;
  }

  on_ended(message) {
    this.over = message.status;
  }

  take_set({ set }) {
    this.set = set;
    this.open = false;
    if (!set.hand_ended) this.endedAt = null;
  }

  // The signal is heard again after so many seconds.
  came_back(silent_s) {
    this.backAt = performance.now();
    this.back_s = silent_s;
    this.gapAsked = false;
  }

  // Why there was no session at all, or null.
  get failure() {
    return this.over && this.set === null ? (this.sensor?.failure ?? null) : null;
  }

  get backShown() {
    return this.backAt !== null && performance.now() - this.backAt < BACK_SHOWN_MS;
  }

  // A gap inside a set: the lifter may have lifted meanwhile, and only the lifter knows.
  get asksForGap() {
    const recent = this.backAt !== null && performance.now() - this.backAt < GAP_ASKED_MS;
    return recent && !this.gapAsked && this.phase === "set" && this.set !== null;
  }

  // Where the page is: waiting for a set, in one, showing one that has just ended, or at the end of the session.
  get phase() {
    if (this.over) return this.set === null ? "waiting" : "summary";
    if (this.open) return "set";
    if (this.set === null) return "waiting";
    if (this.endedAt === null) return "set";
    return performance.now() - this.endedAt > SUMMARY_SHOWN_MS ? "waiting" : "summary";
  }

  get reps() {
    return this.open || this.set === null ? [] : this.set.reps;
  }

  // Completed reps, and those that the lifter says were done in a gap.
  get count() {
    return this.open || this.set === null ? 0 : this.set.completed + this.set.gap_reps;
  }

  // Holes in the samples since the set began.
  get setGaps() {
    if (this.open || this.set === null) return [];
    const end_s = this.set.end_s ?? Infinity;
    return this.gaps.filter(([start_s]) => start_s > this.set.start_s && start_s < end_s);
  }
}

function revisionWords(message) {
  const revised = message.revised.map((one) => `Rep ${one.index}: ${one.from_mps.toFixed(2)} → ${one.to_mps.toFixed(2)}`);
  if (message.count_was !== null) revised.unshift(`Attempts: ${message.count_was} → ${message.set.reps.length}`);
  return revised.slice(-2).join(", ");
}

export function velocityWords(rep) {
  return rep.mean_velocity_mps === null ? "no velocity" : rep.mean_velocity_mps.toFixed(2);
}

export function lossWords(loss) {
  return loss === null ? "" : `loss ${Math.round(100 * loss)}`;
}

export function countWords(set) {
  const count = set.completed + set.gap_reps;
  return `${count} ${count === 1 ? "rep" : "reps"}${set.failed ? `, ${set.failed} failed` : ""}`;
}

export function setWords(set) {
  const loss = set.velocity_loss === null ? "" : ` Loss ${Math.round(100 * set.velocity_loss)}\u00a0%.`;
  return `${countWords(set)}.${loss}`;
}

export function clockWords(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
