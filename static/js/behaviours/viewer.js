// The 3D model of a product. Nothing of it is loaded before somebody chooses 3D: then the script and the model come,
// and until they are there the colour picture underneath stays. Without WebGL it stays for good, with a sentence.
//
// <div data-viewer data-src="…glb" data-script="…js" data-alt="…" data-variant="oak" hidden>
//   <p data-words></p><template data-loading>…</template><template data-ar><button slot="ar-button">…</button></template></div>

export function activate(frame) {
  const gallery = frame.closest("[data-gallery]");
  const views = gallery.querySelector("[data-views]");
  let material = frame.dataset.variant;
  let model;
  let starting;
  let failures = 0;
  let painting = Promise.resolve();

  views.hidden = false;
  views.querySelector("[data-view-3d]").hidden = false;
  // Firefox keeps the choice over a reload; the model, once gone, is loaded again only when somebody asks.
  if (views.querySelector("input:checked").value === "3d") views.querySelector("input").checked = true;
  views.addEventListener("change", () => {
    const chosen = views.querySelector("input:checked").value === "3d";
    frame.hidden = !chosen;
    if (chosen) starting ??= start();
  });
  document.addEventListener("istok:variant", (event) => {
    material = event.detail.material;
    paint();
  });

  function say(name) {
    const words = name && frame.querySelector(`template[data-${name}]`).content.textContent.trim();
    frame.querySelector("[data-words]").textContent = words || "";
  }

  /** One finish after another, whatever the number of quick clicks: the last one is what stays. */
  function paint() {
    painting = painting.then(() => model?.loaded && dress(model, material));
  }

  /** What went wrong may go right when 3D is chosen again. */
  function fail(name) {
    say(name);
    frame.classList.remove("viewer--ready");
    model?.remove();
    model = starting = undefined;
    painting = Promise.resolve();
    failures += 1;
  }

  /** The browser remembers a script that failed, <model-viewer> a model: another try needs another address. */
  function again(mark) {
    return failures ? `${mark}try=${failures}` : "";
  }

  async function start() {
    if (!hasWebGL()) return fail("no-webgl");
    say("loading");
    try {
      if (!customElements.get("model-viewer")) await import(frame.dataset.script + again("?"));
    } catch {
      return fail("failed");
    }
    model = makeModel(frame);
    model.src = frame.dataset.src + again("#");
    model.addEventListener("error", () => fail("failed"));
    model.addEventListener("load", () => {
      say("");
      frame.classList.add("viewer--ready");
      paint();
    });
    frame.append(model);
  }
}

function hasWebGL() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"));
}

/**
 * The finish that the model was drawn in has no materials of its own in the file, and a name that <model-viewer> does
 * not know leaves the last finish on. So every change goes through the model as it was drawn.
 */
async function dress(model, name) {
  const wanted = model.availableVariants.includes(name) ? name : null;
  if (wanted === model.variantName) return;
  await put(model, null);
  await put(model, wanted);
}

function put(model, name) {
  if (model.variantName === name) return undefined;
  const done = new Promise((resolve) => model.addEventListener("variant-applied", resolve, { once: true }));
  model.variantName = name;
  return done;
}

function makeModel(frame) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const attributes = {
    alt: frame.dataset.alt,
    ar: "",
    "ar-modes": "webxr scene-viewer quick-look",
    "camera-controls": "",
    "touch-action": "pan-y",
    "shadow-intensity": "1",
    ...(still ? { "interaction-prompt": "none" } : { "auto-rotate": "" }),
  };
  const element = document.createElement("model-viewer");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(frame.querySelector("template[data-ar]").content.cloneNode(true));
  return element;
}
