/*
 * A button that prints the page; without JavaScript it is not there.
 * <button type="button" data-print hidden>Print</button>
 */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
