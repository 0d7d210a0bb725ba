// A mistake is told when a field is left after it was changed, and goes as soon as it is mended. The browser knows
// what is wrong, the words come from the server. Phones are written as people read them; nothing is ever refused.
//
// <form data-fields><div class="field"><input required data-missing="…" data-wrong="…"></div></form>

export function activate(form) {
  const changed = new WeakSet();

  form.addEventListener("input", (event) => {
    changed.add(event.target);
    if (event.target.getAttribute("aria-invalid") === "true") tell(event.target);
  });

  form.addEventListener("change", (event) => {
    if (["radio", "checkbox"].includes(event.target.type)) chosen(event.target);
  });

  form.addEventListener("focusout", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLElement) || !changed.has(field)) return;
    if (field.type === "tel") field.value = formatted(field.value);
    tell(field);
  });
}

/** A choice that was missing is made: what was said of it goes. */
function chosen(field) {
  const group = field.closest(".field");
  group?.querySelector(":scope > .field__error")?.remove();
  for (const each of [group, ...(group?.querySelectorAll("[aria-invalid]") ?? [])]) {
    each?.removeAttribute("aria-invalid");
    each?.removeAttribute("aria-describedby");
  }
}

function tell(field) {
  const words = wrong(field);
  if (words === null) return;
  const place = field.closest(".field");
  if (!place || place.tagName === "FIELDSET") return;
  const id = `${field.id}_error`;
  let error = document.getElementById(id);
  if (!words) {
    error?.remove();
    field.removeAttribute("aria-invalid");
    describe(field, id, false);
    return;
  }
  if (!error) {
    error = document.createElement("div");
    error.className = "field__error";
    error.id = id;
    place.append(error);
  }
  (error.querySelector("span") ?? error).textContent = words;
  field.setAttribute("aria-invalid", "true");
  describe(field, id, true);
}

/** What is wrong with a field, "" for nothing, null when only the server knows. */
function wrong(field) {
  const { missing, wrong: told } = field.dataset;
  if (!missing && !told) return field.value.trim() ? "" : null; // what it said was of another text
  if (field.validity.valueMissing || (field.required && !field.value.trim())) return missing ?? "";
  return field.validity.valid ? "" : (told ?? missing);
}

function describe(field, id, isOn) {
  const ids = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (isOn) ids.add(id);
  else ids.delete(id);
  if (ids.size) field.setAttribute("aria-describedby", [...ids].join(" "));
  else field.removeAttribute("aria-describedby");
}

/** `+7 (921) 000-00-00` of any spelling of a Russian number; whatever else is typed stays. */
function formatted(text) {
  const digits = text.replace(/\D/g, "");
  const isRussian = (digits.length === 11 && /^[78]/.test(digits) && !/^\s*\+8/.test(text)) || (digits.length === 10 && !text.includes("+"));
  if (!isRussian || text.trim().startsWith("00")) return text;
  const [, city, first, second, third] = digits.slice(-10).match(/(...)(...)(..)(..)/);
  return `+7 (${city}) ${first}-${second}-${third}`;
}
