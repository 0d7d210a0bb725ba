// Asks every two seconds whether a payment is decided, then goes on to where the server says. Without it the page asks
// for itself again.
//
// <div data-awaiting="/payments/…/state/"><p role="status" data-awaiting-told data-slow="It takes longer …">…</p></div>

const PAUSE = 2000;
const SLOW_PAUSE = 10000;
const SLOW_AFTER = 30; // questions

export function activate(element) {
  const told = element.querySelector("[data-awaiting-told]");
  let asked = 0;
  setTimeout(ask, PAUSE);

  async function ask() {
    asked += 1;
    try {
      const response = await fetch(element.dataset.awaiting, { headers: { Accept: "application/json" } });
      const answer = response.ok ? await response.json() : {};
      if (answer.url) return location.replace(answer.url);
    } catch {
      // no network just now: the next question may get through
    }
    if (asked === SLOW_AFTER) told.textContent = told.dataset.slow;
    setTimeout(ask, asked < SLOW_AFTER ? PAUSE : SLOW_PAUSE);
  }
}
