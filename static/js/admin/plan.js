/*
 * Parts of a payment: adds rows, and says whether they make the whole sum while they are typed.
 * <form data-plan data-total="1000.00"> … <div data-plan-rows> … <template data-plan-blank> …
 *   <button data-plan-add> … <p data-plan-told data-fits data-less data-more>
 */
/* `1 000 ₽`, `1 000,50 ₽`. */
function roubles(amount) {
  const digits = amount % 100 ? 2 : 0;
  const style = { style: "currency", currency: "RUB", minimumFractionDigits: digits };
  return new Intl.NumberFormat("ru-RU", style).format(amount / 100);
}

/* Kopecks of what is typed; 0 for what is no number. */
function kopecks(text) {
  const plain = text.replace(/[\s₽]/g, "").replace(",", ".");
  return /^\d+(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : 0;
}

function tell(form) {
  const told = form.querySelector("[data-plan-told]");
  const total = kopecks(form.dataset.total);
  const fields = form.querySelectorAll("[data-plan-rows] input[name$='-amount']");
  const sum = [...fields].reduce((before, field) => before + kopecks(field.value), 0);
  const { fits, less, more } = told.dataset;
  const rest = roubles(Math.abs(total - sum));
  told.textContent = sum === total ? fits : `${sum < total ? less : more} ${rest}`;
  told.classList.toggle("istok-plan__sum--wrong", sum !== total);
}

function add(form, button) {
  const count = form.querySelector("[name$='-TOTAL_FORMS']");
  const most = Number(form.querySelector("[name$='-MAX_NUM_FORMS']").value);
  const blank = form.querySelector("[data-plan-blank]").innerHTML.replaceAll("__prefix__", count.value);
  form.querySelector("[data-plan-rows]").insertAdjacentHTML("beforeend", blank);
  count.value = Number(count.value) + 1;
  button.hidden = Number(count.value) >= most;
  form.querySelector("[data-plan-rows] fieldset:last-child input")?.focus();
}

for (const form of document.querySelectorAll("[data-plan]")) {
  const button = form.querySelector("[data-plan-add]");
  button.hidden = false;
  button.addEventListener("click", () => add(form, button));
  form.addEventListener("input", () => tell(form));
  tell(form);
}
