// The live page: joins the feed, the numbers and the drawings. The server decides what is a rep; this only shows it.
import { connect } from "./feed.js";
import { drawBars } from "./bars.js";
import { Trace } from "./trace.js";

const SUMMARY_SHOWN_MS = 8000;
const REVISION_SHOWN_MS = 4000;
const SILENT_AFTER_MS = 1500;
const GAUGE_FULL = 0.6;

const byId = (id) => document.getElementById(id);
const session = document.body.dataset.session;
const trace = new Trace(byId("trace"));

const state = {
  set: null, // the newest set, under way or over
  setEndedAt: null, // page time at which it ended [ms]
  setEndedAt_s: 0, // signal time at which it ended [s]
  now_s: 0, // newest signal time [s]
  heardAt: performance.now(),
  silentAfterMs: SILENT_AFTER_MS,
  tries: 0,
  connected: false,
  ended: null,
  said: "",
  revisionTimer: 0,
};

function reset() {
  state.set = null;
  state.setEndedAt = null;
  state.setEndedAt_s = 0;
  state.now_s = 0;
  trace.clear();
}

const handlers = {
  hello(message) {
    if (message.reset) reset();
    if (message.speed > 0 && message.speed < 1) state.silentAfterMs = SILENT_AFTER_MS / message.speed;
  },
  set_started(message) {
    clearTimeout(state.revisionTimer);
    byId("velocity-label").textContent = "";
    showSet(message);
  },
  withdrawn: showSet,
  rep(message) {
    showSet(message);
    const rep = message.set.reps.at(-1);
    say(`Rep ${message.set.completed}, ${velocityWords(rep)}${lossWords(message.set)}`);
  },
  set_completed(message) {
    showSet(message);
    state.setEndedAt = performance.now();
    state.setEndedAt_s = message.set.end_s;
    showRevision(message);
    say(setWords(message.set));
  },
  rejected: (message) => trace.mark({ kind: "rejected", label: message.rejection.reason, ...message.rejection }),
  gap: (message) => trace.mark({ kind: "gap", label: "gap", start_s: message.start_s, end_s: message.end_s }),
  doubt: (message) => say(message.message),
  sensor: showSensor,
  trace(message) {
    trace.add(message);
    state.now_s = Math.max(state.now_s, message.start_s + message.step_s * message.velocity_mps.length);
  },
  ended(message) {
    state.ended = message.status;
    const button = document.createElement("a");
    button.id = "state";
    button.className = "button main";
    button.href = `/sessions/${session}`;
    button.textContent = message.status === "finished" ? "See the summary" : "Stopped. See the summary";
    byId("state").replaceWith(button);
  },
};

function showSensor(message) {
  if (message.name === null) byId("link").textContent = "Searching for the sensor";
  else {
    const words = [message.name];
    if (message.searching) words.push("searching");
    else if (message.rate_hz !== null) words.push(`${Math.round(message.rate_hz)} Hz`);
    if (message.battery_frac !== null) words.push(`${Math.round(100 * message.battery_frac)} %`);
    if (message.missing_frac > 0.001) words.push(`${(100 * message.missing_frac).toFixed(1)} % lost`);
    byId("link").textContent = words.join(" · ");
  }
}

function showSet(message) {
  state.set = message.set;
  state.setEndedAt = null;
  if (message.t_s !== undefined) state.now_s = Math.max(state.now_s, message.t_s);
  trace.setReps(message.set.index, message.set.reps);
}

function showRevision(message) {
  const revised = message.revised.map((one) => `Rep ${one.index}: ${one.from_mps.toFixed(2)} → ${one.to_mps.toFixed(2)}`);
  if (message.count_was !== null) revised.unshift(`Attempts: ${message.count_was} → ${message.set.reps.length}`);
  if (revised.length === 0) return;
  byId("velocity-label").textContent = revised.slice(-2).join(", ");
  clearTimeout(state.revisionTimer);
  state.revisionTimer = setTimeout(() => (byId("velocity-label").textContent = ""), REVISION_SHOWN_MS);
}

function velocityWords(rep) {
  return rep.mean_velocity_mps === null ? "no velocity" : rep.mean_velocity_mps.toFixed(2);
}

function lossWords(set) {
  return set.velocity_loss === null ? "" : `, loss ${Math.round(100 * set.velocity_loss)}`;
}

function countWords(set) {
  return `${set.completed} ${set.completed === 1 ? "rep" : "reps"}${set.failed ? `, ${set.failed} failed` : ""}`;
}

function setWords(set) {
  const loss = set.velocity_loss === null ? "" : ` Loss ${Math.round(100 * set.velocity_loss)} %.`;
  return `${countWords(set)}.${loss}`;
}

function say(words) {
  if (words === state.said) return;
  state.said = words;
  byId("say").textContent = words;
}

function clockWords(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

// Waiting: no set yet, or the summary of the last one has been shown long enough.
function waiting() {
  if (state.ended) return state.set === null;
  if (state.set === null) return true;
  return state.setEndedAt !== null && performance.now() - state.setEndedAt > SUMMARY_SHOWN_MS;
}

function showNumbers() {
  const isWaiting = waiting();
  const set = state.set;
  document.body.dataset.state = isWaiting ? "waiting" : "set";
  byId("count").classList.toggle("clock", isWaiting);
  if (isWaiting) byId("count").classList.remove("two");
  byId("velocity").classList.toggle("word", isWaiting);
  if (isWaiting) {
    byId("count-label").textContent = set === null ? "Waiting" : "Rest";
    byId("count").textContent = clockWords(state.now_s - state.setEndedAt_s);
    byId("velocity").textContent = state.ended ? "No set" : "Ready";
    byId("velocity-label").textContent = set === null ? "Lift when you like. The set starts by itself." : `Set ${set.index}: ${setWords(set)}`;
  } else {
    const newest = set.reps.at(-1);
    byId("count-label").textContent = set.final ? `Set ${set.index} ended` : "Reps";
    byId("count").textContent = set.completed;
    byId("count").classList.toggle("two", set.completed > 9);
    byId("velocity").textContent = newest && newest.mean_velocity_mps !== null ? newest.mean_velocity_mps.toFixed(2) : "–";
    showVelocityLabel(newest);
  }
  byId("left").textContent = !isWaiting && set.final ? countWords(set) : "Left: not estimated yet";
  byId("velocity-why").textContent = (!isWaiting && set.reps.at(-1)?.velocity_reason) || "";
  showLoss(isWaiting ? null : set.velocity_loss);
  drawBars(byId("bars"), set ? set.reps : []);
  showRows(set ? set.reps : []);
}

function showVelocityLabel(newest) {
  const label = byId("velocity-label");
  if (label.textContent.includes("→")) return;
  if (newest && newest.velocity_reason) label.textContent = "No velocity";
  else if (newest && newest.status === "failed") label.textContent = "Last attempt failed, m/s";
  else label.textContent = "Last rep, m/s";
}

function showLoss(loss) {
  byId("loss").textContent = loss === null ? "–" : Math.round(100 * loss);
  byId("percent").hidden = loss === null;
  byId("gauge").style.height = `${Math.min(100, (100 * Math.max(0, loss ?? 0)) / GAUGE_FULL)}%`;
}

function showRows(reps) {
  const rows = reps.map((rep) => {
    const row = document.createElement("tr");
    for (const value of [rep.index, rep.status, velocityWords(rep)]) {
      row.insertCell().textContent = value;
    }
    return row;
  });
  byId("rows").replaceChildren(...rows);
}

function showSignal() {
  const silentMs = performance.now() - state.heardAt;
  const held = !state.ended && (silentMs > state.silentAfterMs || (!state.connected && state.tries > 1));
  document.body.classList.toggle("held", held);
  byId("held").hidden = !held;
  byId("band").hidden = !held;
  if (!held) return;
  byId("band-title").textContent = `No signal ${Math.round(silentMs / 1000)} s`;
  const kept = state.set ? `${state.set.completed} reps kept. ` : "";
  byId("band-words").textContent = kept + (state.connected ? "Waiting for the sensor." : `Reconnecting, try ${state.tries}.`);
}

let drawn = false;
function redraw() {
  if (drawn) return;
  drawn = true;
  requestAnimationFrame(() => {
    drawn = false;
    showNumbers();
    showSignal();
    trace.draw(state.now_s);
  });
}

connect(session, {
  message(message) {
    // News of the link are no sign of life of the sensor.
    if (message.type !== "sensor") state.heardAt = performance.now();
    handlers[message.type]?.(message);
    redraw();
  },
  link(connected, tries) {
    state.connected = connected;
    state.tries = tries;
    redraw();
  },
  gone() {
    location.assign(`/sessions/${session}`);
  },
});
new ResizeObserver(redraw).observe(document.body);
setInterval(redraw, 500);
redraw();
