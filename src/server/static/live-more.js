// The sheet behind "More": where to stop, what is heard, how the page looks, and how the sensor is.

import { SWITCHES } from "./sound.js";

const byId = (id) => document.getElementById(id);

export function wireMore(hand, sound, recoloured) {
  const switches = SWITCHES.map(([name, words]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "choice switch";
    button.setAttribute("role", "switch");
    button.dataset.name = name;
    button.textContent = words;
    button.onclick = () => sound.toggle(name, !sound.on[name]);
    return button;
  });
  byId("switches").replaceChildren(...switches);
  byId("try-sound").onclick = () => sound.cue("one_more", "One more");
  byId("undo").onclick = () => hand.undo();
  for (const button of document.querySelectorAll("[data-target]")) {
    button.onclick = () => hand.do("target", JSON.parse(button.dataset.target));
  }
  byId("own-form").onsubmit = (event) => {
    event.preventDefault();
    const value = byId("own-loss").value;
    if (value !== "") hand.do("target", { goal: "own", loss_frac: Number(value) / 100 });
  };
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.onclick = () => {
      const theme = button.dataset.themeChoice;
      if (theme === "system") {
        localStorage.removeItem("lastrep.theme");
        delete document.documentElement.dataset.theme;
      } else {
        localStorage.setItem("lastrep.theme", theme);
        document.documentElement.dataset.theme = theme;
      }
      showTheme();
      recoloured();
    };
  }
  showTheme();
}

function showTheme() {
  const theme = document.documentElement.dataset.theme ?? "system";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  }
}

export function showMore(state, sound, awake) {
  for (const button of byId("switches").children) {
    button.setAttribute("aria-checked", String(sound.on[button.dataset.name]));
  }
  const mute = byId("mute");
  mute.setAttribute("aria-pressed", String(sound.muted));
  byId("mute-words").textContent = sound.muted ? "Muted" : sound.unlocked ? "Mute" : "Sound";
  mute.dataset.sound = sound.muted ? "muted" : sound.unlocked ? "on" : "locked";
  const goal = state.target?.goal ?? null;
  for (const button of document.querySelectorAll("[data-target]")) {
    button.setAttribute("aria-pressed", String(JSON.parse(button.dataset.target).goal === goal));
  }
  byId("undo").textContent = state.undo === null ? "Nothing to undo" : `Undo: ${state.undo}`;
  byId("undo").disabled = state.undo === null;
  byId("sensor-words").textContent = sensorWords(state.sensor, awake);
  showRefused(state.refused);
}

function sensorWords(sensor, awake) {
  const words = [];
  if (sensor?.name) {
    words.push(`${sensor.name}${sensor.title ? ` (${sensor.title})` : ""}.`);
    if (sensor.rate_hz !== null) words.push(`Measured ${sensor.rate_hz} samples per second.`);
    if (sensor.missing_frac !== null) words.push(`${(100 * sensor.missing_frac).toFixed(1)} % lost.`);
    if (sensor.jitter_s !== null) words.push(`Jitter ${Math.round(1000 * sensor.jitter_s)} ms.`);
    if (sensor.battery_frac !== null) words.push(`Battery ${Math.round(100 * sensor.battery_frac)} %.`);
  }
  words.push(awake ? "The screen is kept on." : "This browser may let the screen go off.");
  return words.join(" ");
}

function showRefused(refused) {
  const list = byId("refused");
  if (list.childElementCount === refused.length) return;
  const items = refused.map(({ start_s, words, detail }) => {
    const item = document.createElement("li");
    item.textContent = `${start_s.toFixed(1)} s: ${words}. ${detail}`;
    return item;
  });
  list.replaceChildren(...items);
}
