// The gallery of a product: thumbnails scroll the track without moving the page, the counter follows the swipe and the
// sketch, a chosen finish brings its picture, and the sketch tells when it shows another size. Without it thumbnails
// are links to slides and the track scrolls by itself.
//
// <section data-gallery><div data-track><div id="slide-7">…</div>…</div><span data-position>1</span>
//   <p data-drawn="1 300 × 460 × 830 мм" hidden>…</p> <a href="#slide-7">…</a>…</section>

export function activate(gallery) {
  const track = gallery.querySelector("[data-track]");
  const position = gallery.querySelector("[data-position]");
  const slides = [...track.children].filter((slide) => slide.id);
  const thumbs = [...gallery.querySelectorAll("a[href^='#slide-']")];
  const sketch = gallery.querySelector("input[name='view'][value='sketch']");
  const remark = gallery.querySelector("[data-drawn]");
  let seen = 0;

  function show(id, behavior) {
    const index = slides.findIndex((slide) => slide.id === id);
    if (index < 0) return;
    track.scrollTo({ left: index * track.clientWidth, behavior });
    mark((seen = index));
  }

  function mark(index) {
    count();
    thumbs.forEach((thumb, place) => {
      if (place === index) thumb.setAttribute("aria-current", "true");
      else thumb.removeAttribute("aria-current");
    });
  }

  /** The sketch stands after the colour pictures, as among the thumbnails. */
  function count() {
    if (position) position.textContent = sketch?.checked ? slides.length + 1 : seen + 1;
  }

  function colour() {
    const radio = gallery.querySelector("input[name='view'][value='colour']");
    if (!radio || radio.checked) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }

  track.addEventListener("scroll", () => {
    const index = Math.round(track.scrollLeft / track.clientWidth);
    if (index !== seen) mark((seen = index));
  });
  for (const thumb of thumbs) {
    thumb.addEventListener("click", (event) => {
      event.preventDefault();
      colour();
      show(thumb.hash.slice(1));
    });
  }
  gallery.addEventListener("change", count);
  document.addEventListener("istok:variant", (event) => {
    show(event.detail.slide, "instant");
    if (remark) remark.hidden = event.detail.sizesText === remark.dataset.drawn;
  });
  count();
}
