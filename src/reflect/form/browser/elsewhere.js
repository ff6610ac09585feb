// What a field offers from the pair's other workbooks, above its input: words to put in, rows to bring in.

import { button, make } from "./dom.js";
import { t, tn } from "./language.js";
import { isRow, toldBy } from "./values.js";

/**
 * @import { Input } from "./inputs.js"
 * @import { CarriedRows, ColumnDescription } from "./wire.js"
 *
 * @typedef {Record<string, unknown>} Row
 */

/**
 * @param {Input} input
 * @param {ColumnDescription[]} columns
 */
export function makeElsewhere(input, columns) {
  const words = make("div", { className: "reflect-words" });
  const rows = make("div", { className: "reflect-words" });
  /** @type {CarriedRows[]} */
  let carried = [];
  let wasIn = "";

  // The rows that the table does not have yet. They change as it does.
  function showRows() {
    const here = new Set(rowsOf(input.get()).map((row) => toldBy(row, columns)));
    const left = carried.map((each) => each.rows.filter((row) => !here.has(toldBy(row, columns))));
    const now = JSON.stringify(left);
    if (now === wasIn) return; // a button that has the focus stays
    wasIn = now;
    rows.replaceChildren(
      ...carried.flatMap((each, at) => (left[at].length ? [bringButton(each, left[at], input)] : [])),
    );
  }

  return {
    elements: [words, rows],
    showRows,
    /**
     * @param {string[]} offers
     * @param {CarriedRows[]} told
     * @param {string} nothing
     */
    show(offers, told, nothing) {
      input.offer?.(offers);
      words.replaceChildren(...(nothing ? [make("span", { dir: "auto" }, nothing)] : offeredWords(offers, input)));
      carried = told;
      wasIn = "";
      showRows();
    },
  };
}

/**
 * @param {CarriedRows} carried
 * @param {Row[]} left
 * @param {Input} input
 */
function bringButton({ whence, only_open }, left, input) {
  const count = left.length;
  const label = only_open
    ? tn("Bring in {count} open row from {whence}", "Bring in {count} open rows from {whence}", count, { whence })
    : tn("Bring in {count} row from {whence}", "Bring in {count} rows from {whence}", count, { whence });
  const said = tn("{count} row brought in.", "{count} rows brought in.", count);
  return button(label, () => input.bringIn?.(left, said), { className: "reflect-chip", dir: "auto" });
}

// Words from another workbook, each put in by a click.
/**
 * @param {string[]} offers
 * @param {Input} input
 */
function offeredWords(offers, input) {
  if (!offers.length || !input.insert) return [];
  const chips = offers.map((words) =>
    button(words, () => input.insert?.(words), {
      className: "reflect-chip",
      dir: "auto",
      "aria-label": t("Put in: {words}", { words }),
    }),
  );
  return [make("span", {}, t("Put in your own words from before:")), ...chips];
}

/** @param {unknown} value @returns {Row[]} */
const rowsOf = (value) => (Array.isArray(value) ? value.filter(isRow) : []);
