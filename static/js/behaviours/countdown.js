// Counts down the time in which an order can be paid, says it aloud twice, and asks for the page anew when it is over.
// Without it the page says until when.
//
// <p data-countdown="899" data-left="left" data-five="…" data-one="…">… <span data-countdown-left hidden></span>
//   <span role="status" data-countdown-said></span></p>

const SPOKEN = [[300, "five"], [60, "one"]]; // seconds left, and the words for them

export function activate(element) {
  const left = element.querySelector("[data-countdown-left]");
  const said = element.querySelector("[data-countdown-said]");
  // The server's count: the clock of this machine may be wrong, but it runs on while the page sleeps.
  const over = Date.now() + Number(element.dataset.countdown) * 1000;
  let before = Infinity;
  const timer = setInterval(tick, 1000);
  if (seconds() <= 0) return clearInterval(timer); // the server says so itself; no reload after reload
  left.hidden = false;
  tick();

  function seconds() {
    return Math.max(0, Math.ceil((over - Date.now()) / 1000));
  }

  function tick() {
    const now = seconds();
    left.textContent = `${element.dataset.left} ${Math.floor(now / 60)}:${String(now % 60).padStart(2, "0")}`;
    for (const [at, words] of SPOKEN) if (now <= at && before > at && before !== Infinity) said.textContent = element.dataset[words];
    before = now;
    if (now > 0) return;
    clearInterval(timer);
    location.reload();
  }
}
