// Adding to the cart without leaving the product: the number on the bag changes and a line says what happened.
// Without it the button posts the form and the page comes back with the same words.
//
// <form data-buying>… <button formmethod="post" formaction="/cart/add/" data-add>В корзину</button>
//   <div role="status" data-added data-cart="/cart/" data-link="В корзину" data-done="Добавлено" data-failed="…"></div></form>
import { showPieces } from "./bag.js";

const SEEN = 2500; // ms

export function activate(form) {
  const place = form.querySelector("[data-added]");
  if (!place) return;

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button?.matches("[data-add]")) return;
    event.preventDefault();
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const answer = await post(form, button, place.dataset.failed);
    button.removeAttribute("aria-busy");
    tell(place, answer);
    if (!answer.error && !form.contains(button)) flash(button, place.dataset.done);
  });

  document.addEventListener("istok:variant", () => place.replaceChildren());
}

async function post(form, button, failed) {
  try {
    const response = await fetch(button.formAction, {
      method: "POST",
      body: new FormData(form, button),
      headers: { Accept: "application/json" },
    });
    const answer = await response.json();
    if (response.ok) showPieces(answer.pieces, answer.label);
    return answer;
  } catch {
    return { error: failed };
  }
}

function tell(place, answer) {
  const words = document.createElement("p");
  words.textContent = answer.error ?? answer.said;
  place.classList.toggle("buy__added--failed", Boolean(answer.error));
  place.replaceChildren(words);
  if (answer.error) return;
  const link = document.createElement("a");
  link.href = place.dataset.cart;
  link.textContent = place.dataset.link;
  place.append(link);
}

// The button of the bottom bar says it itself: the line may lie outside the window.
function flash(button, words) {
  const label = button.querySelector("span:not([hidden])");
  label.dataset.words ??= label.textContent;
  label.textContent = words;
  setTimeout(() => (label.textContent = label.dataset.words), SEEN);
}
