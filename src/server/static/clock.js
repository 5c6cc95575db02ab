// The time at the right edge of the moving trace: it runs smoothly between the pieces that come in, and goes on when
// none come, so that a silence grows on the screen.

const PULL_PER_S = 3;
const FAR_S = 1;
const STALE_MS = 300;

export class SignalClock {
  constructor() {
    this.speed = 1; // signal seconds per second; 0 is as fast as they come
    this.reset();
  }

  reset() {
    this.newest_s = 0;
    this.shown_s = null;
    this.ever = false; // whether any sample came
    this.heardAt = performance.now();
    this.steppedAt = performance.now();
  }

  // A sample came. Reps are no sign of life: they may be told of samples from before a break.
  heard(t_s) {
    this.reach(t_s);
    this.ever = true;
    this.heardAt = performance.now();
  }

  reach(t_s) {
    this.newest_s = Math.max(this.newest_s, t_s);
  }

  // One step a frame.
  step(running) {
    const now = performance.now();
    const passed_s = (now - this.steppedAt) / 1000;
    this.steppedAt = now;
    const stale = now - this.heardAt > STALE_MS;
    const ahead_s = this.newest_s - (this.shown_s ?? this.newest_s);
    if (this.shown_s === null || this.speed === 0 || Math.abs(ahead_s) > FAR_S * Math.max(1, this.speed) && !stale) {
      this.shown_s = this.newest_s;
      return this.shown_s;
    }
    if (!running) {
      this.shown_s = Math.max(this.shown_s, this.newest_s);
      return this.shown_s;
    }
    this.shown_s += passed_s * this.speed;
    if (!stale) this.shown_s += ahead_s * Math.min(1, PULL_PER_S * passed_s);
    return this.shown_s;
  }

  // Time of the wall clock without a sample [ms]; before the first one nothing is missing.
  get silentMs() {
    return this.ever ? performance.now() - this.heardAt : 0;
  }
}
