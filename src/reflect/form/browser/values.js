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

// The key in a row that has its name, as reflect.fields.values has it, and the name of one by its place.
export const ROW = "_row";
/** @param {number} place */
export const placeName = (place) => `#${place}`;
/** @param {unknown} name a name that a row has as long as it has none of its own makes no other answer of it */
const isPlaceName = (name) => typeof name === "string" && /^#\d+$/.test(name);

/** @param {Record<string, unknown>} row @returns {Record<string, unknown>} */
export const withoutRow = ({ [ROW]: _, ...cells }) => cells;

/** @param {Record<string, unknown>} row */
function sortedRow(row) {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([key, cell]) => !isBlank(cell) && !(key === ROW && isPlaceName(cell)))
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
  const cells = Object.entries(withoutRow(row)).filter(([, cell]) => !isBlank(cell));
  return JSON.stringify(cells.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * What a value is read with: the options of a kind, and what is shown for them.
 *
 * @typedef {{ options?: string[], shown?: string[] }} Own
 */

// A value in words, to show beside another version of it.
/**
 * @param {unknown} value
 * @param {{ id: string, label: string, own?: Own }[]} columns
 * @param {Own} [own]
 * @returns {string}
 */
export function inWords(value, columns, own = {}) {
  if (isBlank(value)) return t("(nothing)");
  if (typeof value === "boolean") return value ? t("Yes") : t("No");
  if (!Array.isArray(value)) return asShown(value, own);
  const known = new Map(columns.map((column) => [column.id, column]));
  /** @type {(cell: unknown, column?: { own?: Own }) => string} */
  const inCell = (cell, column) =>
    Array.isArray(cell) ? cell.map((each) => asShown(each, column?.own)).join(", ") : inWords(cell, [], column?.own);
  /** @param {Record<string, unknown>} row */
  const line = (row) =>
    Object.entries(withoutRow(row))
      .filter(([, cell]) => !isBlank(cell))
      .map(([id, cell]) => `${known.get(id)?.label ?? id}: ${inCell(cell, known.get(id))}`)
      .join(" · ");
  return value
    .map((item) => (isRow(item) ? line(item) : asShown(item, own)))
    .filter(Boolean)
    .join("\n");
}

/** @type {(item: unknown, own?: Own) => string} */
function asShown(item, { options = [], shown = [] } = {}) {
  return shown[options.indexOf(String(item))] ?? String(item);
}
