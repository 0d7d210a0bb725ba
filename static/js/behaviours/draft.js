// What was typed into a form outlives a reload and a walk to another page, in this tab only. Boxes to tick (consents)
// and hidden fields are not kept, nor anything once the form is sent: from then on the server keeps what was typed.
//
// <form data-draft="checkout">… <div data-undrafted>the server keeps these already</div></form>

export function activate(form) {
  const place = `istok:draft:${form.dataset.draft}`;
  const fields = [...form.elements].filter((field) => field.name && isKept(field));
  let isSent = false;

  // An answer with mistakes has what was sent, which is newer than anything kept here.
  if (!document.querySelector(".errors")) restore(fields, read(place));

  form.addEventListener("submit", () => (isSent = true));
  addEventListener("pageshow", () => (isSent = false));
  addEventListener("pagehide", () => {
    const kept = fields.filter(isChanged).map((field) => [key(field), before(field), now(field)]);
    if (isSent || !kept.length) return sessionStorage.removeItem(place);
    sessionStorage.setItem(place, JSON.stringify(kept));
  });
}

function isKept(field) {
  return !["hidden", "checkbox", "submit"].includes(field.type) && !field.closest("[data-undrafted]");
}

function read(place) {
  try {
    return JSON.parse(sessionStorage.getItem(place)) ?? [];
  } catch {
    return []; // no storage, or not ours
  }
}

/** Only over what the server says as it did then: after a sign-in it may know better. */
function restore(fields, kept) {
  const found = new Map(kept.map(([name, was, value]) => [name, { was, value }]));
  for (const field of fields) {
    const each = found.get(key(field));
    if (!each || each.was !== before(field)) continue;
    if (isRadio(field)) field.checked = each.value;
    else field.value = each.value;
    if (now(field)) field.dispatchEvent(new Event("change", { bubbles: true }));
    field.closest("details")?.setAttribute("open", "");
  }
}

const isRadio = (field) => field.type === "radio";
const key = (field) => (isRadio(field) ? `${field.name}=${field.value}` : field.name);
const before = (field) => (isRadio(field) ? field.defaultChecked : field.defaultValue);
const now = (field) => (isRadio(field) ? field.checked : field.value);
const isChanged = (field) => before(field) !== now(field);
