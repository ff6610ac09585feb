import assert from "node:assert/strict";
import { test } from "node:test";

import { KINDS, merge } from "../../src/reflect/form/browser/kinds.js";

const field = (kind, own = {}) => ({ kind, own: { options: [], rows: [], short: false, ...own } });
const column = (id, kind, more = {}) => ({ id, label: id, kind, suggest: [], own: {}, ...more });

test("words of two people can stand one after the other", () => {
  assert.equal(merge(["Mine.", "Theirs."], field("text"), []), "Mine.\n\nTheirs.");
  assert.equal(merge(["Mine", "Theirs"], field("text", { short: true }), []), "Mine / Theirs");
  assert.equal(merge(["Mine.", " "], field("text"), []), undefined, "one of them is nothing");
});

test("options of two people are picked together, and once", () => {
  assert.deepEqual(
    merge(
      [
        ["phone", "video"],
        ["video", "letter"],
      ],
      field("choices"),
      [],
    ),
    ["phone", "video", "letter"],
  );
});

test("an answer that can only be one of several is never both", () => {
  for (const kind of ["number", "date", "scale", "choice", "yes_no"]) {
    assert.equal(merge([1, 2], field(kind), []), undefined, kind);
  }
});

test("rows of two people are all there, the same ones once", () => {
  const columns = [column("action", "text"), column("done", "yes_no")];
  const [ring, write] = [{ action: "Ring", done: true }, { action: "Write" }];
  assert.deepEqual(
    merge(
      [
        [ring, {}],
        [{ done: true, action: "Ring" }, write],
      ],
      field("rows"),
      columns,
    ),
    [ring, write],
  );
});

test("rows with names of their own are merged cell by cell", () => {
  const named = field("rows", { rows: ["First", "Second"] });
  const columns = [column("who", "text", { suggest: ["Sam"] }), column("why", "text"), column("done", "yes_no")];
  const mine = [{ who: "Sam", why: "Mine." }, { done: true }];
  const theirs = [{ who: "Alex", why: "Theirs." }, { done: true }];
  assert.deepEqual(merge([mine, theirs], named, columns), [
    { who: "Sam / Alex", why: "Mine.\n\nTheirs." },
    { done: true },
  ]);
  assert.equal(merge([mine, [{}, { done: false }]], named, columns), undefined);
  assert.equal(merge([[{ gone: 1 }], [{ gone: 2 }]], named, columns), undefined, "a column there is no more");
});

test("a value of another shape than the field's is merged with nothing", () => {
  for (const kind of ["choices", "rows"]) assert.equal(merge(["words", ["a"]], field(kind), []), undefined);
});

test("each kind makes an input", () => {
  for (const [name, kind] of Object.entries(KINDS)) assert.equal(typeof kind.input, "function", name);
});

test("several options in the cells of one row are picked together", () => {
  const named = field("rows", { rows: ["First"] });
  const columns = [column("roles", "choices")];
  const rows = merge([[{ roles: ["Job", "Career"] }], [{ roles: ["Career", "Sponsor"] }]], named, columns);
  assert.deepEqual(rows, [{ roles: ["Job", "Career", "Sponsor"] }]);
});

test("rows with columns beside them are merged by their names", () => {
  const table = field("rows", { has_beside: true });
  const columns = [{ id: "skill", kind: "text", label: "Skill", suggest: ["x"], own: {} }];
  const mine = [
    { _row: "a", skill: "Planning" },
    { _row: "b", skill: "Listening" },
  ];
  const theirs = [
    { _row: "b", skill: "Listening" },
    { _row: "c", skill: "Writing" },
  ];
  assert.deepEqual(merge([mine, theirs], table, columns), [...mine, theirs[1]]);
  const reworded = merge([mine, [{ _row: "a", skill: "Plans" }]], table, columns);
  assert.deepEqual(reworded, [{ _row: "a", skill: "Planning / Plans" }, mine[1]]);
});
