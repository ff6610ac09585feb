// A table that people fill in row by row: one card a row, so that long words have room and a narrow screen will do.

import { button, make, uniqueId } from "./dom.js";
import { group } from "./inputs.js";
import { t } from "./language.js";
import { newNonce } from "./nonces.js";
import { canonical, distinct, isBlank, isRow, placeName, ROW, withoutRow } from "./values.js";

/**
 * @import { Input, Names, Question } from "./inputs.js"
 * @import { ColumnDescription } from "./wire.js"
 *
 * @typedef {Record<string, unknown>} Row the cells that are filled in, by the ids of their columns
 * @typedef {Question & { rows: string[], has_beside?: boolean }} Table `rows` are the labels of rows that are given, none
 *   where people add them; of a table that `has_beside`, somebody adds columns of their own to rows, by the rows' names
 * @typedef {{ name: string, label: string }} NamedRow
 * @typedef {(column: ColumnDescription, names: Names) => Input} MakeInput
 * @typedef {ReturnType<typeof makeCell>} Cell
 *
 * @typedef {object} Card one row as it is shown
 * @property {Cell[]} cells
 * @property {HTMLElement} element
 * @property {HTMLElement} legend
 * @property {HTMLElement | null} remove
 * @property {Row} more what other versions of this template keep in the row
 * @property {() => Row} get
 * @property {(value: Row) => void} set
 * @property {() => void} focus
 */

/**
 * @param {Table} field
 * @param {Names} names
 * @param {ColumnDescription[]} columns
 * @param {MakeInput} cellInput makes the input of a column's cell
 * @returns {Input}
 */
export function rowsInput(field, names, columns, cellInput) {
  const fixed = field.rows.length > 0;
  const list = make("div", { className: "reflect-rows" });
  const undo = make("div", { className: "reflect-undo", "aria-live": "polite" });
  const add = fixed
    ? null
    : button(t("Add a row"), () => addRow({}).focus(), { className: "reflect-button reflect-add" });
  const element = group(field, names, "group", "reflect-table", list, undo, add);
  /** @type {Card[]} */
  const rows = [];
  /** @type {Row[]} */
  let beyond = []; // rows that another version of this template had, after those it has now

  /** @type {Set<() => void>} */
  const listeners = new Set(); // those that show something beside each row

  const changed = () => element.dispatchEvent(new Event("input", { bubbles: true }));
  const tell = () => {
    for (const listener of listeners) listener();
  };
  for (const type of ["input", "change"]) element.addEventListener(type, tell);

  // A row that people add has a name, by which it is known whatever becomes of the rows around it.
  /** @param {Row} value @returns {Row} */
  const named = (value, name = newNonce().slice(0, 12)) =>
    field.has_beside && !fixed && !value[ROW] ? { ...value, [ROW]: name } : value;

  /** @param {Row} value */
  function addRow(value, at = rows.length) {
    const row = makeRow(named(value));
    rows.splice(at, 0, row);
    list.insertBefore(row.element, list.children[at] ?? null);
    renumber();
    return row;
  }

  /** @param {Row} value */
  function makeRow(value) {
    const legend = make("legend", { className: fixed ? "reflect-row-label" : "reflect-row-number" });
    const cells = columns.map((column) => makeCell(column, cellInput));
    const remove = fixed
      ? null
      : button(t("Remove"), () => removeRow(row), { className: "reflect-quiet reflect-remove" });
    /** @type {Card} */
    const row = {
      more: {},
      cells,
      legend,
      remove,
      element: make(
        "fieldset",
        { className: "reflect-row" },
        legend,
        make("div", { className: "reflect-cells" }, ...cells.map((cell) => cell.element)),
        remove,
      ),
      get: () => ({
        ...row.more,
        ...Object.fromEntries(cells.map((cell) => [cell.id, cell.input.get()]).filter(([, v]) => v !== null)),
      }),
      set(value) {
        row.more = Object.fromEntries(
          Object.entries(value).filter(([id]) => !columns.some((column) => column.id === id)),
        );
        for (const cell of cells) cell.input.set(value[cell.id] ?? null);
      },
      focus: () => cells[0]?.input.focus(),
    };
    row.set(value);
    return row;
  }

  /**
   * Rows from another workbook come after those that are there, in place of one with nothing in it.
   *
   * @param {Row[]} values
   * @param {string} said
   */
  function bringIn(values, said) {
    if (rows.length === 1 && isEmpty(rows[0].get())) rows.splice(0, 1)[0].element.remove();
    const brought = values.map((value) => addRow(withoutRow(value)));
    const before = brought.map((row) => canonical(row.get()));
    const back = button(t("Undo"), () => {
      undo.replaceChildren();
      // What somebody has written in one of them since is not taken away with it.
      const unchanged = brought.filter((row, at) => rows.includes(row) && canonical(row.get()) === before[at]);
      for (const row of unchanged) rows.splice(rows.indexOf(row), 1)[0].element.remove();
      if (!rows.length) addRow({});
      renumber();
      changed();
    });
    undo.replaceChildren(`${said} `, back);
    back.focus();
    changed();
  }

  /** @param {Card} row */
  function removeRow(row) {
    const at = rows.indexOf(row);
    const value = row.get();
    rows.splice(at, 1);
    row.element.remove();
    renumber();
    const back = button(t("Undo"), () => {
      undo.replaceChildren();
      addRow(value, at).focus();
      changed();
    });
    undo.replaceChildren(t("Row {number} removed.", { number: at + 1 }), " ", back);
    back.focus();
    changed();
  }

  function renumber() {
    rows.forEach((row, index) => {
      row.legend.textContent = fixed ? field.rows[index] : t("Row {number}", { number: index + 1 });
      row.remove?.setAttribute("aria-label", t("Remove row {number}", { number: index + 1 }));
    });
  }

  /** @param {unknown} value */
  function set(value) {
    const wanted = Array.isArray(value) ? value.filter(isRow) : [];
    // Rows with nothing in them are not saved, and somebody may just have added one: leave the table as it is then.
    if (rows.length && canonical(wanted) === canonical(get())) return;
    undo.replaceChildren();
    const count = fixed ? field.rows.length : Math.max(wanted.length, 1);
    beyond = wanted.slice(count);
    // The rows that are there stay, with the words of others in them: somebody may be writing in one.
    for (const row of rows.splice(count)) row.element.remove();
    for (let index = 0; index < count; index++) rows[index]?.set(nameOf(wanted, index));
    while (rows.length < count) addRow(nameOf(wanted, rows.length));
    tell();
  }

  // A row that was saved without a name has the same one in every browser.
  /**
   * @param {Row[]} wanted
   * @param {number} at
   */
  const nameOf = (wanted, at) => (wanted[at] ? named(wanted[at], placeName(at)) : named({}));

  function get() {
    const values = rows.map((row) => row.get());
    const filled = fixed ? [...values, ...beyond] : values.filter((value) => !isEmpty(value));
    return isBlank(filled) ? null : filled;
  }

  // The rows that something can be said beside, each with what it is called.
  /** @returns {NamedRow[]} */
  function namedRows() {
    const first = columns.find((column) => column.kind === "text")?.id ?? "";
    return rows.flatMap((row, at) => {
      const value = row.get();
      if (fixed) return [{ name: placeName(at), label: field.rows[at] }];
      if (isEmpty(value)) return [];
      return [{ name: String(value[ROW]), label: String(value[first] ?? "") || t("Row {number}", { number: at + 1 }) }];
    });
  }

  set(null);
  return {
    element,
    control: null,
    namedRows,
    listeners,
    get,
    set,
    bringIn,
    focus: () => (rows[0] ?? addRow({})).focus(),
    problem: () => rows.flatMap((row) => row.cells.map((cell) => cell.input.problem())).find(Boolean) ?? "",
  };
}

// Nothing is in it, but perhaps its name.
/** @param {Row} row */
const isEmpty = (row) => isBlank(withoutRow(row));

// One labelled cell of a row.
/**
 * @param {ColumnDescription} column
 * @param {MakeInput} cellInput
 */
export function makeCell(column, cellInput) {
  const id = uniqueId("cell");
  const input = cellInput(column, { id, label: column.label });
  // A group of controls has its name within: a label can name but one.
  const label = make(
    input.control ? "label" : "div",
    { className: "reflect-cell-label", htmlFor: id, "aria-hidden": input.control ? null : "true" },
    column.label,
    column.optional ? make("span", { className: "reflect-quietly" }, " ", t("(optional)")) : null,
  );
  let suggestions = null;
  if (column.suggest.length) {
    suggestions = make(
      "datalist",
      { id: uniqueId("list") },
      ...column.suggest.map((word) => make("option", { value: word })),
    );
    input.control?.setAttribute("list", suggestions.id);
  }
  const element = make("div", { className: "reflect-cell" }, label, input.element, suggestions);
  return { id: column.id, input, element };
}

/**
 * Several tables in one; undefined where they cannot be.
 *
 * @typedef {(cells: unknown[], column: ColumnDescription) => unknown} MergeCells does so with cells of one column
 *
 * @param {unknown[]} tables
 * @param {Table} field
 * @param {ColumnDescription[]} columns
 * @param {MergeCells} mergeCells
 */
export function mergeRows(tables, field, columns, mergeCells) {
  if (!areTables(tables)) return undefined;
  if (field.has_beside && !field.rows.length) return mergeByName(tables, columns, mergeCells);
  return field.rows.length ? mergeRowByRow(tables, columns, mergeCells) : allRows(tables);
}

/** @param {unknown[]} values @returns {values is Row[][]} */
const areTables = (values) => values.every(Array.isArray);

// Every row, those that are the same once.
/** @param {Row[][]} tables */
function allRows(tables) {
  return distinct(tables.flat().filter((row) => !isBlank(row)));
}

// Rows that people have added to a table with columns beside it, each by its name: those of one name cell by cell.
/**
 * @param {Row[][]} tables
 * @param {ColumnDescription[]} columns
 * @param {MergeCells} mergeCells
 */
function mergeByName(tables, columns, mergeCells) {
  /** @type {Map<string, Row[]>} */
  const found = new Map();
  for (const table of tables)
    table.forEach((row, at) => {
      const name = String(row[ROW] || placeName(at));
      found.set(name, [...(found.get(name) ?? []), { ...row, [ROW]: name }]);
    });
  const rows = [...found.values()].map((same) =>
    mergeRowByRow(
      same.map((row) => [row]),
      columns,
      mergeCells,
    ),
  );
  return rows.every((row) => row !== undefined) ? rows.flat() : undefined;
}

// Rows that have names of their own, cell by cell.
/**
 * @param {Row[][]} tables
 * @param {ColumnDescription[]} columns
 * @param {MergeCells} mergeCells
 */
function mergeRowByRow(tables, columns, mergeCells) {
  const rows = [];
  for (let at = 0; at < Math.max(...tables.map((table) => table.length)); at++) {
    /** @type {Row} */
    const row = {};
    for (const id of new Set(tables.flatMap((table) => Object.keys(table[at] ?? {})))) {
      const cells = distinct(tables.map((table) => table[at]?.[id]).filter((cell) => !isBlank(cell)));
      if (!cells.length) continue;
      const column = columns.find((each) => each.id === id);
      row[id] = cells.length === 1 ? cells[0] : column && mergeCells(cells, column);
      if (row[id] === undefined) return undefined;
    }
    rows.push(row);
  }
  return rows;
}
