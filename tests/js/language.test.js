import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { around, listed, speak, t, tn } from "../../src/reflect/form/browser/language.js";

const ENGLISH = { tag: "en-GB", dir: "ltr" };
// As Welsh has them: one, two, most others, and eight or eleven.
const forms = Array.from({ length: 200 }, (_, n) => (n === 1 ? 0 : n === 2 ? 1 : n === 8 || n === 11 ? 3 : 2));
const WELSH = {
  tag: "cy",
  dir: "ltr",
  words: {
    "Put in: {words}": "Rhowch {words} i mewn",
    "{count} answer": ["{count} a", "{count} b", "{count} c", "{count} d"],
  },
  forms,
};

afterEach(() => speak(ENGLISH));

test("English is as it is written", () => {
  assert.equal(t("Put in: {words}", { words: "{words} and $& and <b>" }), "Put in: {words} and $& and <b>");
  assert.equal(tn("{count} answer", "{count} answers", 1), "1 answer");
  assert.equal(tn("{count} answer", "{count} answers", 0), "0 answers");
  assert.equal(listed(["you", "Alex", "you", "Sam"]), "you, Alex and Sam");
});

test("another language has its own words, in their own order, and its own plural forms", () => {
  speak(WELSH);
  assert.equal(t("Put in: {words}", { words: "geiriau" }), "Rhowch geiriau i mewn");
  const counted = [1, 2, 3, 8, 208].map((count) => tn("{count} answer", "{count} answers", count));
  assert.deepEqual(counted, ["1 a", "2 b", "3 c", "8 d", "208 c"]);
  assert.equal(t("Nobody has put this into Welsh"), "Nobody has put this into Welsh");
  assert.equal(t("constructor"), "constructor");
});

test("an element stands where its name does", () => {
  assert.deepEqual(around("{name} has shared {what}:", { name: "Alex" }), ["", "Alex", " has shared ", "{what}", ":"]);
});
