// Keeps the screen on while a session runs, where the browser lets a page do that.

export class Awake {
  constructor(wanted) {
    this.wanted = wanted;
    this.lock = null;
    document.addEventListener("visibilitychange", () => this.keep());
  }

  get held() {
    return this.lock !== null && !this.lock.released;
  }

  async keep() {
    // The browser lets go of the lock whenever the page is hidden.
    if (!this.wanted() || this.held || document.visibilityState !== "visible") return;
    try {
      this.lock = await navigator.wakeLock?.request("screen") ?? null;
    } catch {
      this.lock = null; // refused, as with a low battery; the sheet says so
    }
  }

  release() {
    this.lock?.release();
    this.lock = null;
  }
}
