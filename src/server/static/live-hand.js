// What the lifter does by hand: start, end, label, take back. The server keeps it before the page shows it.

const NOTICE_MS = 5000;
const byId = (id) => document.getElementById(id);

let noticeTimer = 0;
export function notice(words) {
  const place = byId("notice");
  place.textContent = words;
  place.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => (place.hidden = true), NOTICE_MS);
}

export async function ask(path, body) {
  try {
    const answer = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const told = await answer.json();
    if (answer.ok) return told;
    notice(told.error?.message ?? "This was not kept.");
  } catch {
    notice("Not kept: the server cannot be reached. Try again.");
  }
  return null;
}

export class Hand {
  constructor(session, state) {
    this.path = `/api/live/${session}`;
    this.state = state;
  }

  do(action, value = {}) {
    return ask(`${this.path}/hand`, { action, ...value });
  }

  main() {
    const action = byId("main").dataset.action;
    if (byId("main").hidden) return;
    if (action === "gap") this.choose("sheet-gap");
    else this.do(action);
  }

  undo() {
    if (this.state.undo === null) notice("There is nothing to take back.");
    else this.do("undo");
  }

  async choose(id) {
    const sheet = byId(id);
    if (id !== "sheet-more" && id !== "sheet-gap") {
      const choices = await ask(`${this.path}/choices`);
      if (choices === null) return;
      this.fill(id, choices);
    }
    sheet.showModal();
  }

  fill(id, choices) {
    if (id === "sheet-exercise") {
      const now = this.state.label?.exercise ?? null;
      fillList("exercises", choices.exercises.map((one) => [one.words, one.name === now, () => this.label(id, { exercise: one.name })]));
    } else if (id === "sheet-load") {
      const now = this.state.label?.load_kg ?? null;
      byId("load-kg").value = now ?? "";
      fillList("loads", choices.loads_kg.map((kg) => [`${kg} kg`, kg === now, () => this.label(id, { load_kg: kg })]));
    } else {
      const now = this.state.label?.lifter_id ?? null;
      const people = choices.lifters.map((one) => [one.name, one.id === now, () => this.label(id, { lifter_id: one.id })]);
      fillList("lifters", [...people, ["Nobody in particular", now === null, () => this.label(id, { lifter_id: null })]]);
    }
  }

  async label(id, value) {
    byId(id).close();
    await this.do("label", value);
  }
}

function fillList(id, choices) {
  const buttons = choices.map(([words, chosen, act]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "choice";
    button.textContent = words;
    if (chosen) button.setAttribute("aria-current", "true");
    button.onclick = act;
    return button;
  });
  byId(id).replaceChildren(...buttons);
}

export function wireSheets(hand) {
  for (const opener of document.querySelectorAll("[data-sheet]")) {
    opener.onclick = () => hand.choose(opener.dataset.sheet);
  }
  for (const sheet of document.querySelectorAll("dialog")) {
    sheet.querySelector(".close").onclick = () => sheet.close();
  }
  byId("exercise-form").onsubmit = (event) => {
    event.preventDefault();
    const name = byId("exercise-name").value.trim();
    if (name) hand.label("sheet-exercise", { exercise: name });
  };
  byId("load-form").onsubmit = (event) => {
    event.preventDefault();
    const value = byId("load-kg").value;
    hand.label("sheet-load", { load_kg: value === "" ? null : Number(value) });
  };
  for (const step of document.querySelectorAll("[data-step]")) {
    step.onclick = () => {
      const kg = Number(byId("load-kg").value || 0) + Number(step.dataset.step);
      byId("load-kg").value = Math.max(0, Math.round(100 * kg) / 100);
    };
  }
  byId("lifter-form").onsubmit = (event) => {
    event.preventDefault();
    const name = byId("lifter-name").value.trim();
    if (name) hand.label("sheet-lifter", { new_lifter: name });
  };
  for (const button of document.querySelectorAll("[data-gap]")) {
    button.onclick = () => {
      byId("sheet-gap").close();
      hand.state.gapAsked = true;
      const reps = Number(button.dataset.gap);
      if (reps > 0) hand.do("gap", { reps });
    };
  }
}
