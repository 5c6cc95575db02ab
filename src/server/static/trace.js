// The moving trace: it proves that the sensor lives, also before any rep. One canvas, drawn at the screen's own pixels.

const SHOWN_S = 12;
const KEPT_S = 20;
const LABEL_PX = 18;
const LEAST_RANGE_MPS = 0.4;
const GAP_SHOWN_S = 0.3;
const RIGHT_PX = 8;
const MARK_LEAST_PX = 10;

export class Trace {
  constructor(canvas) {
    this.canvas = canvas;
    this.colours = null;
    this.size = { width: 0, height: 0 };
    // Asking for the size in each frame would make the browser lay the page out in each frame.
    new ResizeObserver(() => this.measure()).observe(canvas);
    this.measure();
    this.clear();
  }

  clear() {
    this.points = []; // [time in s, velocity in m/s]
    this.marks = [];
    this.reps = new Map(); // set index -> its reps
  }

  measure() {
    const { width, height } = this.canvas.getBoundingClientRect();
    const ratio = devicePixelRatio || 1;
    this.size = { width, height, ratio };
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
  }

  // To be called when the page's colours changed.
  recolour() {
    this.colours = null;
  }

  add({ start_s, step_s, velocity_mps }) {
    velocity_mps.forEach((value, index) => this.points.push([start_s + index * step_s, value]));
    const oldest = start_s - KEPT_S;
    const keep = this.points.findIndex(([time]) => time >= oldest);
    if (keep > 256) this.points.splice(0, keep);
    this.marks = this.marks.filter((mark) => mark.end_s >= oldest);
  }

  mark(mark) {
    this.marks.push(mark);
  }

  setReps(index, reps) {
    this.reps.set(index, reps);
    for (const old of this.reps.keys()) if (old < index - 1) this.reps.delete(old);
  }

  // `silentFrom_s` is the signal time since which nothing came; null while samples come.
  draw(now_s, silentFrom_s) {
    const { width, height, ratio } = this.size;
    if (width === 0 || height === 0) return;
    this.colours ??= readColours();
    const ctx = this.canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const from_s = now_s - SHOWN_S;
    const first = this.points.findIndex(([time]) => time >= from_s - 0.2);
    const shown = first < 0 ? [] : this.points.slice(first);
    let reach = LEAST_RANGE_MPS;
    for (const [, value] of shown) reach = Math.max(reach, Math.abs(value));
    const right = width - RIGHT_PX;
    const view = {
      ctx, height, right, from_s, now_s,
      x: (time) => (right * (time - from_s)) / SHOWN_S,
      y: (value) => LABEL_PX + ((height - LABEL_PX - 4) * (reach - value)) / (2 * reach),
      colours: this.colours,
    };
    const labels = new Labels(view);
    for (const reps of this.reps.values()) for (const rep of reps) drawRep(view, labels, rep);
    for (const mark of this.marks) drawSpan(view, labels, mark);
    if (silentFrom_s !== null) {
      const label = `no data ${(now_s - silentFrom_s).toFixed(1)} s`;
      drawSpan(view, labels, { kind: "gap", label, start_s: silentFrom_s, end_s: now_s, strong: true });
    }
    drawLine(view, shown);
  }
}

function readColours() {
  const style = getComputedStyle(document.body);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  const font = style.fontFamily;
  return { data: read("data"), text: read("text"), muted: read("muted"), edge: read("edge"), font };
}

// Words above the line; a word that has no room gives way to the ones before it.
class Labels {
  constructor(view) {
    this.view = view;
    this.taken = [];
  }

  write(words, middle, { strong }) {
    const { ctx, colours, right } = this.view;
    ctx.font = `${strong ? 700 : 400} 14px ${colours.font}`;
    const half = ctx.measureText(words).width / 2;
    const at = Math.min(Math.max(middle, half), right - half);
    if (this.taken.some(([left, end]) => at - half < end + 4 && at + half > left - 4)) return;
    this.taken.push([at - half, at + half]);
    ctx.fillStyle = strong ? colours.text : colours.muted;
    ctx.textAlign = "center";
    ctx.fillText(words, at, 13);
  }
}

function drawRep(view, labels, rep) {
  const failed = rep.status === "failed";
  const kind = failed ? "failed" : "rep";
  drawSpan(view, labels, { kind, label: failed ? "×" : String(rep.index), start_s: rep.start_s, end_s: rep.end_s, strong: true });
}

function drawSpan(view, labels, { kind, label, start_s, end_s, strong = false }) {
  const { ctx, height, x, right, from_s, now_s, colours } = view;
  if (end_s < from_s || start_s > now_s) return;
  const left = x(start_s);
  const least = kind === "rejected" ? MARK_LEAST_PX : 2;
  const width = Math.max(least, Math.min(x(end_s), right) - left);
  const tall = height - LABEL_PX;
  ctx.save();
  if (kind === "rep") {
    ctx.globalAlpha = 0.22;
    ctx.fillStyle = colours.data;
    ctx.fillRect(left, LABEL_PX, width, tall);
  } else {
    ctx.strokeStyle = kind === "failed" ? colours.text : colours.edge;
    if (kind !== "rejected") hatch(ctx, left, LABEL_PX, width, tall);
    ctx.setLineDash(kind === "rejected" ? [4, 3] : []);
    if (kind !== "gap") ctx.strokeRect(left + 0.5, LABEL_PX + 0.5, width - 1, tall - 1);
  }
  ctx.restore();
  labels.write(label, left + width / 2, { strong });
}

function hatch(ctx, left, top, width, tall) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, tall);
  ctx.clip();
  ctx.beginPath();
  for (let offset = -tall; offset < width; offset += 8) {
    ctx.moveTo(left + offset, top + tall);
    ctx.lineTo(left + offset + tall, top);
  }
  ctx.stroke();
  ctx.restore();
}

function drawLine({ ctx, x, y, right, now_s, colours }, points) {
  ctx.strokeStyle = colours.edge;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(0, y(0));
  ctx.lineTo(right, y(0));
  ctx.stroke();
  ctx.strokeStyle = colours.data;
  ctx.lineWidth = 2;
  ctx.lineJoin = "round";
  ctx.beginPath();
  let newest = null;
  for (const [time, value] of points) {
    if (time > now_s) break;
    // A hole in the samples stays a hole in the line.
    if (newest === null || time - newest[0] > GAP_SHOWN_S) ctx.moveTo(x(time), y(value));
    else ctx.lineTo(x(time), y(value));
    newest = [time, value];
  }
  ctx.stroke();
  if (newest === null) return;
  ctx.fillStyle = colours.text;
  ctx.beginPath();
  ctx.arc(x(newest[0]), y(newest[1]), 4, 0, 2 * Math.PI);
  ctx.fill();
}
