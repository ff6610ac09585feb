// The columns of a table that one person alone fills in: a card for each row of the table, known by the row's name. The
// rows are somebody else's to add, move and take away, so what was said of one that is gone stays, and is shown as such.

import { make } from "./dom.js";
import { group } from "./inputs.js";
import { t } from "./language.js";
import { makeCell } from "./rows.js";
import { isBlank, isRow, placeName, ROW, withoutRow } from "./values.js";

/**
 * @import { Input, Names, Question } from "./inputs.js"
 * @import { Cell, MakeInput, Row } from "./rows.js"
 * @import { ColumnDescription } from "./wire.js"
 *
 * @typedef {{ element: HTMLElement, legend: HTMLElement, cells: Cell[], more: Row }} Card
 */

/**
 * @param {Question} field
 * @param {Names} names
 * @param {ColumnDescription[]} columns
 * @param {MakeInput} cellInput
 * @param {Input} table the input of the table
 * @returns {Input}
 */
export function besideInput(field, names, columns, cellInput, table) {
  const list = make("div", { className: "reflect-rows" });
  const none = make("p", { className: "reflect-help" }, t("There is a place here for each row, once there is one."));
  const element = group(field, names, "group", "reflect-table", list, none);
  /** @type {Map<string, Card>} */
  const cards = new Map();

  /** @param {string} name */
  function cardOf(name) {
    const known = cards.get(name);
    if (known) return known;
    const legend = make("legend", { className: "reflect-row-label", dir: "auto" });
    const cells = columns.map((column) => makeCell(column, cellInput));
    const inside = make("div", { className: "reflect-cells" }, ...cells.map((cell) => cell.element));
    const element = make("fieldset", { className: "reflect-row" }, legend, inside);
    const card = { element, legend, cells, more: {} };
    cards.set(name, card);
    list.append(element);
    return card;
  }

  /** @param {Card} card @returns {Row} */
  const inCard = ({ cells, more }) => ({
    ...more,
    ...Object.fromEntries(cells.map((cell) => [cell.id, cell.input.get()]).filter(([, value]) => value !== null)),
  });

  /**
   * @param {Card} card
   * @param {Row} value
   */
  function fill(card, value) {
    const known = columns.map((column) => column.id);
    card.more = Object.fromEntries(Object.entries(withoutRow(value)).filter(([id]) => !known.includes(id)));
    for (const cell of card.cells) cell.input.set(value[cell.id] ?? null);
  }

  // A card for each row there is, in their order, and for each that is gone and of which something was said.
  function showRows() {
    const rows = table.namedRows?.() ?? [];
    const here = rows.map(({ name }) => name);
    for (const [name, card] of cards) {
      const isKept = !isBlank(inCard(card)) || card.element.contains(document.activeElement);
      if (here.includes(name)) continue;
      if (isKept) card.legend.textContent = goneLabel();
      else {
        card.element.remove();
        cards.delete(name);
      }
    }
    for (const { name, label } of rows) cardOf(name).legend.textContent = label;
    const gone = [...cards.keys()].filter((name) => !here.includes(name));
    [...here, ...gone].forEach((name, at) => {
      const { element } = cardOf(name);
      if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
    });
    none.classList.toggle("reflect-gone", cards.size > 0);
  }

  /** @param {unknown} value */
  function set(value) {
    const wanted = byName(value);
    for (const [name, card] of cards) if (!wanted.has(name)) fill(card, {});
    for (const [name, row] of wanted) fill(cardOf(name), row);
    showRows();
  }

  // In the order of the names: where the table has a row makes no other answer of it.
  function get() {
    const said = [...cards].map(([name, card]) => [name, inCard(card)]).filter(([, value]) => !isBlank(value));
    const rows = said.map(([name, value]) => ({ .../** @type {Row} */ (value), [ROW]: name }));
    return rows.length ? rows.sort((a, b) => (a[ROW] < b[ROW] ? -1 : 1)) : null;
  }

  table.listeners?.add(showRows);
  showRows();
  return {
    element,
    control: null,
    get,
    set,
    focus: () => [...cards.values()][0]?.cells[0]?.input.focus(),
    problem: () =>
      [...cards.values()].flatMap(({ cells }) => cells.map((cell) => cell.input.problem())).find(Boolean) ?? "",
  };
}

/**
 * What one person said, in words: of each row by what the row is called, in the order of the table.
 *
 * @param {unknown} value
 * @param {Input} table
 * @param {(rows: Row[]) => string} inWords
 */
export function besideInWords(value, table, inWords) {
  const said = byName(value);
  const rows = table.namedRows?.() ?? [];
  const here = rows.flatMap(({ name, label }) => line(label, said.get(name)));
  const known = new Set(rows.map(({ name }) => name));
  const gone = [...said].flatMap(([name, row]) => (known.has(name) ? [] : line(goneLabel(), row)));
  return [...here, ...gone].join("\n");

  /**
   * @param {string} label
   * @param {Row | undefined} row
   */
  function line(label, row) {
    return isBlank(row && withoutRow(row)) ? [] : [t("{row}: {words}", { row: label, words: inWords([row ?? {}]) })];
  }
}

const goneLabel = () => t("A row that is no longer in the table");

/** @param {unknown} value @returns {Map<string, Row>} */
function byName(value) {
  const rows = Array.isArray(value) ? value.filter(isRow) : [];
  return new Map(rows.map((row, at) => [String(row[ROW] || placeName(at)), row]));
}
