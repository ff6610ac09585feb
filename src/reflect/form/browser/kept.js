// Words that are not yet on disk by way of the kernel, kept in this browser, and in two places, since neither will do
// alone. localStorage takes them at once, even from a page that is going away, but the browser puts them on disk only
// seconds later. IndexedDB needs a moment, but what it says it has is on disk, and the browser may then be killed.
//
// A record is { value, at, … }. Of what the two places have under a key the newest counts. Dropping a record leaves a
// tombstone in IndexedDB, so that a record which comes back in localStorage after a crash is known to have been
// dropped.

import { isNewer, isStored, newest } from "./records.js";

const READ_WITHIN = 3000; // ms that IndexedDB has to give what it keeps; a browser in which it hangs goes on without
const TOMBSTONES_FOR = 86400e3; // ms until a tombstone is cleared away

const STORE = "words";

/**
 * @import { KeptRecord } from "./draft.js"
 * @import { Stored, Tombstone } from "./records.js"
 */

export const kept = {
  /** @type {Map<string, Stored>} */
  latest: new Map(), // what this page has last kept or dropped: key -> record
  /** @type {Map<string, number>} */
  shelved: new Map(), // what is in localStorage of it: key -> its time
  /** @type {Map<string, Stored>} */
  waiting: new Map(), // what is to be written to IndexedDB next: key -> record
  isWriting: false,
  isWritten: false, // whether IndexedDB took what it was last given
  changed: () => {}, // called when that has changed

  /**
   * Keep a record under a key that no other page writes to.
   *
   * @param {string} key
   * @param {KeptRecord} record
   */
  put(key, record) {
    // Whatever the clock does, what is kept later is newer.
    const dated = { ...record, at: Math.max(Date.now(), (this.latest.get(key)?.at ?? 0) + 1) };
    this.latest.set(key, dated);
    if (shelf.put(key, dated)) this.shelved.set(key, dated.at);
    this.write(key, dated);
  },

  /** Whether what was last kept under this key outlasts the page. @param {string} key */
  has(key) {
    const record = this.latest.get(key);
    return record !== undefined && !record.dropped && (this.isWritten || this.shelved.get(key) === record.at);
  },

  hasAll() {
    return [...this.latest].every(([key, record]) => record.dropped || this.has(key));
  },

  /**
   * Drop a record, as it was found or as it was last kept here. A newer one under that key stays.
   *
   * @param {string} key
   * @param {KeptRecord} [found]
   */
  drop(key, found) {
    const record = found ?? this.latest.get(key);
    if (!record || isTombstone(record)) return;
    /** @type {Tombstone} */
    const tombstone = { dropped: true, at: record.at ?? 0 };
    this.latest.set(key, tombstone);
    if (!isNewer(shelf.get(key), tombstone)) shelf.drop(key);
    this.write(key, tombstone);
  },

  /**
   * What IndexedDB has under keys that begin so, for `under`: key -> record.
   *
   * @param {string} beginning
   * @returns {Promise<Map<string, unknown>>}
   */
  read(beginning) {
    const late = new Promise((resolve) => setTimeout(resolve, READ_WITHIN, new Map()));
    return Promise.race([disk.read(beginning).catch(() => new Map()), late]);
  },

  /**
   * Every record whose key begins so, as [key, record], the newest first. `found` is what `read` gave.
   *
   * @param {string} beginning
   * @param {Map<string, unknown>} found
   */
  under(beginning, found) {
    return newest(beginning, found, shelf.under(beginning), this.latest);
  },

  /**
   * @param {string} key
   * @param {Stored} record
   */
  write(key, record) {
    this.waiting.set(key, record);
    if (!this.isWriting) this.writeAll();
  },

  // One transaction at a time, in order, each with all that has come up meanwhile: however fast somebody writes, there
  // is no queue. What could not be written is written with what comes next.
  async writeAll() {
    this.isWriting = true;
    while (this.waiting.size) {
      const batch = this.waiting;
      this.waiting = new Map();
      const before = this.isWritten;
      try {
        await disk.write(batch);
        this.isWritten = true;
      } catch {
        this.waiting = new Map([...batch, ...this.waiting]);
        this.isWritten = false;
      }
      if (this.isWritten !== before) this.changed();
      if (!this.isWritten) break;
    }
    this.isWriting = false;
  },
};

/** @param {KeptRecord | Stored} record @returns {record is Tombstone} */
const isTombstone = (record) => "dropped" in record && record.dropped === true;

// localStorage, which may be refused or full.
const shelf = {
  /**
   * @param {string} key
   * @param {Stored} record
   */
  put(key, record) {
    try {
      localStorage.setItem(key, JSON.stringify(record));
      return true;
    } catch {
      return false;
    }
  },
  /** @param {string} key @returns {unknown} */
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  },
  /** @param {string} key */
  drop(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // A browser that refuses has kept nothing.
    }
  },
  /** @param {string} beginning @returns {[string, unknown][]} */
  under(beginning) {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(beginning))
        .map((key) => [key, shelf.get(key)]);
    } catch {
      return [];
    }
  },
};

// IndexedDB, likewise. Every promise is rejected where it does not do what it should.
const disk = {
  /** @type {Promise<IDBDatabase> | null} */
  opening: null,

  /** @returns {Promise<IDBDatabase>} */
  open() {
    this.opening ??= new Promise((/** @type {(database: IDBDatabase) => void} */ resolve, reject) => {
      const request = indexedDB.open("reflect-kept", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const database = request.result;
        database.onclose = () => {
          this.opening = null;
        };
        database.onversionchange = () => {
          database.close();
          this.opening = null;
        };
        resolve(database);
      };
    }).catch((error) => {
      this.opening = null; // and the next one tries again
      throw error;
    });
    return this.opening;
  },

  /** Write records, all of them or none. They are on disk when this is done. @param {Map<string, Stored>} records */
  async write(records) {
    const database = await this.open();
    const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
    const store = transaction.objectStore(STORE);
    for (const [key, record] of records) {
      if (record.dropped) putTombstone(store, key, record);
      else store.put(record, key);
    }
    // Said at once, this is done even if the page goes away meanwhile. A tombstone has to look first.
    if (![...records.values()].some((record) => record.dropped)) transaction.commit?.();
    return done(transaction);
  },

  /** @param {string} beginning @returns {Promise<Map<string, unknown>>} */
  async read(beginning) {
    const database = await this.open();
    const transaction = database.transaction(STORE, "readonly");
    const store = transaction.objectStore(STORE);
    const range = IDBKeyRange.bound(beginning, `${beginning}\uffff`);
    const [keys, records] = [store.getAllKeys(range), store.getAll(range)];
    await done(transaction);
    return new Map(keys.result.map((key, at) => [String(key), records.result[at]]));
  },

  // Take away tombstones of what cannot come back any more.
  async clear() {
    const database = await this.open();
    const transaction = database.transaction(STORE, "readwrite");
    const request = transaction.objectStore(STORE).openCursor();
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return;
      clearUnder(cursor);
      cursor.continue();
    };
    return done(transaction);
  },
};

/** @param {IDBCursorWithValue} cursor */
function clearUnder(cursor) {
  const { value } = cursor;
  if (!isStored(value) || !value.dropped) return;
  const key = String(cursor.key);
  const record = shelf.get(key);
  if (record === null && Math.abs(Date.now() - value.at) > TOMBSTONES_FOR) cursor.delete();
  else if (!isNewer(record, value)) shelf.drop(key);
}

/**
 * Put a tombstone in the place of a record, unless another tab has put a newer one there.
 *
 * @param {IDBObjectStore} store
 * @param {string} key
 * @param {Tombstone} tombstone
 */
function putTombstone(store, key, tombstone) {
  const request = store.get(key);
  request.onsuccess = () => {
    if (!isNewer(request.result, tombstone)) store.put(tombstone, key);
  };
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

disk.clear().catch(() => {}); // where nothing can be read, nothing is in the way
