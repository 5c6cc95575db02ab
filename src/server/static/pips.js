// Reps in reserve as five pips: solid is sure, striped is maybe, a ring is none; the fifth stands for five or more.

const SVG = "http://www.w3.org/2000/svg";
const ACROSS = 47;
const STEP = 57;

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// `id` keeps the clip paths of several drawings on one page apart.
export function drawPips(svg, pips, id = "pips") {
  const key = pips.join();
  if (svg.dataset.drawn === key) return;
  svg.dataset.drawn = key;
  svg.setAttribute("viewBox", `0 0 ${STEP * 4 + ACROSS} ${ACROSS}`);
  svg.setAttribute("preserveAspectRatio", "xMinYMid");
  svg.replaceChildren(...pips.flatMap((kind, index) => pip(kind, index, id)));
}

function pip(kind, index, id) {
  const x = index * STEP + ACROSS / 2;
  const y = ACROSS / 2;
  const parts = [element("circle", { class: kind, cx: x, cy: y, r: ACROSS / 2 - 1.5 })];
  if (kind === "maybe") {
    const clip = element("clipPath", { id: `${id}-${index}` });
    clip.append(element("circle", { cx: x, cy: y, r: ACROSS / 2 - 2 }));
    const lines = element("g", { "clip-path": `url(#${id}-${index})` });
    for (let offset = -36; offset <= 36; offset += 12) {
      lines.append(element("path", { class: "stripe", d: `M${x - 24 + offset} ${y + 24}l48 -48` }));
    }
    parts.unshift(clip, lines);
  }
  if (index === 4 && kind !== "unknown") {
    const cross = `M${x} ${y - 8}v16M${x - 8} ${y}h16`;
    if (kind !== "none") parts.push(element("path", { class: "halo", d: cross }));
    parts.push(element("path", { class: "plus", d: cross }));
  }
  return parts;
}
