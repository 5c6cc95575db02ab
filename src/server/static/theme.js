// The chosen theme, set before anything is drawn; without a choice the page follows the system.
const chosen = localStorage.getItem("lastrep.theme");
if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
