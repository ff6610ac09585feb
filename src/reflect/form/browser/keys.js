// In JupyterLab, letters are commands while a cell has the focus and no box in it: Y makes a heading code, D D deletes a
// question. Whoever clicks on a heading and begins to type means none of that, so while a form is shown they do nothing.
// What moves about (Tab, arrows, Page Down, Space), Enter and Escape, and all that is pressed with Ctrl, Alt or Cmd
// stays as it is; so does everything where the code is shown, and the menus have every command.

import { saveEverything } from "./forms.js";

window.addEventListener(
  "keydown",
  (event) => {
    if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const notebook = target.closest?.(".jp-Notebook");
    if (!notebook?.querySelector(".reflect-field") || notebook.classList.contains("reflect-code-shown")) return;
    if (target.isContentEditable || target.closest(".reflect-field, input, textarea, select")) return;
    event.stopPropagation(); // JupyterLab listens at the document, which comes after the window
  },
  true,
);

// JupyterLab takes keys for its own: Shift+Enter runs a cell, D D deletes it. None of that while somebody is writing.
/** @param {HTMLElement} root */
export function keepKeys(root) {
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const type of ["keydown", "keypress", "keyup"]) root.addEventListener(type, (event) => event.stopPropagation());
  root.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      saveEverything();
    }
  });
  // A browser shows whoever comes to a text box with Tab where the cursor is, and no more of the box.
  root.addEventListener("keyup", (event) => {
    if (event.key === "Tab" && event.target instanceof Element) event.target.scrollIntoView({ block: "nearest" });
  });
}
