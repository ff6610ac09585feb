// Further parts of a workbook, such as a second goal, folded until somebody wants them. JupyterLab and Notebook fold what
// is under a heading by themselves, and the notebook tells them to; Voilà shows a notebook and folds nothing.

import { button, make } from "./dom.js";
import { t } from "./language.js";

/** @typedef {{ unfold(): void }} Part */

/** @type {Map<Element, Part>} */
const parts = new Map();

/**
 * Folds the part of the page that an element is in, unless it is folded or unfolded already.
 *
 * @param {Element} element
 * @param {string} title The heading of the part; "" for what is in none
 * @returns {Part | null} null where nothing is folded by us
 */
export function foldPart(element, title) {
  const cell = title && "voila" in document.body.dataset ? element.closest(".jp-Cell") : null;
  const heading = cell && headingAbove(cell, title);
  if (!heading) return null;
  const known = parts.get(heading) ?? makePart(heading, title);
  parts.set(heading, known);
  return known;
}

/**
 * Unfolds what an element is in, for whoever is led to it.
 *
 * @param {Element} element
 */
export function unfoldAround(element) {
  const folded = element.closest(".reflect-folded");
  for (const [heading, part] of parts) if (folded && under(heading).includes(folded)) part.unfold();
}

const HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"];

/** The cells of the page, in their order: Voilà wraps some of them, and not others. */
const cells = () => [...document.querySelectorAll(".jp-Cell")];

/**
 * The heading in a cell, of these levels.
 *
 * @param {Element} cell
 */
const headingIn = (cell, levels = HEADINGS) =>
  cell.querySelector(".jp-RenderedMarkdown")?.querySelector(levels.join(",")) ?? null;

/**
 * @param {Element} cell
 * @param {string} title
 */
function headingAbove(cell, title) {
  const all = cells();
  const above = all.slice(0, all.indexOf(cell)).reverse();
  return above.map((each) => headingIn(each)).find((each) => each?.firstChild?.textContent?.trim() === title);
}

/**
 * The cells of a part, from its heading to the next of its level or a higher one.
 *
 * @param {Element} heading
 */
function under(heading) {
  const levels = HEADINGS.slice(0, HEADINGS.indexOf(heading.localName) + 1);
  const after = cells().filter(
    (cell) => heading.compareDocumentPosition(cell) & Node.DOCUMENT_POSITION_FOLLOWING && !cell.contains(heading),
  );
  const end = after.findIndex((cell) => headingIn(cell, levels));
  return end < 0 ? after : after.slice(0, end);
}

/**
 * @param {Element} heading
 * @param {string} title
 * @returns {Part}
 */
function makePart(heading, title) {
  let isFolded = true;
  const more = button("", () => fold(!isFolded), { className: "reflect-quiet" });
  /** @param {boolean} folded */
  function fold(folded) {
    isFolded = folded;
    more.textContent = folded ? t("Show {part}", { part: title }) : t("Hide {part}", { part: title });
    for (const cell of under(heading)) cell.classList.toggle("reflect-folded", folded);
  }
  heading.closest(".jp-RenderedMarkdown")?.append(make("p", { className: "reflect-fold" }, more));
  fold(true);
  return { unfold: () => fold(false) };
}
