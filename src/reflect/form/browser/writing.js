// Going on with a word while the cell that it is in is run again. With jupyter-collaboration, what one person runs is
// taken off the page of the other until the new output is there, and that may take seconds. So the field that somebody
// is writing in is held at the edge of the page until then. What is typed there is kept, and taken up by the new one.

import { make } from "./dom.js";

const HELD_FOR = 15000; // ms to wait for the new one; what was typed is offered when there is one after all
const JUST_NOW = 1000; // ms

/**
 * @import { Slot } from "./slot.js"
 *
 * Where the writer is: in the control that is the `at`-th of its box, which it lost the focus at `left`.
 *
 * @typedef {{ key: string, root: Element, control: HTMLElement, at: number, left: number | null }} Place
 */

/** @type {Place | null} */
let writing = null;

/** @type {HTMLElement | null} */
let held = null;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let letGoLater;

/** @param {Element} box @returns {HTMLElement[]} */
const controlsIn = (box) => Array.from(box.querySelectorAll("input, textarea, select, button"));

/**
 * @param {Slot} slot
 * @param {Element} root
 * @param {Element} box
 * @param {EventTarget | null} control
 */
export function writesIn(slot, root, box, control) {
  if (!(control instanceof HTMLElement)) return;
  writing = { key: slot.draft.key, root, control, at: controlsIn(box).indexOf(control), left: null };
}

document.addEventListener("focusout", (event) => {
  if (writing && writing.control === event.target) writing.left = performance.now();
});

document.addEventListener("focusin", (event) => {
  if (writing?.control === event.target || /** @type {Element} */ (event.target).closest?.(".jp-Notebook")) return;
  writing = null;
  letGo();
});

// A view of a field has gone. If it took the focus with it, somebody was writing in it.
/** @param {Element} root */
export function holdIfWriting(root) {
  if (!writing || writing.root !== root || document.activeElement !== document.body) return;
  if (writing.left !== null && performance.now() - writing.left > JUST_NOW) return;
  letGo();
  held = make("div", { className: "reflect-held" }, root);
  letGoLater = setTimeout(letGo, HELD_FOR);
  const range = rangeIn(writing.control);
  document.body.append(held);
  goTo(writing.control, range);
}

function letGo() {
  if (!held) return;
  clearTimeout(letGoLater);
  held.remove();
  held = null;
}

// A new view of a slot has come alive: whoever wrote in the old one goes on where they were.
/**
 * @param {Slot} slot
 * @param {Element} box
 */
export function goOnWriting(slot, box) {
  if (!writing || writing.key !== slot.draft.key) return;
  const { control, at } = writing;
  if (box.contains(control) || !(held || !control.isConnected)) return;
  const range = rangeIn(control);
  const again = controlsIn(box)[at];
  letGo();
  if (again) goTo(again, range);
}

/** @param {HTMLElement} control @returns {control is HTMLInputElement | HTMLTextAreaElement} */
const hasText = (control) => control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement;

/** @param {HTMLElement} control @returns {[start: number | null, end: number | null]} */
const rangeIn = (control) => (hasText(control) ? [control.selectionStart, control.selectionEnd] : [null, null]);

/**
 * @param {HTMLElement} control
 * @param {[start: number | null, end: number | null]} range
 */
function goTo(control, [start, end]) {
  control.focus();
  if (start !== null && hasText(control) && control.selectionStart !== null) control.setSelectionRange(start, end);
}
