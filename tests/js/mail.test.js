import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { mailAddress } from "../../src/reflect/form/browser/mail.js";

test("a message has the words as they were written", () => {
  const address = mailAddress("help@example.org", "From my workbook", "Dear all,\nis 5 > 3 & “so”?");
  const url = new URL(address);
  assert.equal(url.pathname, "help@example.org");
  assert.equal(url.searchParams.get("subject"), "From my workbook");
  assert.equal(url.searchParams.get("body"), "Dear all,\r\nis 5 > 3 & “so”?");
});

test("whatever is written stays words of the one message, and no program is given too long an address", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 4000 }), (words) => {
      const address = mailAddress("help@example.org", "From my workbook", words);
      assert.ok(address.length <= 2000);
      const url = new URL(address);
      assert.equal(url.pathname, "help@example.org");
      assert.deepEqual([...url.searchParams.keys()], ["subject", "body"]);
      const whole = words.replaceAll(/\r?\n/g, "\r\n").toWellFormed();
      assert.ok(whole.startsWith(url.searchParams.get("body") ?? "?"));
    }),
  );
});
