// Tones, speech and vibration, each with a switch of its own, and one that silences all of them. Tones lie where a
// telephone's speaker is loud and a gym's bass is not, and differ by rhythm, not by pitch alone.

const ATTACK_S = 0.005;
const RELEASE_S = 0.03;
const LEVEL = 0.35;
const LOUD = 2; // +6 dB
const UNLOCKING_MS = 1000; // a finger is up again by then

// [frequency in Hz, length in ms, pause after it in ms]
const CUES = {
  rep: { tones: [[1000, 60, 0]] },
  one_more: { tones: [[880, 120, 80], [1320, 120, 0]], buzz: [120, 80, 120] },
  stop: { tones: [[1760, 180, 90], [1760, 180, 90], [1760, 180, 0]], gain: LOUD, buzz: [300, 100, 300, 100, 300] },
  failed: { tones: [[660, 200, 0], [550, 200, 0]] },
  lost: { tones: [[600, 250, 100], [600, 250, 0]], buzz: [400] },
  back: { tones: [[600, 120, 0], [900, 120, 0]] },
  best: { tones: [[880, 90, 0], [1100, 90, 0], [1320, 90, 0]] },
};

export const SWITCHES = [
  ["flash", "Flash the page at the stop", true],
  ["tone", "Tones for the cues", true],
  ["speech", "Speak the cues", true],
  ["vibration", "Vibrate at the cues", true],
  ["repTone", "A tone for each rep", true],
  ["repSpeech", "Speak each rep's number", false],
];

function stored(name, otherwise) {
  const value = localStorage.getItem(`lastrep.${name}`);
  return value === null ? otherwise : value === "on";
}

export class Sound {
  constructor(changed) {
    this.changed = changed;
    this.on = Object.fromEntries(SWITCHES.map(([name, , otherwise]) => [name, stored(name, otherwise)]));
    this.muted = stored("muted", false);
    this.context = null;
    this.speaking = 0;
    this.unlockedAt = -Infinity;
    // Browsers let a page be heard only after it was touched.
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => this.unlock(), { capture: true });
  }

  get unlocked() {
    return this.context?.state === "running";
  }

  get justUnlocked() {
    return performance.now() - this.unlockedAt < UNLOCKING_MS;
  }

  unlock() {
    if (this.unlocked || typeof AudioContext === "undefined") return;
    this.unlockedAt = performance.now();
    this.context ??= new AudioContext();
    this.context.resume().then(this.changed, () => {});
  }

  toggle(name, on) {
    this.on[name] = on;
    localStorage.setItem(`lastrep.${name}`, on ? "on" : "off");
    this.changed();
  }

  mute(muted) {
    this.muted = muted;
    localStorage.setItem("lastrep.muted", muted ? "on" : "off");
    clearTimeout(this.speaking);
    globalThis.speechSynthesis?.cancel();
    if (muted && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(0);
    this.changed();
  }

  // `words` are spoken after the tone; a newer cue cuts an older one.
  cue(name, words) {
    if (this.muted) return;
    const cue = CUES[name];
    const each = name === "rep";
    const heard = this.on[each ? "repTone" : "tone"] ? this.play(cue) : 0;
    // Before the first touch a browser refuses, and writes an error for each try.
    if (this.on.vibration && cue.buzz && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(cue.buzz);
    if (words && this.on[each ? "repSpeech" : "speech"]) this.speak(words, 1000 * heard);
  }

  play({ tones, gain = 1 }) {
    if (!this.unlocked) return 0;
    const context = this.context;
    let at = context.currentTime;
    for (const [hertz, lengthMs, pauseMs] of tones) {
      const end = at + lengthMs / 1000;
      const source = new OscillatorNode(context, { type: "triangle", frequency: hertz });
      const level = new GainNode(context, { gain: 0 });
      level.gain.setValueAtTime(0, at);
      level.gain.linearRampToValueAtTime(LEVEL * gain, at + ATTACK_S);
      level.gain.setValueAtTime(LEVEL * gain, Math.max(at + ATTACK_S, end - RELEASE_S));
      level.gain.linearRampToValueAtTime(0, end);
      source.connect(level).connect(context.destination);
      source.start(at);
      source.stop(end);
      at = end + pauseMs / 1000;
    }
    return at - context.currentTime;
  }

  speak(words, afterMs) {
    const speech = globalThis.speechSynthesis;
    if (!speech) return;
    clearTimeout(this.speaking);
    speech.cancel();
    this.speaking = setTimeout(() => {
      const utterance = new SpeechSynthesisUtterance(words);
      utterance.lang = "en";
      utterance.rate = 1.15;
      speech.speak(utterance);
    }, afterMs);
  }
}
