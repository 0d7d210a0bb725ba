// <details class="drawer" data-menu><summary>…</summary><nav>…</nav></details>
// Adds to the plain <details>: Escape and a press outside close it, and the focus returns to the button.

export function activate(details) {
  const button = details.querySelector("summary");

  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    button.focus();
  });

  document.addEventListener("pointerdown", (event) => {
    if (!details.contains(event.target)) details.open = false;
  });

  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) details.open = false;
  });
}
