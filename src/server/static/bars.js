// Bars of the set under way, hung under the line of its best rep; drawn at the real size of their place.

const SVG = "http://www.w3.org/2000/svg";
const TOP_PX = 18;
const BOTTOM_PX = 42;
const RIGHT_PX = 48;
const WIDEST_PX = 64;
const UNKNOWN_PX = 24;
const WIDE_PAGE_PX = 900;

function element(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function stripes() {
  const pattern = element("pattern", {
    id: "live-stripes", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
  });
  pattern.append(element("rect", { class: "stripe", width: 2, height: 6 }));
  const defs = element("defs", {});
  defs.append(pattern);
  return defs;
}

let drawnFrom = null;

export function drawBars(svg, reps) {
  const { width, height } = svg.getBoundingClientRect();
  const key = JSON.stringify([width, height, reps]);
  if (key === drawnFrom) return;
  drawnFrom = key;
  const floor = height - BOTTOM_PX;
  if (floor - TOP_PX < 20) {
    svg.replaceChildren();
    return;
  }
  const right = width - RIGHT_PX;
  const best = Math.max(0, ...reps.map((rep) => rep.mean_velocity_mps ?? 0));
  const parts = [stripes()];
  if (best > 0) {
    parts.push(element("line", { class: "edge", x1: 0, x2: right, y1: TOP_PX, y2: TOP_PX }));
    const label = element("text", { class: "muted", x: right + 24, y: TOP_PX + 5 }, "best");
    parts.push(label);
  }
  const slot = Math.min(WIDEST_PX, right / Math.max(1, reps.length));
  reps.forEach((rep, position) => {
    const newest = position === reps.length - 1;
    const labelled = innerWidth >= WIDE_PAGE_PX ? slot >= 34 : position === 0 || newest;
    parts.push(...bar(rep, { x: position * slot, slot, floor, best, newest, labelled }));
  });
  parts.push(element("line", { class: "edge", x1: 0, x2: right, y1: floor, y2: floor }));
  svg.replaceChildren(...parts);
}

function bar(rep, { x, slot, floor, best, newest, labelled }) {
  const unknown = rep.mean_velocity_mps === null;
  const full = floor - TOP_PX;
  const tall = unknown ? UNKNOWN_PX : Math.max(1, (full * Math.max(0, rep.mean_velocity_mps)) / (best || 1));
  const kind = rep.status === "failed" ? "failed" : unknown ? "unknown" : newest ? "newest" : "earlier";
  const middle = x + slot / 2;
  const parts = [
    element("rect", { class: `rep ${kind}`, x: x + slot * 0.1, y: floor - tall, width: slot * 0.8, height: tall, rx: 3 }),
  ];
  if (rep.status === "failed") parts.push(element("text", { class: "value", x: middle, y: floor - tall - 5 }, "×"));
  if (labelled) parts.push(element("text", { class: "value", x: middle, y: floor + 18 }, unknown ? "–" : rep.mean_velocity_mps.toFixed(2)));
  parts.push(element("text", { class: "muted", x: middle, y: floor + 36 }, rep.index));
  return parts;
}
