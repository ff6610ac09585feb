// Whatever is in localStorage where reflect keeps words, a form comes back, and with every record that is one.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

const KEY = "reflect:workbook:slot:";

class Storage {
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }
  setItem(key, text) {
    this[key] = String(text);
  }
  removeItem(key) {
    delete this[key];
  }
}

globalThis.localStorage = new Storage();
globalThis.window = new EventTarget();
const { newDraft, step } = await import("../../src/reflect/form/browser/draft.js");
const { kept } = await import("../../src/reflect/form/browser/kept.js");
const { inWords } = await import("../../src/reflect/form/browser/values.js");
const { Writer } = await import("../../src/reflect/form/browser/who.js");

const names = fc.array(fc.stringMatching(/^[0-9a-f]{4}$/), { maxLength: 3 });
const id = fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/);
const cell = fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
const severals = fc.array(fc.string(), { maxLength: 3 });
const rows = fc.array(fc.dictionary(id, fc.oneof(cell, severals), { maxKeys: 3 }), { maxLength: 3 });

const record = fc.record({
  value: fc.oneof(cell, severals, rows),
  parents: names,
  nonces: names,
  next: fc.option(fc.string()),
  tab: fc.string(),
  at: fc.integer({ min: 0, max: 1e13 }),
});

// What is nearly a record: without some of it, or with something else in its place.
const anything = fc.oneof(fc.jsonValue(), fc.constant({ toString: 1 }), fc.constant([{ toString: 1 }]));
const damaged = fc
  .tuple(record, fc.constantFrom("value", "parents", "nonces", "next", "tab", "at", "dropped"), fc.option(anything))
  .map(([whole, key, other]) => JSON.stringify({ ...whole, [key]: other ?? undefined }));
const deep = fc.integer({ min: 1, max: 9000 }).map((levels) => {
  const value = "[".repeat(levels) + "]".repeat(levels);
  return `{"value":${value},"parents":[],"nonces":[],"next":"a","tab":"b","at":1}`;
});
const rubbish = fc.oneof(fc.string(), fc.json(), damaged, deep, fc.constant("__proto__"));

function filled(entries) {
  globalThis.localStorage = new Storage();
  for (const [key, text] of entries) localStorage.setItem(key, text);
}

// What a draft does when its form comes back, with an input that shows every value.
function comesBack(found) {
  let input = null;
  let draft = newDraft({ key: KEY, mine: `${KEY}mine`, tab: "this tab", next: "next" });
  const effects = [];
  const happens = (event) => {
    const moment = { input, problem: "", now: 0, date: 2e13, fresh: `fresh-${effects.length}` };
    const [next, more] = step(draft, { ...event, ...moment });
    draft = next;
    for (const effect of more) {
      effects.push(effect);
      if (effect.type === "set") {
        input = effect.value;
        happens(effect.next);
      } else if (effect.type === "recall") happens({ type: "recalled", kept: kept.under(KEY, new Map()) });
    }
  };
  happens({ type: "woke", heads: [{ revision: "a", value: "Saved.", author: "", time: "" }], own: [] });
  happens({ type: "found", kept: found });
  for (const effect of effects) if (effect.type === "offer" && effect.offered) inWords(effect.offered[1].value, []);
  assert.equal(draft.isRestored, true);
}

test("a form comes back whatever is kept, with every record", () => {
  fc.assert(
    fc.property(fc.array(rubbish), fc.array(record), fc.array(rubbish), (before, records, after) => {
      const whole = records.map((each, at) => [`${KEY}whole-${at}`, JSON.stringify(each)]);
      const other = (texts, where) => texts.map((text, at) => [`${KEY}${where}-${at}`, text]);
      filled([...other(before, "before"), ...whole, ...other(after, "after")]);
      const found = new Map(kept.under(KEY, new Map()));
      for (const [key, text] of whole) assert.deepEqual(found.get(key), JSON.parse(text));
      comesBack([...found]);
    }),
    { numRuns: Number(process.env.REFLECT_RUNS ?? 1000) },
  );
});

test("a record that is whole in one place is found, whatever the other has under its key", () => {
  fc.assert(
    fc.property(record, anything, (whole, other) => {
      const key = `${KEY}a`;
      filled([[key, JSON.stringify(whole)]]);
      const isNewer = other?.at > whole.at || other?.dropped;
      if (!isNewer)
        assert.deepEqual(kept.under(KEY, new Map([[key, other]])), [[key, JSON.parse(JSON.stringify(whole))]]);
      filled([[key, JSON.stringify(other)]]);
      if (!isNewer) assert.deepEqual(kept.under(KEY, new Map([[key, whole]])), [[key, whole]]);
    }),
  );
});

test("whoever was chosen to write is somebody, whatever is kept of it", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.json(), fc.dictionary(fc.constant("workbook"), anything).map(JSON.stringify)),
      (text) => {
        filled([["reflect:who", text]]);
        const writer = new Writer("workbook");
        writer.people = ["Sam", "Alex"];
        assert.equal(typeof writer.chosen, "string");
      },
    ),
  );
});
