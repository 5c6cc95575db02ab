// Bars of the set under way, hung under two lines: its best rep, and where it is to stop. Drawn at the real size.

const SVG = "http://www.w3.org/2000/svg";
const TOP_PX = 18;
const BOTTOM_PX = 26;
const BOTTOM_WIDE_PX = 42;
const RIGHT_PX = 52;
const WIDEST_PX = 64;
const UNKNOWN_PX = 24;
const WIDE_PAGE_PX = 900;
const LEAST_PX = 20;
const LABEL_ROOM_PX = 16;
const VALUE_PX = 40;
const INDEX_PX = 22;

function element(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function pattern(id, kind) {
  const made = element("pattern", {
    id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
  });
  made.append(element("rect", { class: kind, width: 2, height: 6 }));
  return made;
}

function patterns() {
  const defs = element("defs", {});
  defs.append(pattern("live-stripes", "stripe"), pattern("live-hatch", "hatch"));
  return defs;
}

let drawnFrom = null;

// `reps` as the feed tells them; `gaps` are [start, end] in s; `stop` is a velocity in m/s, or null.
export function drawBars(svg, reps, gaps, stop) {
  const { width, height } = svg.getBoundingClientRect();
  const key = JSON.stringify([width, height, reps, gaps, stop]);
  if (key === drawnFrom) return;
  drawnFrom = key;
  const wide = innerWidth >= WIDE_PAGE_PX;
  const floor = height - (wide ? BOTTOM_WIDE_PX : BOTTOM_PX);
  if (floor - TOP_PX < LEAST_PX) {
    svg.replaceChildren();
    return;
  }
  const right = width - RIGHT_PX;
  const best = Math.max(0, ...reps.map((rep) => rep.mean_velocity_mps ?? 0));
  const items = inOrder(reps, gaps);
  const slot = Math.min(WIDEST_PX, right / Math.max(1, items.length));
  const parts = [patterns()];
  items.forEach((item, position) => {
    const place = { x: position * slot, slot, floor, best, stop };
    if (item.gap) parts.push(...gapBar(place));
    else {
      const newest = item === reps.at(-1);
      // Counted back from the newest, so that it always has its label and none touch.
      const back = items.length - 1 - position;
      const valued = wide ? back % Math.ceil(VALUE_PX / slot) === 0 : item === reps[0] || newest;
      const numbered = back % Math.ceil(INDEX_PX / slot) === 0;
      parts.push(...bar(item, { ...place, newest, valued, numbered, wide }));
    }
  });
  parts.push(element("line", { class: "edge", x1: 0, x2: right, y1: floor, y2: floor }));
  if (best > 0) parts.push(...lines({ right, floor, best, stop }));
  svg.replaceChildren(...parts);
}

function inOrder(reps, gaps) {
  const items = [...reps, ...gaps.map(([start_s]) => ({ gap: true, start_s }))];
  return items.sort((a, b) => a.start_s - b.start_s);
}

function lines({ right, floor, best, stop }) {
  const parts = [
    element("line", { class: "edge", x1: 0, x2: right, y1: TOP_PX, y2: TOP_PX }),
    element("text", { class: "muted side", x: right + 6, y: TOP_PX + 5 }, "best"),
  ];
  if (stop === null) return parts;
  const y = floor - ((floor - TOP_PX) * stop) / best;
  // Near the top the words of both lines would lie on each other.
  const below = Math.max(y, TOP_PX + LABEL_ROOM_PX);
  parts.push(
    element("line", { class: "limit", x1: 0, x2: right, y1: y, y2: y }),
    element("text", { class: "value side", x: right + 6, y: below + 4 }, "stop"),
  );
  if (floor - below > LABEL_ROOM_PX) parts.push(element("text", { class: "muted side", x: right + 6, y: below + 19 }, stop.toFixed(2)));
  return parts;
}

function bar(rep, { x, slot, floor, best, stop, newest, valued, numbered, wide }) {
  const unknown = rep.mean_velocity_mps === null;
  const full = floor - TOP_PX;
  const tall = unknown ? UNKNOWN_PX : Math.max(1, (full * Math.max(0, rep.mean_velocity_mps)) / (best || 1));
  const under = !unknown && stop !== null && rep.mean_velocity_mps < stop ? " under" : "";
  const kind = rep.status === "failed" ? "failed" : unknown ? "unknown" : newest ? `newest${under}` : `earlier${under}`;
  const middle = x + slot / 2;
  const parts = [
    element("rect", { class: `rep ${kind}`, x: x + slot * 0.08, y: floor - tall, width: slot * 0.84, height: tall, rx: 3 }),
  ];
  const value = unknown ? "–" : rep.mean_velocity_mps.toFixed(2);
  if (rep.status === "failed") parts.push(element("text", { class: "value", x: middle, y: floor - tall - 5 }, "×"));
  else if (valued && !wide) parts.push(element("text", { class: "value halo", x: Math.max(middle, 16), y: floor - tall - 4 }, value));
  if (valued && wide) parts.push(element("text", { class: "value", x: middle, y: floor + 18 }, value));
  if (numbered) parts.push(element("text", { class: "muted", x: middle, y: floor + (wide ? 36 : 18) }, rep.index));
  return parts;
}

function gapBar({ x, slot, floor }) {
  return [
    element("rect", { class: "gap", x: x + slot * 0.08, y: TOP_PX, width: slot * 0.84, height: floor - TOP_PX }),
    element("text", { class: "value", x: x + slot / 2, y: floor + 18 }, "gap"),
  ];
}
