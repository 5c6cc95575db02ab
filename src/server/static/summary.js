// Mends the count without leaving the page: a form is sent, and what the server then shows takes the old page's place.
// Without this script the same forms work and load the page anew.

const said = document.createElement("div");
said.className = "quiet";
said.setAttribute("aria-live", "polite");
const trouble = document.createElement("p");
trouble.className = "trouble";
trouble.setAttribute("role", "alert");
trouble.hidden = true;
document.body.append(said, trouble);

let busy = false;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-mend]");
  if (!form) return;
  event.preventDefault();
  if (!busy) send(form, event.submitter);
});

async function send(form, submitter) {
  busy = true;
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: fields(form, submitter) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok) renew(page, place(submitter));
    else tellTrouble(page.querySelector("[role=alert] p")?.textContent ?? "The server did not take this.");
  } catch {
    tellTrouble("The server does not answer. Load the page again to see what is kept.");
  } finally {
    busy = false;
  }
}

function fields(form, submitter) {
  const sent = new URLSearchParams(new FormData(form));
  if (submitter?.name) sent.set(submitter.name, submitter.value);
  return sent;
}

// Where the focus was: the thing that was mended, and the card around it.
function place(submitter) {
  return { key: submitter?.closest("[data-key]")?.dataset.key, card: submitter?.closest("section")?.id };
}

function renew(page, { key, card }) {
  const open = new Set([...document.querySelectorAll("main details[open]")].map((one) => one.id));
  const main = page.querySelector("main");
  for (const one of main.querySelectorAll("details")) one.open = one.open || open.has(one.id);
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  trouble.hidden = true;
  said.textContent = main.querySelector("[data-said]")?.dataset.said ?? "";
  const row = key && [...main.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  const next = row?.querySelector("button, select, input:not([type=hidden])") ?? (card && document.getElementById(card)?.querySelector("button, summary"));
  next?.focus({ preventScroll: true });
}

function tellTrouble(words) {
  trouble.textContent = words;
  trouble.hidden = false;
}
