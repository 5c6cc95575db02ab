// Writes what the page knows into the page. Nothing moves between states: each number has its place.

import { clockWords, countWords, lossWords, setWords, velocityWords } from "./live-state.js";
import { drawBars } from "./bars.js";
import { drawPips } from "./pips.js";

const UNKNOWN_PIPS = ["unknown", "unknown", "unknown", "unknown", "unknown"];
const LINE_AT = 0.58; // where on the gauge the stop lies, whatever it is
const FULL_WITHOUT_STOP = 0.6;
const LOW_BATTERY = 0.15;

const byId = (id) => document.getElementById(id);

function write(id, words) {
  const element = byId(id);
  // Writing the same words again would make some screen readers say them again.
  if (element.textContent !== words) element.textContent = words;
}

// `heard` is whether any sample came yet.
export function showAll(state, cue, now_s, heard) {
  const phase = state.phase;
  document.body.dataset.state = phase;
  document.body.dataset.cue = phase === "set" ? cue.look : "none";
  if (phase === "waiting") showWaiting(state, now_s, heard);
  else showSet(state, phase);
  showLeft(state, phase);
  showLoss(state, phase);
  drawBars(byId("bars"), state.set ? state.set.reps : [], state.setGaps, stopMps(state));
  showRows(state.set ? state.set.reps : []);
  showChips(state);
  showMain(state, phase);
}

function stopMps(state) {
  return state.set === null ? null : state.set.stop_mps;
}

function showWaiting(state, now_s, heard) {
  const ended_s = state.ended_s;
  byId("count").className = "big clock";
  byId("velocity").className = "big word";
  write("count-label", ended_s === null ? "Waiting" : "Rest");
  write("count", clockWords(now_s - (ended_s ?? 0)));
  write("velocity", state.over ? "No set" : heard ? "Ready" : "Wait");
  write("velocity-label", waitingWords(state, heard));
  write("velocity-why", "");
}

function waitingWords(state, heard) {
  if (state.over) return "The session has ended.";
  return heard ? "Lift when you like. The set starts by itself." : "The sensor has sent nothing yet.";
}

function showSet(state, phase) {
  const newest = state.reps.at(-1);
  const ended = phase === "summary";
  byId("count").className = state.count > 9 ? "big two" : "big";
  byId("velocity").className = "big";
  write("count-label", ended ? "Set ended" : "Reps");
  write("count", String(state.count));
  write("velocity", newest && newest.mean_velocity_mps !== null ? newest.mean_velocity_mps.toFixed(2) : "–");
  write("velocity-label", velocityLabel(state, newest));
  write("velocity-why", newest?.velocity_reason ?? "");
}

function velocityLabel(state, newest) {
  if (state.revision && performance.now() < state.revision.until) return state.revision.words;
  if (state.open) return "Set started by hand";
  if (newest?.velocity_reason) return "No velocity";
  return newest?.status === "failed" ? "Last attempt failed, m/s" : "Last rep, m/s";
}

function showLeft(state, phase) {
  const set = state.set;
  const last = phase === "waiting" && set !== null;
  const left = state.open || set === null ? null : set.left;
  const told = last || (phase === "summary" && set !== null);
  byId("left-part").classList.toggle("told", told);
  byId("left-part").classList.toggle("unsure", !told && !left?.known);
  byId("left-side").hidden = !told;
  if (last) {
    const load = set.label?.load_kg;
    write("left-side", `Last set${load === null || load === undefined ? "" : `, ${load} kg`}`);
    write("left", [countWords(set), lossWords(set.velocity_loss) && `${lossWords(set.velocity_loss)}\u00a0%`].filter(Boolean).join(", "));
    write("left-why", state.best ?? endedWords(set));
  } else if (told) {
    write("left-side", "Set ended");
    write("left", setWords(set));
    write("left-why", state.best ?? endedWords(set));
  } else if (state.failure !== null) {
    write("left", "No sensor");
    write("left-why", state.failure);
  } else {
    write("left", left === null ? "Left: after rep 3" : left.known ? left.words : `Left: ${left.words}`);
    write("left-why", left === null ? "Needs 3 reps." : set.form.words ?? left.reason ?? "");
  }
  byId("estimate").hidden = told || !left?.known || set.reached_failure;
  drawPips(byId("pips"), left === null ? UNKNOWN_PIPS : left.pips);
}

// A failed rep is the truth; all else is an estimate.
function endedWords({ left, reached_failure }) {
  if (reached_failure) return "ended in failure, 0 left";
  return left.known ? `ended with ${left.words} (estimate)` : `left: ${left.words}`;
}

function showLoss(state, phase) {
  const set = phase === "waiting" || state.open ? null : state.set;
  const loss = set?.velocity_loss ?? null;
  const newest = set?.reps.at(-1);
  // Without velocities the way up is timed instead: it grows as a set gets hard.
  const timed = newest !== undefined && newest.velocity_reason !== null;
  write("loss-label", timed ? "Way up" : "Loss");
  write("loss", timed ? (newest.end_s - newest.start_s).toFixed(1) : loss === null ? "–" : String(Math.round(100 * loss)));
  write("percent", timed ? "s" : "%");
  byId("percent").hidden = !timed && loss === null;
  const stop = state.target?.loss_frac ?? null;
  const full = stop ? stop / LINE_AT : FULL_WITHOUT_STOP;
  byId("gauge").style.height = `${Math.min(100, (100 * Math.max(0, loss ?? 0)) / full)}%`;
  byId("gauge-line").hidden = !stop;
  write("gauge-label", state.target?.words ?? "no stop set");
}

function showRows(reps) {
  const body = byId("rows");
  const key = reps.map((rep) => `${rep.status} ${rep.mean_velocity_mps}`).join();
  if (body.dataset.key === key) return;
  body.dataset.key = key;
  const rows = reps.map((rep) => {
    const row = document.createElement("tr");
    for (const value of [rep.index, rep.status, velocityWords(rep)]) row.insertCell().textContent = value;
    return row;
  });
  body.replaceChildren(...rows);
}

function showChips(state) {
  const label = state.label;
  if (label === null) return;
  write("chip-exercise", label.exercise_words ?? "Exercise");
  write("chip-load", label.load_kg === null ? "Load" : `${label.load_kg} kg`);
  write("chip-lifter", label.lifter ?? "Lifter");
}

function showMain(state, phase) {
  const button = byId("main");
  const over = state.over !== null;
  byId("summary").hidden = !over;
  button.hidden = over;
  if (over) {
    if (state.failure !== null) byId("summary").href = "/start";
    const words = state.over === "finished" ? "See the summary" : "Stopped. See the summary";
    write("summary", state.failure === null ? words : "Try again");
    return;
  }
  const action = state.asksForGap ? "gap" : phase === "set" ? "end" : "start";
  button.dataset.action = action;
  write("main", { gap: "I lifted in the gap", end: "End set", start: "Start set now" }[action]);
}

// The band over the header: a lost signal first, then a cue, then the signal's return.
export function showBand(state, cue, silentMs) {
  const lost = state.over === null && (silentMs > state.silentAfterMs || (!state.connected && state.tries > 1));
  document.body.classList.toggle("held", lost);
  byId("held").hidden = !lost;
  const cued = state.phase === "set" && cue.level !== "none";
  // The newer of the two; a cue is never kept waiting.
  const back = state.backShown && (!cued || state.backAt > cue.since);
  const kind = lost ? "lost" : back ? "back" : cued ? cue.level : "none";
  const band = byId("band");
  band.hidden = kind === "none";
  band.dataset.kind = kind;
  if (kind === "lost") {
    write("band-title", `No signal ${Math.round(silentMs / 1000)} s`);
    write("band-words", lostWords(state));
  } else if (kind === "back") {
    write("band-title", "Back");
    write("band-words", `${state.back_s.toFixed(1)} s missing, marked.`);
  } else if (cued) {
    write("band-title", cue.title);
    write("band-words", cue.rule);
  }
  return lost;
}

function lostWords(state) {
  const kept = state.phase === "set" ? `${countWords(state.set ?? { completed: 0, gap_reps: 0, failed: 0 })} kept. ` : "";
  if (!state.connected) return `${kept}Page cut off. Reconnecting, try ${state.tries}.`;
  if (state.sensor === null) return `${kept}Waiting for samples.`;
  const attempt = state.sensor.attempt;
  return `${kept}${state.sensor.searching ? `Reconnecting${attempt ? `, try ${attempt}` : ""}.` : "The sensor sends nothing."}`;
}

export function showSensor(sensor) {
  if (sensor.name === null) {
    write("link", sensor.failure === null ? "Searching for the sensor" : "No sensor");
    return;
  }
  const words = [sensor.place ?? sensor.name];
  if (sensor.searching) words.push("searching");
  else if (sensor.rate_hz !== null) words.push(`${Math.round(sensor.rate_hz)} Hz`);
  if (sensor.battery_frac !== null) {
    words.push(`${Math.round(100 * sensor.battery_frac)} %${sensor.battery_frac < LOW_BATTERY ? " ▲ low" : ""}`);
  }
  if (sensor.missing_frac > 0.001) words.push(`${(100 * sensor.missing_frac).toFixed(1)} % lost`);
  write("link", words.join(" · "));
}
