// The summary follows what is chosen, and the button sends the order once. Without it a button asks the server to
// count again, and the server tells a changed total before anything is ordered.
//
// <form data-checkout data-quote="/checkout/quote/">… <div data-checkout-pool>…</div> <div data-checkout-payment>…</div></form> <div data-checkout-summary>…</div>
// <button form="checkout" data-checkout-submit>…</button> <p role="status" data-checkout-status data-error="…"></p>

const COUNTS = ["handover", "zone", "km", "saved", "floor", "lift", "phone", "email", "gift", "payment"];
const TYPED = ["km", "floor"]; // counted while they are typed: the button is what is pressed next
const PAUSE = 400; // milliseconds without a key

export function activate(form) {
  const summary = document.querySelector("[data-checkout-summary]");
  const status = document.querySelector("[data-checkout-status]");
  const button = document.querySelector("[data-checkout-submit]");
  let asked, typing, counted;

  form.addEventListener("change", (event) => {
    if (COUNTS.includes(event.target.name) && answers() !== counted) count();
  });

  form.addEventListener("input", (event) => {
    if (!TYPED.includes(event.target.name)) return;
    clearTimeout(typing);
    typing = setTimeout(count, PAUSE);
  });

  function answers() {
    const given = [...new FormData(form)].filter(([name]) => COUNTS.includes(name));
    return String(new URLSearchParams(given));
  }

  async function count() {
    clearTimeout(typing);
    counted = answers();
    asked?.abort();
    const current = (asked = new AbortController());
    summary.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(form.dataset.quote, { method: "POST", body: new FormData(form), signal: current.signal });
      if (response.status === 409) return location.reload(); // the cart is not what it was
      if (!response.ok) throw new Error(String(response.status));
      show(await response.text());
    } catch (error) {
      if (error.name === "AbortError") return;
      counted = null;
      tell(status.dataset.error, true);
    } finally {
      if (asked === current) summary.removeAttribute("aria-busy");
    }
  }

  function show(html) {
    const before = total();
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const focused = document.activeElement?.id;
    for (const part of ["[data-checkout-pool]", "[data-checkout-payment]"]) form.querySelector(part).replaceWith(fresh.querySelector(part));
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
    summary.replaceChildren(...fresh.body.childNodes);
    const row = summary.querySelector("[data-checkout-total]").closest(".summary__row");
    if (total() !== before) tell([...row.children].map((part) => part.textContent.trim()).join(": "), false);
  }

  function total() {
    return summary.querySelector("[data-checkout-total]").textContent;
  }

  function tell(words, isSeen) {
    status.classList.toggle("vh", !isSeen);
    status.textContent = words;
  }

  form.addEventListener("submit", (event) => {
    if (button?.getAttribute("aria-busy") === "true") event.preventDefault();
    else button?.setAttribute("aria-busy", "true");
  });

  // A page with mistakes is the answer to a POST. It is asked for anew by its address, where what was typed is kept,
  // or a reload and the way back would offer to send the order once more.
  const lines = new URLSearchParams(new FormData(form).getAll("line").map((line) => ["line", line]));
  history.replaceState(history.state, "", String(lines) ? `${form.action}?${lines}` : form.action);

  // The way back shows this very page again: the button must work, and the totals may be old.
  addEventListener("pageshow", (event) => {
    button?.removeAttribute("aria-busy");
    if (event.persisted) count();
  });
}
