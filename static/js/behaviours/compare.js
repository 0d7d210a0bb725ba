// <div class="compare" data-compare>…<input class="compare__range" type="range">…</div>
// The range moves the border between the sketch and the finished piece.

export function activate(element) {
  const range = element.querySelector("input[type=range]");
  const show = () => element.style.setProperty("--split", `${range.value}%`);

  range.addEventListener("input", show);
  show();
}
