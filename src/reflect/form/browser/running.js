// What JupyterLab does when cells have been run: it goes to the last of them and takes the focus there, whatever
// somebody is doing by then. Their next letters would be commands to it, and D D deletes a cell.

const BY_HAND = 200; // ms after a click or a key in which the focus moves on account of it
const SCROLLS_WITHIN = 1000; // ms from the focus to the page

let byHand = -Infinity;
let goneByItself = true; // whether the focus is where JupyterLab put it, as far as anybody here has seen
/** @type {EventTarget | null} */
let givenBack = null; // the control that got the focus back, until somebody writes

document.addEventListener("mousedown", movesByHand, true);
document.addEventListener("keydown", (event) => (event.key === "Tab" || !inField(event.target)) && movesByHand(), true);

function movesByHand() {
  byHand = performance.now();
}

/** @param {EventTarget | null} target */
export const inField = (target) => target instanceof Element && target.closest(".reflect-field") !== null;

// Give it back, once: where it is taken again and nothing was written meanwhile, it may be a screen reader that moves.
document.addEventListener(
  "focusin",
  (event) => {
    const control = event.relatedTarget;
    goneByItself = performance.now() - byHand > BY_HAND;
    if (!goneByItself || !isCell(event.target) || !inField(control) || control === givenBack) return;
    givenBack = control;
    /** @type {HTMLElement} */ (control).focus({ preventScroll: true });
  },
  true,
);
document.addEventListener(
  "input",
  () => {
    givenBack = null;
  },
  true,
);

// Calls `then` where JupyterLab has gone to the last cell of this notebook, or goes there before anybody has moved by
// hand: for the focus, which is first, and once more for the page. Returns what stops it.
/**
 * @param {Element} notebook
 * @param {() => void} then
 */
export function whenAllHaveRun(notebook, then) {
  const shown = performance.now();
  const stopped = new AbortController();
  const { signal } = stopped;
  function ran() {
    notebook.addEventListener("scroll", then, { signal, capture: true });
    setTimeout(() => stopped.abort(), SCROLLS_WITHIN);
    then();
  }
  /** @param {Event} event */
  function moved(event) {
    if (byHand > shown) stopped.abort();
    else if (goneByItself && isLastCell(event.target)) ran();
  }
  if (goneByItself && isLastCell(document.activeElement)) ran();
  else notebook.addEventListener("focusin", moved, { signal });
  return () => stopped.abort();
}

/** @param {EventTarget | null} target @returns {target is Element} */
const isCell = (target) => target instanceof Element && target.matches(".jp-Cell");

/** @param {EventTarget | null} target */
const isLastCell = (target) => isCell(target) && !target.nextElementSibling?.matches(".jp-Cell");
