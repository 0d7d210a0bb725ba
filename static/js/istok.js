// Loads a behaviour when the page has an element that asks for it: data-menu → behaviours/menu.js.
// Every page works without them. A behaviour exports activate(element).
const BEHAVIOURS = [
  "filters", "menu", "theme-switch", "compare", "gallery", "variants", "viewer", "buying", "cart", "checkout", "fields",
  "suggestions", "draft", "countdown", "awaiting",
];

for (const name of BEHAVIOURS) {
  const found = [...document.querySelectorAll(`[data-${name}]`)];
  if (!found.length) continue;
  const { activate } = await import(new URL(`behaviours/${name}.js`, import.meta.url));
  for (const element of found) activate(element);
}
