// Values of answers (pure): which are the same, which are nothing, and how they read in words.

import { t } from "./language.js";

// One text for values that are the same answer. What is blank is the same as nothing.
/** @param {unknown} value */
export function canonical(value) {
  return isBlank(value) ? "" : JSON.stringify(value, (_, part) => (isRow(part) ? sortedRow(part) : part));
}

// What is left of these without those whose value is the same answer as that of one before.
/**
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => unknown} value
 */
export function distinct(items, value = (item) => item) {
  const keys = items.map((item) => canonical(value(item)));
  return items.filter((_, at) => keys.indexOf(keys[at]) === at);
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export const isRow = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** @param {Record<string, unknown>} row */
function sortedRow(row) {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([, cell]) => !isBlank(cell))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** @param {unknown} value @returns {boolean} */
export function isBlank(value) {
  if (value === null || value === undefined) return true;
  if (typeof value === "string") return value.trim() === "";
  if (Array.isArray(value)) return value.every(isBlank);
  return isRow(value) && Object.values(value).every(isBlank);
}

// What a row is known again by, as reflect.template.carrying has it: its first column of words, or all that it says.
/**
 * @param {Record<string, unknown>} row
 * @param {{ id: string, kind: string }[]} columns
 */
export function toldBy(row, columns) {
  const first = columns.find((column) => column.kind === "text");
  const said = first && row[first.id];
  if (typeof said === "string" && said.trim()) return said.toLowerCase().trim().split(/\s+/).join(" ");
  const cells = Object.entries(row).filter(([, cell]) => !isBlank(cell));
  return JSON.stringify(cells.sort(([a], [b]) => (a < b ? -1 : 1)));
}

// A value in words, to show beside another version of it.
/**
 * @param {unknown} value
 * @param {{ id: string, label: string }[]} columns
 * @returns {string}
 */
export function inWords(value, columns) {
  if (isBlank(value)) return t("(nothing)");
  if (typeof value === "boolean") return value ? t("Yes") : t("No");
  if (!Array.isArray(value)) return String(value);
  /** @param {unknown} cell */
  const inCell = (cell) => (Array.isArray(cell) ? cell.map(String).join(", ") : inWords(cell, []));
  const labels = new Map(columns.map((column) => [column.id, column.label]));
  /** @param {Record<string, unknown>} row */
  const line = (row) =>
    Object.entries(row)
      .filter(([, cell]) => !isBlank(cell))
      .map(([id, cell]) => `${labels.get(id) ?? id}: ${inCell(cell)}`)
      .join(" · ");
  return value
    .map((item) => (isRow(item) ? line(item) : String(item)))
    .filter(Boolean)
    .join("\n");
}
