// Parts of a workbook, such as a second goal, that are folded until somebody wants them. JupyterLab and Notebook fold what
// is under a heading by themselves, and the notebook tells them to. Anywhere else the fields of a part fold: the first of
// them on the page shows a button, and the others nothing.

import { button, make } from "./dom.js";
import { t } from "./language.js";

/** @import { FoldedIn } from "./wire.js" */

const HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"];

/** @type {Set<Folding>} */
const foldings = new Set(); // of the fields on this page

/** @type {Map<string, boolean>} */
const parts = new Map(); // whether each is folded, for as long as the page is there

/** How a field folds that is in these parts, the outer ones first. */
export class Folding {
  /**
   * @param {string} workbook
   * @param {HTMLElement} root The field
   * @param {readonly FoldedIn[]} foldedIn
   */
  constructor(workbook, root, foldedIn) {
    this.root = root;
    this.places = foldedIn.map((part) => {
      const key = `${workbook}:${part.id}`;
      const press = button("", () => fold([key], !parts.get(key)), { className: "reflect-quiet" });
      return { ...part, key, press, opener: make("p", { className: "reflect-fold reflect-gone" }, press) };
    });
    this.openers = this.places.map(({ opener }) => opener);
  }

  /** The field is in the page: fold it, unless somebody has unfolded what it is in. */
  begin() {
    if (!this.places.length || foldings.has(this) || foldsByItself()) return;
    foldings.add(this);
    for (const { key } of this.places) parts.set(key, parts.get(key) ?? true);
    arrange();
  }

  unfold() {
    const keys = this.places.map(({ key }) => key);
    if (foldings.has(this)) fold(keys, false);
  }

  close() {
    if (foldings.delete(this)) arrange();
  }

  /** @param {Map<string, Place>} first */
  show(first) {
    let folded = false; // by what is around
    for (const place of this.places) {
      const isFolded = parts.get(place.key) ?? false;
      place.opener.classList.toggle("reflect-gone", folded || first.get(place.key) !== place);
      place.press.textContent = isFolded
        ? t("Show “{part}”", { part: place.title })
        : t("Hide “{part}”", { part: place.title });
      folded ||= isFolded;
    }
    this.root.classList.toggle("reflect-folded", folded);
  }
}

/** @typedef {Folding["places"][number]} Place */

/**
 * Unfolds what an element is in, for whoever is led to it.
 *
 * @param {Element} element
 */
export function unfoldAround(element) {
  for (const folding of foldings) if (folding.root.contains(element)) folding.unfold();
  for (let level = 0; level < HEADINGS.length && !element.checkVisibility(); level++)
    openerOfJupyterLab(element)?.click();
}

/**
 * The button of JupyterLab's that unfolds the outermost part around an element: that of the last cell to be seen before it.
 *
 * @param {Element} element
 * @returns {HTMLElement | null | undefined}
 */
function openerOfJupyterLab(element) {
  const all = [...document.querySelectorAll(".jp-Cell")];
  const before = all.slice(
    0,
    all.findIndex((cell) => cell.contains(element)),
  );
  return before.findLast((cell) => cell.checkVisibility())?.querySelector(".jp-collapseHeadingButton.jp-mod-collapsed");
}

/**
 * @param {readonly string[]} keys
 * @param {boolean} isFolded
 */
function fold(keys, isFolded) {
  if (keys.every((key) => parts.get(key) === isFolded)) return;
  for (const key of keys) parts.set(key, isFolded);
  arrange();
}

function arrange() {
  /** @type {Map<string, Place>} */
  const first = new Map(); // of each part
  for (const { places } of foldings)
    for (const place of places)
      if (place.place < (first.get(place.key)?.place ?? Infinity)) first.set(place.key, place);
  for (const folding of foldings) folding.show(first);
  foldCells([...first.values()].filter(({ key }) => parts.get(key)));
}

// A field that JupyterLab has folded away is not in the page yet, so it is the page that is looked at.
const foldsByItself = () => document.querySelector(".jp-Notebook") !== null && !("voila" in document.body.dataset);

// Voilà has the cells on the page, what stands between the fields too, and does not fold them.

/** @param {Place[]} folded The first field of each part that is folded */
function foldCells(folded) {
  const cells = [...document.querySelectorAll(".jp-Cell")]; // Voilà wraps some of them, and not others
  for (const cell of cells) cell.classList.remove("reflect-folded");
  for (const { opener, level } of folded) {
    for (const cell of under(cells, opener, level))
      if (!cell.querySelector(".reflect-fold:not(.reflect-gone)")) cell.classList.add("reflect-folded");
  }
}

/**
 * The cells of the part that an element is in, from its heading, which is of this level, to the next such or a higher one.
 *
 * @param {Element[]} cells
 * @param {Element} element
 * @param {number} level
 */
function under(cells, element, level) {
  const headings = HEADINGS.slice(0, level).join(",");
  const isHeading = cells.map((cell) => cell.querySelector(".jp-RenderedMarkdown")?.querySelector(headings) != null);
  const within = cells.findIndex((cell) => cell.contains(element));
  const end = isHeading.indexOf(true, within);
  return within < 0 ? [] : cells.slice(isHeading.lastIndexOf(true, within) + 1, end < 0 ? cells.length : end);
}
