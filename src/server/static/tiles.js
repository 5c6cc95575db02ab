// Running sessions at a glance. A coach finds orange (stop), amber (one more) and dashed (no signal) first; the order
// is that of the racks and does not change with the news.

import { clockWords, countWords } from "./live-state.js";
import { drawPips } from "./pips.js";

const EACH_MS = 1000;
const SIGNS = { stop: "tile-stop", one_more: "tile-warning", lost: "tile-lost" };

const place = document.getElementById("tiles");
const empty = document.getElementById("tiles-empty");
const title = document.getElementById("tiles-title");
const shown = new Map(); // session -> its tile
let listed = null; // the sessions that ran when the list below the tiles was made

function make(session) {
  const tile = document.getElementById("tile").content.firstElementChild.cloneNode(true);
  tile.href = `/live/${session}`;
  return tile;
}

function write(tile, part, words) {
  const element = tile.querySelector(`[data-part="${part}"]`);
  if (element.textContent !== words) element.textContent = words;
}

function show(tile, one) {
  const { label, set } = one;
  const resting = one.rest_s !== null;
  const lost = one.silent_s !== null;
  const cue = set !== null && !resting && !set.final && !set.hand_ended ? set.cue.level : "none";
  const kind = lost ? "lost" : cue;
  const lift = [label.exercise_words ?? "Exercise not told", label.load_kg === null ? "" : `${label.load_kg} kg`];
  tile.dataset.kind = kind;
  write(tile, "who", label.lifter ?? one.sensor?.place ?? one.sensor?.name ?? one.source);
  write(tile, "rack", one.rack ?? "");
  write(tile, "lift", lift.filter(Boolean).join(", "));
  write(tile, "count", resting ? clockWords(one.rest_s) : set === null ? "0" : String(set.completed + set.gap_reps));
  write(tile, "velocity", resting || set === null ? "" : velocity(set.reps.at(-1)));
  write(tile, "word", words(one, kind, resting));
  const pips = tile.querySelector(".pips");
  const known = !resting && set !== null && set.left.known;
  pips.style.visibility = known ? "visible" : "hidden";
  if (known) drawPips(pips, set.left.pips, one.session_id);
  for (const [name, sign] of Object.entries(SIGNS)) tile.querySelector(`.${sign}`).style.display = name === kind ? "" : "none";
}

function velocity(rep) {
  if (rep === undefined) return "";
  return rep.mean_velocity_mps === null ? "–" : rep.mean_velocity_mps.toFixed(2);
}

function words(one, kind, resting) {
  const { set } = one;
  if (kind === "lost") return `No signal ${Math.round(one.silent_s)} s`;
  if (kind === "stop") return "STOP";
  if (kind === "one_more") return "One more";
  if (resting) return set === null ? "Waiting" : restWords(set);
  if (set === null) return "Set started";
  const newest = set.reps.at(-1);
  if (newest?.velocity_reason) return `No velocity: ${newest.velocity_reason}`;
  if (set.final || set.hand_ended) return `Set ended: ${countWords(set)}`;
  return set.left.known ? set.left.words : `Left: ${set.left.words}`;
}

function restWords(set) {
  if (set.reached_failure) return "Rest, last set to failure";
  return set.left.known ? `Rest, last set ${set.left.words}` : "Rest";
}

async function look() {
  try {
    const answer = await fetch("/api/live");
    if (!answer.ok) throw new Error(String(answer.status));
    const running = (await answer.json()).running;
    showAll(running);
    await renewList(running.map((one) => one.session_id).sort().join());
    document.body.classList.remove("cut-off");
  } catch {
    document.body.classList.add("cut-off");
  }
}

// A session that began or ended stands in the list too; not while somebody is about to press something in it.
async function renewList(running) {
  const list = document.getElementById("sessions");
  if (list === null || running === listed || list.contains(document.activeElement)) return;
  if (listed !== null) {
    const answer = await fetch(location.href);
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    list.replaceWith(page.getElementById("sessions"));
  }
  listed = running;
}

function showAll(running) {
  const now = new Set(running.map((one) => one.session_id));
  for (const [session, tile] of shown) {
    if (now.has(session)) continue;
    tile.remove();
    shown.delete(session);
  }
  running.forEach((one, position) => {
    let tile = shown.get(one.session_id);
    if (tile === undefined) {
      tile = make(one.session_id);
      shown.set(one.session_id, tile);
    }
    if (place.children[position] !== tile) place.insertBefore(tile, place.children[position] ?? null);
    show(tile, one);
  });
  empty.hidden = running.length > 0;
  title.textContent = running.length === 0 ? "Nobody is lifting" : `Live now, ${running.length} ${running.length === 1 ? "rack" : "racks"}`;
}

document.getElementById("full-screen")?.addEventListener("click", () => document.documentElement.requestFullscreen?.());
setInterval(() => {
  if (document.visibilityState === "visible") look();
}, EACH_MS);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") look();
});
look();
