// The live page: joins the feed, the numbers, the cues and the drawings. The server decides what is a rep; this shows it.
import { connect } from "./feed.js";
import { Awake } from "./live-awake.js";
import { Cue } from "./live-cue.js";
import { Hand, wireSheets } from "./live-hand.js";
import { showMore, wireMore } from "./live-more.js";
import { showAll, showBand, showSensor } from "./live-show.js";
import { lossWords, setWords, State, velocityWords } from "./live-state.js";
import { SignalClock } from "./clock.js";
import { Sound } from "./sound.js";
import { Trace } from "./trace.js";

const LOOK_AGAIN_MS = 250;

const byId = (id) => document.getElementById(id);
const session = document.body.dataset.session;
const state = new State();
const clock = new SignalClock();
const trace = new Trace(byId("trace"));
const sound = new Sound(() => (stale = true));
const cue = new Cue(sound);
const hand = new Hand(session, state);
const awake = new Awake(() => state.over === null);

let stale = true; // something changed since the page was written
let lost = false;
let backlog = 0; // number up to which messages tell of what was before this page

const after = {
  hello(message) {
    backlog = message.last;
    clock.speed = message.speed;
    if (!message.reset) return;
    trace.clear();
    clock.reset();
    clock.reach(message.t_s);
    cue.clear();
  },
  set_started: showReps,
  rep(message) {
    showReps(message);
    const alarm = cue.rep(message.set, message.n > backlog);
    const newest = message.set.reps.at(-1);
    if (newest) say(`Rep ${message.set.completed}, ${velocityWords(newest)}${spoken(message.set)}`);
    if (alarm) byId("alert").textContent = alarm;
  },
  withdrawn(message) {
    showReps(message);
    cue.show(message.set);
  },
  hand(message) {
    if (message.set) cue.show(message.set);
    if (message.action === "end") say("Set ended.");
  },
  set_completed(message) {
    showReps(message);
    cue.clear();
    say([setWords(message.set), message.best].filter(Boolean).join(" "));
    if (message.best && message.n > backlog) sound.cue("best", "New best");
  },
  rejected: ({ rejection }) => trace.mark({ kind: "rejected", label: rejection.words.toLowerCase(), ...rejection }),
  gap: (message) => trace.mark({ kind: "gap", label: "gap", start_s: message.start_s, end_s: message.end_s }),
  doubt: (message) => say(message.message),
  sensor: showSensor,
  trace(message) {
    const silentMs = clock.silentMs;
    if (lost && silentMs > state.silentAfterMs) cameBack(silentMs / 1000);
    trace.add(message);
    cue.moved(message.velocity_mps);
    clock.heard(message.start_s + message.step_s * message.velocity_mps.length);
  },
  ended: () => awake.release(),
};

function cameBack(silent_s) {
  state.came_back(silent_s);
  sound.cue("back", "Back");
}

function showReps(message) {
  clock.reach(message.t_s);
  trace.setReps(message.set.index, message.set.reps);
}

function spoken(set) {
  const words = lossWords(set.velocity_loss);
  return words && `, ${words}`;
}

let said = "";
function say(words) {
  if (words === said) return;
  said = words;
  byId("say").textContent = words;
}

function signalWent(now) {
  if (now && !lost) sound.cue("lost", "No signal");
  lost = now;
}

// The canvas moves in each frame; the words are written when something changed, and four times a second.
let lookedAt = 0;
function frame(now) {
  const shown_s = clock.step(state.over === null);
  trace.draw(shown_s, lost ? clock.newest_s : null);
  if (stale || now - lookedAt > LOOK_AGAIN_MS) {
    stale = false;
    lookedAt = now;
    const look = document.body.dataset.cue;
    showAll(state, cue, shown_s, clock.ever);
    signalWent(showBand(state, cue, clock.silentMs));
    showMore(state, sound, awake.held);
    if (document.body.dataset.cue !== look) trace.recolour();
  }
  requestAnimationFrame(frame);
}

connect(session, {
  message(message) {
    state.take(message);
    after[message.type]?.(message);
    stale = true;
  },
  link(connected, tries) {
    state.connected = connected;
    state.tries = tries;
    stale = true;
  },
  gone() {
    location.assign(`/sessions/${session}`);
  },
});

wireSheets(hand);
wireMore(hand, sound, () => trace.recolour());
byId("main").onclick = () => hand.main();
byId("mute").onclick = () => {
  // The first tap on the page lets it be heard; when that is the one on this button, it does nothing else.
  if (sound.muted || !sound.justUnlocked) sound.mute(!sound.muted);
};
addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, dialog") !== null;
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.code === "Space" && event.target.closest("button, a") === null) {
    event.preventDefault();
    hand.main();
  } else if (event.code === "KeyM") sound.mute(!sound.muted);
  else if (event.code === "KeyU") hand.undo();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => trace.recolour());
awake.keep();
requestAnimationFrame(frame);
