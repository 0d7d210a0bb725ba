// Loads a behaviour when the page has an element that asks for it: data-menu → behaviours/menu.js.
// Every page works without them. A behaviour exports activate(element).
const BEHAVIOURS = ["filters", "menu", "theme-switch", "compare", "gallery", "variants", "viewer"];

const activated = new WeakMap();

async function start(root) {
  for (const name of BEHAVIOURS) {
    const found = [...root.querySelectorAll(`[data-${name}]`)];
    if (!found.length) continue;
    const { activate } = await import(new URL(`behaviours/${name}.js`, import.meta.url));
    for (const element of found) {
      const done = activated.get(element) ?? new Set();
      if (done.has(name)) continue;
      activated.set(element, done.add(name));
      activate(element);
    }
  }
}

start(document);
document.addEventListener("htmx:after:swap", () => start(document));
