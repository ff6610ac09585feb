// Records of what the browser keeps, as they come from several places (pure).

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
const isStored = (record) => isRow(record);

/**
 * Whether a record is newer than another. A tombstone is as old as the record that it stands for, and
 * the later word.
 * @type {(record: unknown, other: any) => boolean}
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
