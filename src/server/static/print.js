// The button is of use only where a script runs.
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => print());
