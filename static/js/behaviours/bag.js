// The bag in the header: its number for the eye, its name for the ear.

export function showPieces(pieces, label) {
  for (const link of document.querySelectorAll("[data-cart-link]")) {
    link.setAttribute("aria-label", label);
    const badge = link.querySelector("[data-cart-pieces]");
    badge.textContent = pieces;
    badge.hidden = !pieces;
  }
}
