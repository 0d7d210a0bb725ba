// Addresses offered while somebody types: an ARIA combobox over a plain text field, which takes whatever is typed.
// An address that is known to lie inside or beyond the ring road chooses that too.
//
// <div data-suggestions="/checkout/addresses/" data-found="…"><div class="field"><input id="id_address"></div></div>

const PAUSE = 250; // ms after the last letter
const SHORTEST = 3;

export function activate(root) {
  const input = root.querySelector("input");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  const box = document.createElement("div");
  let options = [];
  let current = -1;
  let timer;
  let asked;

  box.className = "suggestions";
  list.className = "suggestions__list";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "");
  list.hidden = true;
  status.className = "vh";
  status.setAttribute("role", "status");
  input.before(box);
  box.append(input, list, status);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) input.setAttribute(name, value);

  input.addEventListener("input", () => {
    clearTimeout(timer);
    asked?.abort();
    const typed = input.value.trim();
    if (typed.length < SHORTEST) return close();
    timer = setTimeout(() => ask(typed), PAUSE);
  });

  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((current + step + options.length) % options.length);
    } else if (event.key === "Enter" && current >= 0 && !list.hidden) {
      event.preventDefault();
      choose(options[current]);
    }
  });

  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the field
  list.addEventListener("click", (event) => {
    const place = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (place >= 0) choose(options[place]);
  });

  async function ask(typed) {
    asked = new AbortController();
    try {
      const body = new URLSearchParams({ q: typed, csrfmiddlewaretoken: input.form.csrfmiddlewaretoken.value });
      const response = await fetch(root.dataset.suggestions, { method: "POST", body, signal: asked.signal });
      if (response.ok) show((await response.json()).suggestions);
    } catch {
      close(); // the address is typed by hand
    }
  }

  function show(found) {
    if (document.activeElement !== input) return;
    options = found;
    if (!found.length) return close();
    list.replaceChildren(
      ...found.map((each, place) => {
        const option = document.createElement("li");
        option.className = "suggestions__option";
        option.id = `${list.id}-${place}`;
        option.setAttribute("role", "option");
        option.textContent = each.text;
        return option;
      }),
    );
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    status.textContent = `${root.dataset.found} ${found.length}`;
    mark(-1);
  }

  function mark(place) {
    current = place;
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    if (place < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[place].id);
    list.children[place].scrollIntoView({ block: "nearest" });
  }

  function choose(option) {
    input.value = option.text;
    close();
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(timer);
    fill(input.form, option);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function close() {
    clearTimeout(timer);
    options = [];
    list.hidden = true;
    list.replaceChildren();
    current = -1;
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
}

/** What the address tells of the delivery, as if it had been chosen by hand. */
function fill(form, { zone, km }) {
  if (km !== null && form.elements.km) form.elements.km.value = km || "";
  const radio = zone && form.querySelector(`[name="zone"][value="${CSS.escape(zone)}"]`);
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}
