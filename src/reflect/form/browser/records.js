// @ts-check
// Records of what the browser keeps, as they come from several places (pure).

import { isRow } from "./values.js";

/**
 * Whether a record is newer than another. A tombstone is as old as the record that it stands for, and
 * the later word.
 * @type {(record: any, other: any) => boolean}
 */
export function isNewer(record, other) {
  return (
    isRow(record) && (record.at > other.at || (record.at === other.at && Boolean(record.dropped) && !other.dropped))
  );
}

/**
 * Every record whose key begins so and that is under no tombstone, the newest first, of those in any of several places.
 * @type {(beginning: string, ...places: Iterable<readonly [string, any]>[]) => [string, any][]}
 */
export function newest(beginning, ...places) {
  const found = new Map();
  for (const records of places) {
    for (const [key, record] of records) {
      if (key.startsWith(beginning) && isRow(record) && !isNewer(found.get(key), record)) found.set(key, record);
    }
  }
  return [...found].filter(([, record]) => !record.dropped).sort(([, a], [, b]) => b.at - a.at);
}
