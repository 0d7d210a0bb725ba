// <form data-theme-switch><button name="theme" value="dark">…</button>…</form>
// Changes the theme at once instead of posting the form; the server reads the same cookie on the next page.

const YEAR = 365 * 24 * 60 * 60;

export function activate(form) {
  form.addEventListener("submit", (event) => {
    const theme = event.submitter?.value;
    if (!theme) return;
    event.preventDefault();
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
    document.documentElement.dataset.theme = theme;
    [...form.querySelectorAll("button")].find((button) => button.checkVisibility())?.focus();
  });
}
