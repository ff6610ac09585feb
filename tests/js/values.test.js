import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { canonical, inWords, isBlank, toldBy } from "../../src/reflect/form/browser/values.js";

test("what is blank is the same answer as nothing", () => {
  for (const value of [null, undefined, "", " \n", [], [""], [{}], [{ a: " ", b: null }]]) {
    assert.equal(isBlank(value), true, JSON.stringify(value));
    assert.equal(canonical(value), canonical(null));
  }
  for (const value of [0, false, "a", ["a"], [{ a: 0 }]]) assert.equal(isBlank(value), false, JSON.stringify(value));
});

test("the order of cells and cells with nothing in them make no other answer", () => {
  const cell = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null));
  const row = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), cell);
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const turned = rows.map((each) => ({ empty: "", ...Object.fromEntries(Object.entries(each).reverse()) }));
      assert.equal(canonical(turned), canonical(rows));
    }),
  );
});

test("a table reads as one line a row, without what is blank", () => {
  const columns = [
    { id: "action", label: "Action" },
    { id: "done", label: "Done" },
  ];
  const rows = [{ action: "Ring Sam", done: true }, {}, { action: "", done: false }];
  assert.equal(inWords(rows, columns), "Action: Ring Sam · Done: Yes\nDone: No");
  assert.equal(inWords(null, columns), "(nothing)");
});

test("several options of a row stand in its line", () => {
  const columns = [
    { id: "who", label: "Who" },
    { id: "roles", label: "Roles" },
  ];
  assert.equal(inWords([{ who: "SO", roles: ["Job", "Career"] }], columns), "Who: SO · Roles: Job, Career");
});

test("a row is known again by its first words, however they are spaced, or by all that it says", () => {
  const columns = [
    { id: "on", kind: "date" },
    { id: "what", kind: "text" },
  ];
  assert.equal(toldBy({ what: " Ring  Sam", on: "2026-03-05" }, columns), toldBy({ what: "ring sam" }, columns));
  assert.notEqual(toldBy({ what: "Ring Sam" }, columns), toldBy({ what: "Ring Alex" }, columns));
  assert.equal(toldBy({ on: "2026-03-05", what: " " }, columns), toldBy({ on: "2026-03-05" }, columns));
  assert.notEqual(toldBy({ on: "2026-03-05" }, columns), toldBy({ on: "2026-03-06" }, columns));
});
