// A listing answers a change of its filters at once, without leaving the page.
//
// <div data-filters data-order="q category …" data-error="…">
//   <form id="filters" data-filters-form>…</form>
//   <p role="status" data-filters-status>…</p> <div data-filters-results>…</div>
//   <dialog data-filters-drawer>…</dialog>
// </div>
//
// The server answers whole pages; the parts that changed are taken from them. The form stays in place, so focus does.
import { drawer } from "./filters-drawer.js";

export function activate(root) {
  const form = root.querySelector("[data-filters-form]");
  const listing = new Listing(root, form);
  const narrow = drawer(root, form, listing);

  root.addEventListener("change", (event) => {
    if (event.target.matches("[data-filters-sort]")) root.querySelector("#sort").value = event.target.value;
    if (event.target.form !== form && !event.target.matches("[data-filters-sort]")) return;
    if (narrow.isOpen) listing.preview();
    else listing.go(listing.address());
  });

  document.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    event.preventDefault();
    if (narrow.isOpen) narrow.apply();
    else listing.go(listing.address());
  });

  root.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target.closest("[data-filters-link], [data-filters-more]");
    if (!link) return;
    event.preventDefault();
    if (link.matches("[data-filters-more]")) listing.more(link.href);
    else listing.go(link.href, { focus: true });
  });

  addEventListener("popstate", () => listing.go(location.href, { push: false }));
}

class Listing {
  constructor(root, form) {
    Object.assign(this, { root, form });
    this.status = root.querySelector("[data-filters-status]");
    this.results = root.querySelector("[data-filters-results]");
  }

  // The address of the form as it stands, spelt as the server spells it.
  address() {
    const data = new FormData(this.form);
    const keys = [...this.root.dataset.order.split(" "), "sort"];
    const query = new URLSearchParams();
    for (const key of keys) {
      for (const value of data.getAll(key).sort()) if (value.trim()) query.append(key, value.trim());
    }
    const url = new URL(this.form.action);
    url.search = query;
    return url.href;
  }

  // The page at `url` as a document; null when a later question overtook this one or the network failed.
  async ask(url) {
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    this.results.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, { signal: asked.signal });
      if (!response.ok) throw new Error(String(response.status));
      const text = await response.text();
      return { url: response.url, page: new DOMParser().parseFromString(text, "text/html") };
    } catch (error) {
      if (error.name !== "AbortError") this.status.textContent = this.root.dataset.error;
      return null;
    } finally {
      if (this.asked === asked) this.results.removeAttribute("aria-busy");
    }
  }

  async go(url, { push = true, focus = false } = {}) {
    const answer = await this.ask(url);
    if (!answer) return;
    if (push && answer.url !== location.href) history.pushState(null, "", answer.url);
    document.title = answer.page.title;
    this.refresh(answer.page);
    this.results.replaceChildren(...answer.page.querySelector("[data-filters-results]").childNodes);
    if (focus) {
      this.status.tabIndex = -1;
      this.status.focus();
    }
  }

  // Only the figures of the panel, for the drawer: the list behind it waits.
  async preview() {
    const answer = await this.ask(this.address());
    if (answer) this.refresh(answer.page);
    return answer;
  }

  // The next page below this one; the address follows, so that a reload shows where one was.
  async more(url) {
    const answer = await this.ask(url);
    if (!answer) return;
    const grid = this.results.querySelector("[data-filters-grid]");
    const cards = [...answer.page.querySelector("[data-filters-grid]").children];
    grid.append(...cards);
    this.results
      .querySelector("[data-filters-pager]")
      .replaceWith(answer.page.querySelector("[data-filters-pager]"));
    history.replaceState(null, "", answer.url);
    cards[0].querySelector("a").focus();
  }

  // Counts, ticks and words of the panel from a fresh page; the controls themselves stay.
  refresh(page) {
    for (const fresh of page.querySelectorAll("[data-filters-form] input")) {
      const own = fresh.id && this.form.querySelector(`#${CSS.escape(fresh.id)}`);
      if (!own) continue;
      if (own.type === "checkbox") {
        own.checked = fresh.checked;
        own.disabled = fresh.disabled;
        own.parentElement.querySelector("[data-count]").textContent =
          fresh.parentElement.querySelector("[data-count]").textContent;
      } else {
        own.value = fresh.value;
        own.placeholder = fresh.placeholder;
      }
    }
    for (const part of ["[data-filters-bars]", "[data-filters-chosen]", "[data-filters-models]"]) {
      this.root.querySelector(part).replaceChildren(...page.querySelector(part).childNodes);
    }
    this.status.replaceChildren(...page.querySelector("[data-filters-status]").childNodes);
    const order = page.querySelector("#sort").value;
    for (const select of this.root.querySelectorAll("#sort, [data-filters-sort]")) select.value = order;
  }
}
