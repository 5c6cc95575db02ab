// The moving trace: it proves that the sensor lives, also before any rep. One canvas, drawn at the screen's own pixels.

const SHOWN_S = 12;
const KEPT_S = 20;
const LABEL_PX = 18;
const LEAST_RANGE_MPS = 0.4;
const GAP_SHOWN_S = 0.3;

export class Trace {
  constructor(canvas) {
    this.canvas = canvas;
    this.clear();
  }

  clear() {
    this.points = []; // [time in s, velocity in m/s]
    this.marks = [];
    this.reps = new Map(); // set index -> its reps
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

  draw(now_s) {
    const ratio = devicePixelRatio || 1;
    const { width, height } = this.canvas.getBoundingClientRect();
    if (width === 0 || height === 0) return;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    const ctx = this.canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const from_s = now_s - SHOWN_S;
    const shown = this.points.filter(([time]) => time >= from_s && time <= now_s);
    const reach = Math.max(LEAST_RANGE_MPS, ...shown.map(([, value]) => Math.abs(value)));
    const right = width - 8;
    const view = {
      ctx, height, from_s, now_s,
      x: (time) => (right * (time - from_s)) / SHOWN_S,
      y: (value) => LABEL_PX + ((height - LABEL_PX - 4) * (reach - value)) / (2 * reach),
      colour: colours(),
    };
    this.drawMarks(view);
    this.drawReps(view);
    drawLine(view, shown, right);
  }

  drawReps(view) {
    for (const reps of this.reps.values()) {
      for (const rep of reps) {
        const label = rep.status === "failed" ? "×" : String(rep.index);
        drawSpan(view, rep.start_s, rep.end_s, label, rep.status === "failed" ? "failed" : "rep");
      }
    }
  }

  drawMarks(view) {
    for (const mark of this.marks) drawSpan(view, mark.start_s, mark.end_s, mark.label, mark.kind);
  }
}

function colours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  return { data: read("data"), text: read("text"), muted: read("muted"), edge: read("edge") };
}

function drawSpan({ ctx, height, x, from_s, now_s, colour }, start_s, end_s, label, kind) {
  if (end_s < from_s || start_s > now_s) return;
  const left = x(start_s);
  const width = Math.max(2, x(end_s) - left);
  const top = LABEL_PX;
  const tall = height - LABEL_PX;
  ctx.save();
  if (kind === "rep") {
    ctx.globalAlpha = 0.22;
    ctx.fillStyle = colour.data;
    ctx.fillRect(left, top, width, tall);
    ctx.globalAlpha = 1;
  } else {
    ctx.strokeStyle = kind === "failed" ? colour.text : colour.edge;
    if (kind !== "rejected") hatch(ctx, left, top, width, tall);
    ctx.setLineDash(kind === "rejected" ? [4, 3] : []);
    if (kind !== "gap") ctx.strokeRect(left + 0.5, top + 0.5, width - 1, tall - 1);
  }
  ctx.fillStyle = kind === "rep" || kind === "failed" ? colour.text : colour.muted;
  ctx.font = `${kind === "rep" || kind === "failed" ? "700" : "400"} 14px Inter, system-ui, sans-serif`;
  ctx.textAlign = "center";
  ctx.fillText(label, left + width / 2, 12);
  ctx.restore();
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

function drawLine({ ctx, x, y, colour }, points, right) {
  ctx.strokeStyle = colour.edge;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(0, y(0));
  ctx.lineTo(right, y(0));
  ctx.stroke();
  ctx.strokeStyle = colour.data;
  ctx.lineWidth = 2;
  ctx.lineJoin = "round";
  ctx.beginPath();
  points.forEach(([time, value], index) => {
    // A hole in the samples stays a hole in the line.
    if (index === 0 || time - points[index - 1][0] > GAP_SHOWN_S) ctx.moveTo(x(time), y(value));
    else ctx.lineTo(x(time), y(value));
  });
  ctx.stroke();
  const newest = points.at(-1);
  if (!newest) return;
  ctx.fillStyle = colour.text;
  ctx.beginPath();
  ctx.arc(x(newest[0]), y(newest[1]), 4, 0, 2 * Math.PI);
  ctx.fill();
}
