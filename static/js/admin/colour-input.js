/*
 * Keeps a colour's text and the browser's picker in step.
 * <span data-colour-input><input type="text"><input type="color"></span>
 */
const COLOUR = /^#[0-9a-f]{6}$/i;

document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-colour-input]");
  if (!box) return;
  const [text, picker] = box.querySelectorAll("input");
  if (event.target === picker) text.value = picker.value;
  else if (COLOUR.test(text.value)) picker.value = text.value;
});
