// The cart changes in place. Each form is posted as it is; the server answers with the whole page, and the part that
// shows the cart is taken from it. The focus stays on the same control; when that is gone, it goes to the one that the
// form names for then, or to the heading.
//
// <div data-cart data-error="…"><p role="status" data-cart-status></p><div data-cart-live>…<form method="post" data-cart-then="code">…</form>…</div></div>

const TYPING = 700; // ms after the last figure
const STEPPING = 300; // ms after the last press of a button beside it
const MOST = 99;

export function activate(root) {
  const cart = new Cart(root);

  root.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.name === "step") cart.step(event.target, event.submitter);
    else cart.send(event.target, event.submitter);
  });

  root.addEventListener("change", (event) => {
    const form = event.target.closest("[data-cart-choice]");
    if (form) cart.send(form);
  });

  root.addEventListener("input", (event) => {
    const form = event.target.closest("[data-cart-quantity]");
    if (!form) return;
    clearTimeout(cart.typing);
    if (event.target.value.trim()) cart.typing = setTimeout(() => cart.send(form), TYPING);
  });
}

class Cart {
  constructor(root) {
    this.root = root;
    this.live = root.querySelector("[data-cart-live]");
    this.status = root.querySelector("[data-cart-status]");
  }

  // The figure follows every press at once; the server hears of the last one.
  step(form, button) {
    const number = form.elements.quantity;
    const pieces = Number.parseInt(number.value, 10) || 0;
    number.value = Math.min(MOST, Math.max(0, pieces + Number(button.value)));
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.send(form), STEPPING);
  }

  // One form after the other: the next one waits until the page of the last has been taken over.
  send(form, submitter) {
    clearTimeout(this.typing);
    const ids = [(submitter ?? document.activeElement)?.id, form.dataset.cartThen];
    const sent = this.read(form, submitter);
    this.queue = (this.queue ?? Promise.resolve()).then(() => this.post(sent, ids));
  }

  read(form, submitter) {
    const url = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
    return { url, body: new FormData(form, submitter) };
  }

  async post({ url, body }, ids) {
    this.live.setAttribute("aria-busy", "true");
    let page;
    try {
      const response = await fetch(url, { method: "POST", body });
      if (response.status >= 500) throw new Error(String(response.status));
      page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!page.querySelector("[data-cart-live]")) throw new Error("no cart in the answer");
    } catch {
      return this.tell(this.root.dataset.error, true);
    } finally {
      this.live.removeAttribute("aria-busy");
    }
    this.show(page, ids);
  }

  show(page, ids) {
    this.live.replaceChildren(...page.querySelector("[data-cart-live]").childNodes);
    for (const link of document.querySelectorAll("[data-cart-link]")) {
      const now = page.querySelector("[data-cart-link]");
      link.setAttribute("aria-label", now.getAttribute("aria-label"));
      link.replaceChildren(...now.cloneNode(true).childNodes);
    }
    this.focus(ids);
    this.tell(said(page, this.live), false);
  }

  // A failure is for the eye too; what changed is seen on the page itself.
  tell(words, isFailure) {
    this.status.classList.toggle("vh", !isFailure);
    this.status.classList.toggle("errors", isFailure);
    this.status.textContent = words;
  }

  focus(ids) {
    const refused = this.live.querySelector("[autofocus]");
    const [near] = ids.filter(Boolean).flatMap((id) => this.live.querySelector(`#${CSS.escape(id)}`) ?? []);
    (refused ?? near ?? this.live.querySelector("#cart-heading")).focus({ preventScroll: Boolean(near) });
  }
}

/** What the server said, and the total that follows. */
function said(page, live) {
  const words = [...page.querySelectorAll(".messages .note")].map((note) => note.textContent.trim());
  const total = live.querySelector("[data-cart-total]")?.closest(".summary__row");
  if (total) words.push([...total.children].map((part) => part.textContent.trim()).join(": "));
  return words.join(" ");
}
