// Going on with a word while the cell that it is in is run again. With jupyter-collaboration, what one person runs is
// taken off the page of the other until the new output is there, and that may take seconds. So the field that somebody
// is writing in is held at the edge of the page until then. What is typed there is kept, and taken up by the new one.

import { make } from "./dom.js";

const HELD_FOR = 15000; // ms to wait for the new one; what was typed is offered when there is one after all
const JUST_NOW = 1000; // ms

let writing = null; // where the writer is: { key, root, control, at, left }
let held = null;

const controlsIn = (box) => [...box.querySelectorAll("input, textarea, select, button")];

export function writesIn(slot, root, box, control) {
  writing = { key: slot.draft.key, root, control, at: controlsIn(box).indexOf(control), left: null };
}

document.addEventListener("focusout", (event) => {
  if (writing?.control === event.target) writing.left = performance.now();
});

document.addEventListener("focusin", (event) => {
  if (writing?.control === event.target || /** @type {Element} */ (event.target).closest?.(".jp-Notebook")) return;
  writing = null;
  letGo();
});

// A view of a field has gone. If it took the focus with it, somebody was writing in it.
export function holdIfWriting(root) {
  if (writing?.root !== root || document.activeElement !== document.body) return;
  if (writing.left !== null && performance.now() - writing.left > JUST_NOW) return;
  letGo();
  held = make("div", { className: "reflect-held" }, root);
  held.timer = setTimeout(letGo, HELD_FOR);
  const range = rangeIn(writing.control);
  document.body.append(held);
  goTo(writing.control, range);
}

function letGo() {
  if (!held) return;
  clearTimeout(held.timer);
  held.remove();
  held = null;
}

// A new view of a slot has come alive: whoever wrote in the old one goes on where they were.
export function goOnWriting(slot, box) {
  if (writing?.key !== slot.draft.key || box.contains(writing.control) || !(held || !writing.control.isConnected))
    return;
  const { control, at } = writing;
  const range = rangeIn(control);
  const again = controlsIn(box)[at];
  letGo();
  if (again) goTo(again, range);
}

const rangeIn = (control) =>
  "selectionStart" in control
    ? { start: control.selectionStart, end: control.selectionEnd }
    : { start: null, end: null };

function goTo(control, { start, end }) {
  control.focus();
  if (start !== null && control.selectionStart !== null) control.setSelectionRange?.(start, end);
}
