// Records of what the browser keeps, as they come from several places (pure). Anything may be in those: what is no record
// is passed over.

import { isRow } from "./values.js";

/**
 * What is under a key: a record, or the tombstone of one that was dropped.
 *
 * @import { KeptRecord } from "./draft.js"
 *
 * @typedef {KeptRecord & { at: number, dropped?: false }} Dated
 * @typedef {{ at: number, dropped: true }} Tombstone
 * @typedef {Dated | Tombstone} Stored
 */

/** @param {unknown} record @returns {record is Stored} */
export const isStored = (record) =>
  isRow(record) && Number.isFinite(record.at) && (record.dropped === true || isDated(record));

/** @param {Record<string, unknown>} record */
const isDated = ({ value, parents, nonces, next, tab }) =>
  isAnswer(value) &&
  [parents, nonces].every(isNames) &&
  (next === undefined || next === null || typeof next === "string") &&
  typeof tab === "string";

/** @param {unknown} names */
const isNames = (names) => Array.isArray(names) && names.every((name) => typeof name === "string");

const DEEPEST = 3; // a table's rows, their cells, and several options in one of them

/**
 * Whether this can be an answer to a question of any kind.
 * @type {(value: unknown, deepest?: number) => boolean}
 */
function isAnswer(value, deepest = DEEPEST) {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return true;
  if (deepest === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isAnswer(item, deepest - 1));
  return (
    isRow(value) &&
    Object.entries(value).every(([id, cell]) => /^[a-z][a-z0-9_]*$/.test(id) && isAnswer(cell, deepest - 1))
  );
}

/**
 * Whether a record is newer than another. A tombstone is as old as the record that it stands for, and
 * the later word.
 * @type {(record: unknown, other: Stored) => boolean}
 */
export function isNewer(record, other) {
  return (
    isStored(record) && (record.at > other.at || (record.at === other.at && Boolean(record.dropped) && !other.dropped))
  );
}

/**
 * Every record whose key begins so and that is under no tombstone, the newest first, of those in any of several places.
 * @type {(beginning: string, ...places: Iterable<readonly [string, unknown]>[]) => [string, Dated][]}
 */
export function newest(beginning, ...places) {
  /** @type {Map<string, Stored>} */
  const found = new Map();
  for (const records of places) {
    for (const [key, record] of records) {
      if (key.startsWith(beginning) && isStored(record) && !isNewer(found.get(key), record)) found.set(key, record);
    }
  }
  return [...found]
    .flatMap(([key, record]) => (record.dropped ? [] : [entry(key, record)]))
    .sort(([, a], [, b]) => b.at - a.at);
}

/** @type {(key: string, record: Dated) => [string, Dated]} */
const entry = (key, record) => [key, record];
