// The filters of narrow screens: the form moves into a dialog, changes show their count in its button, and only
// «Show» takes them to the list; «Cancel», Esc and the cross put everything back.
export function drawer(root, form, listing) {
  const dialog = root.querySelector("[data-filters-drawer]");
  const place = dialog.querySelector("[data-filters-place]");
  const home = document.createComment("filters");
  const state = {
    isOpen: false,
    async apply() {
      close();
      await listing.go(listing.address(), { focus: true });
    },
  };
  form.before(home);

  function open() {
    place.append(form);
    dialog.showModal();
    state.isOpen = true;
  }

  function close() {
    state.isOpen = false;
    dialog.close();
    home.after(form);
  }

  async function cancel() {
    close();
    await listing.go(location.href, { push: false });
  }

  root.querySelector("[data-filters-open]").addEventListener("click", open);
  dialog.querySelector("[data-filters-apply]").addEventListener("click", state.apply);
  for (const button of dialog.querySelectorAll("[data-filters-cancel]")) button.addEventListener("click", cancel);
  dialog.querySelector("[data-filters-reset]").addEventListener("click", () => {
    for (const input of form.querySelectorAll("input:not([type=hidden])")) {
      if (input.type === "checkbox") input.checked = false;
      else input.value = "";
    }
    listing.preview();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    cancel();
  });
  // A window that grows wide again must not keep its filters in a drawer.
  matchMedia("(width >= 62rem)").addEventListener("change", () => state.isOpen && cancel());
  return state;
}
