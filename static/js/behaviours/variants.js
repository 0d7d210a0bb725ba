// The choice of a product's size and finish: everything that depends on it changes in place, and the address follows.
// Without it the same form asks the server. All words come ready from the server in <script id="product-variants">.
//
// <form data-variants><input type="radio" name="v" value="KS-1" data-finish-name="дуб">…
//   <input type="radio" name="size" value="1600">… <span data-price>…</span></form>

export function activate(form) {
  const source = document.getElementById("product-variants");
  const variants = source ? Object.values(JSON.parse(source.textContent)) : [];
  if (variants.length < 2) return;

  form.addEventListener("change", (event) => {
    const current = variants.find((variant) => variant.sku === form.dataset.chosen) ?? chosenNow(form, variants);
    const next = event.target.name === "size" ? inSize(variants, event.target.value, current) : byFinish(event.target, variants);
    if (next) show(form, variants, next);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formMethod !== "post") event.preventDefault();
  });
}

function chosenNow(form, variants) {
  const sku = form.elements.v?.value;
  return variants.find((variant) => variant.sku === sku) ?? variants[0];
}

function byFinish(radio, variants) {
  return variants.find((variant) => variant.sku === radio.value);
}

/** The same finish in another size; the first of that size when the finish is not made in it. */
function inSize(variants, size, current) {
  const ofSize = variants.filter((variant) => variant.size === size);
  return ofSize.find((variant) => variant.finish === current.finish) ?? ofSize[0];
}

function show(form, variants, chosen) {
  form.dataset.chosen = chosen.sku;
  write("[data-sku]", chosen.sku);
  write("[data-price]", chosen.price);
  write("[data-size]", chosen.size);
  write("[data-finish]", chosen.name);
  write("[data-availability-words]", chosen.availabilityWords);
  for (const side of ["width", "depth", "height"]) write(`[data-${side}]`, chosen.sizes[side]);
  write("[data-old-price-text]", chosen.oldPrice);
  form.querySelector("[data-old-price]").hidden = !chosen.oldPrice;
  form.querySelector("[data-availability]").dataset.availability = chosen.availability;
  const letter = form.querySelector("[data-letter]");
  if (letter) letter.href = `${letter.href.split("?")[0]}?subject=${chosen.subject}`;
  showButtons(chosen);
  showLines(form, chosen);
  showFinishes(form, variants, chosen);
  followAddress(chosen.sku);
  document.dispatchEvent(new CustomEvent("istok:variant", { detail: chosen }));
}

function write(selector, text) {
  for (const place of document.querySelectorAll(selector)) place.textContent = text;
}

/** What is in stock is bought, what will be made is asked for, what is sold out is neither. */
function showButtons(chosen) {
  const shown = {
    "[data-add]": chosen.isBought || chosen.isRequested,
    "[data-add-bought], [data-buy-now]": chosen.isBought,
    "[data-add-requested], [data-requested-remark]": chosen.isRequested,
    "[data-ask]": !chosen.isBought && !chosen.isRequested,
  };
  for (const [selector, isShown] of Object.entries(shown)) {
    for (const place of document.querySelectorAll(selector)) place.hidden = !isShown;
  }
}

function showLines(form, chosen) {
  for (const [code, text] of Object.entries(chosen.lines)) {
    const line = form.querySelector(`[data-line="${CSS.escape(code)}"]`);
    if (line) {
      line.hidden = !text;
      line.querySelector("[data-line-text]").textContent = text;
    }
    const row = document.querySelector(`[data-spec="${CSS.escape(code)}"]`);
    if (row) {
      row.hidden = !text;
      row.querySelector("td").textContent = text;
    }
  }
  write('[data-spec="size"] td', chosen.sizesText);
}

/** Every finish leads to its variant of the chosen size; one that this size lacks cannot be chosen, and is named. */
function showFinishes(form, variants, chosen) {
  const missing = [];
  for (const radio of form.querySelectorAll("[data-finish-name]")) {
    const same = variants.filter((variant) => variant.finish === radio.dataset.finishName);
    const here = same.find((variant) => variant.size === chosen.size);
    radio.value = (here ?? same[0]).sku;
    radio.disabled = !here;
    radio.checked = radio.dataset.finishName === chosen.finish;
    if (!here) missing.push(same[0].name);
  }
  const sentence = form.querySelector("[data-missing]");
  if (!sentence) return;
  sentence.hidden = !missing.length;
  sentence.querySelector("[data-missing-names]").textContent = missing.join(", ");
}

function followAddress(sku) {
  const address = new URL(location.href);
  address.searchParams.delete("size");
  address.searchParams.set("v", sku);
  history.replaceState(history.state, "", address);
}
