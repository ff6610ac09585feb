// In JupyterLab, letters are commands while a cell has the focus and no box in it: Y makes a heading code, D D deletes a
// question. Whoever clicks on a heading and begins to type means none of that, so while a form is shown they do nothing.
// What moves about (Tab, arrows, Page Down, Space), Enter and Escape, and all that is pressed with Ctrl, Alt or Cmd
// stays as it is; so does everything where the code is shown, and the menus have every command.

window.addEventListener(
  "keydown",
  (event) => {
    if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return;
    const notebook = event.target.closest?.(".jp-Notebook");
    if (!notebook?.querySelector(".reflect-field") || notebook.classList.contains("reflect-code-shown")) return;
    if (event.target.isContentEditable || event.target.closest(".reflect-field, input, textarea, select")) return;
    event.stopPropagation(); // JupyterLab listens at the document, which comes after the window
  },
  true,
);
