import assert from "node:assert/strict";
import { test } from "node:test";

import { isDirty, isUntouched, newDraft, step } from "../../src/reflect/form/browser/draft.js";

// A draft with an input that shows every value, or what `shows` makes of it.
class Draft {
  constructor({ shows = (value) => value, initial = null } = {}) {
    this.state = newDraft({ key: "slot:", mine: "slot:mine", tab: "this tab", next: "first", initial });
    this.shows = shows;
    this.input = null;
    this.problem = "";
    this.now = 0;
    this.names = 0;
  }

  // What was to be done about an event, waiting apart.
  happens(type, more = {}) {
    const fresh = `fresh-${++this.names}`;
    const moment = { input: this.input, problem: this.problem, now: this.now, date: 1e6 + this.now, fresh };
    const [state, effects] = step(this.state, { ...more, ...moment, type });
    this.state = state;
    this.effects = effects.flatMap((effect) => {
      if (effect.type !== "set") return [effect];
      this.input = this.shows(effect.value);
      const { type, ...next } = effect.next;
      return [effect, ...this.happens(type, next)];
    });
    return this.effects;
  }

  types(words) {
    this.input = words;
    return this.happens("typed");
  }

  wakes(...heads) {
    return this.happens("woke", { heads, own: [] });
  }

  // The effects of one kind that the last event had, without their kind.
  last(kind) {
    return this.effects.filter(({ type }) => type === kind).map(({ type: _, ...rest }) => rest);
  }
}

const head = (revision, value, time = "09:00") => ({ revision, value, time });
const record = (value, more) => ({ value, parents: [], nonces: [], next: "next", tab: "another", at: 1, ...more });

function awake(...heads) {
  const draft = new Draft();
  draft.wakes(...heads);
  return draft;
}

test("words are kept at once, sent after a pause, and saved when the kernel says so", () => {
  const draft = awake();
  draft.types("We met.");
  const kept = { value: "We met.", parents: [], nonces: [], next: "first", tab: "this tab" };
  assert.deepEqual(draft.last("keep"), [{ key: "slot:mine", record: kept }]);
  assert.deepEqual(draft.last("wait"), [{ until: "paused", ms: 300 }]);
  assert.deepEqual(draft.last("send"), []);

  draft.happens("paused");
  assert.deepEqual(draft.last("send"), [{ nonce: "first", value: "We met.", parents: [] }]);
  assert.deepEqual(draft.last("forget"), []);
  assert.equal(draft.state.status.is, "saving");

  draft.happens("acknowledged", { nonce: "first", revision: "first", time: "10:00" });
  assert.deepEqual(draft.last("forget"), [{ key: "slot:mine" }]);
  assert.deepEqual(draft.last("tell"), [{ status: { is: "saved", why: "", isDirty: false, time: "10:00" } }]);
});

test("who writes without a pause is saved all the same", () => {
  const draft = awake();
  const waits = [0, 250, 500, 590].map((now) => {
    draft.now = now;
    draft.types(`On and on, until ${now}.`);
    return draft.last("wait")[0].ms;
  });
  assert.deepEqual(waits, [300, 300, 100, 10]);
});

test("what is typed while a save is under way is sent once that is on disk, as what follows it", () => {
  const draft = awake(head("r", "We"));
  draft.types("We met");
  draft.happens("paused");
  draft.types("We met twice");
  assert.deepEqual(draft.last("keep")[0].record.nonces, ["first"]);
  draft.happens("paused");
  assert.deepEqual(draft.last("send"), []);
  draft.happens("acknowledged", { nonce: "first", revision: "first", time: "" });
  assert.deepEqual(
    draft.last("send").map(({ value, parents }) => [value, parents]),
    [["We met twice", ["first"]]],
  );
});

test("words that were sent in vain are sent again under the same name, so that they are not saved twice", () => {
  const draft = awake();
  draft.types("We met.");
  draft.happens("paused");
  draft.happens("unanswered");
  assert.deepEqual(draft.last("hello"), [{}]);
  assert.equal(draft.state.status.why, "the notebook is not answering");
  draft.happens("slept");
  draft.wakes();
  assert.deepEqual(
    draft.last("send").map(({ nonce, value }) => [nonce, value]),
    [["first", "We met."]],
  );
});

test("words that are taken back while their save may yet arrive are taken back on disk too", () => {
  const draft = awake();
  draft.types("Too private.");
  draft.happens("paused");
  draft.happens("slept");
  draft.types(null);
  assert.ok(isDirty(draft.state));
  draft.wakes();
  assert.deepEqual(
    draft.last("send").map(({ value, parents }) => [value, parents]),
    [[null, ["first"]]],
  );
});

test("an acknowledgement may come late, or twice", () => {
  const draft = awake();
  draft.types("We met.");
  draft.happens("paused");
  draft.happens("slept");
  const told = { nonce: "first", revision: "first", time: "10:00" };
  draft.happens("acknowledged", told);
  assert.equal(draft.state.status.is, "saved");
  draft.types("We met. Twice.");
  assert.deepEqual(draft.happens("acknowledged", told), []);
  assert.ok(isDirty(draft.state));
});

test("a save that was refused is tried again, more and more seldom, and says why", () => {
  const draft = awake();
  draft.types("We met.");
  const waits = Array.from({ length: 5 }, () => {
    draft.happens("paused");
    const [{ nonce }] = draft.last("send");
    draft.happens("refused", { nonce, message: "The drive is full." });
    return draft.last("wait").at(-1).ms;
  });
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 10_000]);
  assert.equal(draft.state.status.why, "The drive is full");
  assert.equal(draft.last("keep")[0].record.value, "We met.");
});

test("half a date is said to be none, and nothing of it is saved or kept", () => {
  const draft = awake(head("r", "2027-03-01"));
  draft.problem = "this date is not whole yet";
  draft.happens("typed");
  draft.happens("paused");
  assert.deepEqual(draft.last("send"), []);
  assert.deepEqual(draft.state.status, {
    is: "failed",
    why: "this date is not whole yet",
    isDirty: false,
    time: "09:00",
  });
});

test("what another has saved is shown, but not to somebody who is typing", () => {
  const draft = awake(head("r", "We"));
  draft.happens("told", { heads: [head("s", "They")], own: [] });
  assert.equal(draft.input, "They");
  draft.types("They met");
  draft.happens("told", { heads: [head("t", "It")], own: [] });
  assert.equal(draft.input, "They met");
  draft.happens("paused");
  assert.deepEqual(draft.last("send")[0].parents, ["s"], "in sight of which they were written");
});

test("of several versions the writer's own is shown, and is alone in what they go on with", () => {
  const draft = new Draft();
  draft.happens("woke", { heads: [head("mine", "We"), head("theirs", "They")], own: ["mine"] });
  assert.equal(draft.input, "We");
  draft.types("We met");
  draft.happens("paused");
  assert.deepEqual(draft.last("send")[0].parents, ["mine"]);
});

test("who decides between versions has it saved in the place of them all, even if it stands there already", () => {
  const draft = awake(head("one", "We"), head("two", "They"));
  assert.equal(draft.input, "They");
  draft.happens("decided", { value: "They" });
  assert.deepEqual(
    draft.last("send").map(({ value, parents }) => [value, parents]),
    [["They", ["two", "one"]]],
  );
});

test("words that make room for others are kept apart and offered", () => {
  const draft = awake(head("one", "We"), head("two", "They"));
  draft.types("They met");
  draft.happens("decided", { value: "We" });
  assert.equal(draft.input, "We");
  const [aside] = draft.last("keep");
  assert.equal(aside.record.value, "They met");
  assert.notEqual(aside.key, "slot:mine");
  draft.happens("recalled", { kept: [[aside.key, aside.record]] });
  assert.equal(draft.last("offer")[0].offered[1].value, "They met");
});

test("kept words go on where they were, and are let go where they were kept only if they are kept here", () => {
  const draft = awake(head("r", "We"));
  const old = record("We met", { parents: ["r"] });
  draft.happens("found", { kept: [["slot:old", old]] });
  assert.equal(draft.input, "We met");
  assert.deepEqual(draft.last("forget"), [{ key: "slot:old", record: old, provided: "slot:mine" }]);
  assert.equal(draft.last("send")[0].value, "We met");
});

test("kept words that somebody has saved beside since are offered", () => {
  const draft = awake(head("s", "They"));
  const old = record("We met", { parents: ["r"] });
  draft.happens("found", { kept: [["slot:old", old]] });
  assert.equal(draft.input, "They");
  draft.happens("recalled", { kept: [["slot:old", old]] });
  assert.deepEqual(draft.last("offer"), [{ offered: ["slot:old", old] }]);

  draft.happens("used", { key: "slot:old", record: old });
  assert.equal(draft.input, "We met");
  assert.deepEqual(draft.last("send")[0].parents, ["s"]);
});

test("an offer that is discarded is let go, and the next one made", () => {
  const draft = awake(head("s", "They"));
  const [one, other] = ["We met", "We parted"].map((words) => [`slot:${words}`, record(words)]);
  draft.happens("recalled", { kept: [one, other] });
  assert.deepEqual(draft.last("offer"), [{ offered: one }]);
  draft.happens("discarded", { key: one[0], record: one[1] });
  assert.deepEqual(draft.last("forget"), [{ key: one[0], record: one[1] }]);
  assert.deepEqual(draft.last("recall"), [{}]);
  draft.happens("recalled", { kept: [other] });
  assert.deepEqual(draft.last("offer"), [{ offered: other }]);
  assert.equal(draft.input, "They");
});

test("kept words that turn out to be saved are let go", () => {
  for (const [what, kept] of Object.entries({
    "the same": record("We met"),
    "the beginning of it": record("We"),
    "what became of it": record("We me", { next: "s" }),
  })) {
    const draft = awake(head("s", "We met"));
    draft.happens("found", { kept: [["slot:old", kept]] });
    assert.deepEqual(draft.last("forget"), [{ key: "slot:old", record: kept }], what);
  }
});

test("words that another tab has only just kept are left to it for a while", () => {
  const draft = awake();
  const fresh = [["slot:other", record("We met", { at: 1e6 - 9999 })]];
  draft.happens("found", { kept: fresh });
  assert.equal(draft.input, null);
  draft.happens("recalled", { kept: fresh });
  assert.deepEqual(draft.last("offer"), [{ offered: null }]);
  assert.deepEqual(draft.last("wait"), [{ until: "look", ms: 10_000 }]);

  draft.now = 10_000;
  draft.happens("look");
  assert.deepEqual(draft.last("find"), [{}]);
  draft.happens("found", { kept: fresh });
  assert.equal(draft.input, "We met");
});

test("a clock that was put back makes nobody wait", () => {
  const draft = awake();
  draft.happens("found", { kept: [["slot:other", record("We met", { at: 1e9 })]] });
  assert.equal(draft.input, "We met");
});

test("an answer that the input cannot show is shown beside it and not saved over", () => {
  const draft = new Draft({ shows: () => null });
  draft.wakes(head("r", "Rolfe"));
  assert.deepEqual(draft.last("earlier"), [{ value: "Rolfe" }]);
  assert.equal(draft.state.status.is, "saved");
  draft.happens("paused");
  assert.deepEqual(draft.last("send"), []);
});

test("whoever decides on an answer that the input cannot show is told, and nothing is changed", () => {
  const draft = new Draft({ shows: (value) => (value === "Rolfe" ? null : value) });
  draft.wakes(head("r", "Rolfe"), head("g", "Gibbs"));
  draft.happens("decided", { value: "Rolfe" });
  assert.equal(draft.state.status.is, "unfit");
  assert.deepEqual(draft.last("tell").at(-1).status.is, "unfit");
  assert.deepEqual(draft.last("send"), []);
  assert.equal(draft.input, "Gibbs");
  draft.happens("decided", { value: "Gibbs" });
  assert.deepEqual(draft.last("send")[0].parents.sort(), ["g", "r"]);
});

test("who goes on writing in a view that is gone has their words kept", () => {
  const draft = awake();
  draft.happens("closed");
  draft.types("We met.");
  assert.equal(draft.last("keep")[0].record.value, "We met.");
  draft.happens("paused");
  assert.deepEqual(draft.last("send"), []);
  assert.equal(draft.state.status.is, "failed");
});

test("kept words that the input cannot show are offered, and nothing is saved in their place", () => {
  const draft = new Draft({ shows: (value) => (value === "Rolfe" ? null : value) });
  draft.wakes(head("r", "Gibbs"));
  const old = record("Rolfe", { parents: ["r"] });
  draft.happens("found", { kept: [["slot:old", old]] });
  assert.equal(draft.input, "Gibbs");
  assert.deepEqual([draft.last("send"), draft.last("forget")], [[], []]);
  draft.happens("recalled", { kept: [["slot:old", old]] });
  assert.deepEqual(draft.last("offer"), [{ offered: ["slot:old", old] }]);

  draft.happens("used", { key: "slot:old", record: old });
  assert.equal(draft.input, "Gibbs");
  assert.deepEqual([draft.last("send"), draft.last("forget")], [[], []]);
});

test("what stands from the start is in the input, and is saved by nobody's pause", () => {
  const draft = new Draft({ initial: "The mentee" });
  draft.wakes();
  assert.equal(draft.input, "The mentee");
  assert.ok(isUntouched(draft.state));
  assert.ok(!isDirty(draft.state));
  draft.happens("looked", { own: [] });
  draft.happens("paused");
  assert.deepEqual(draft.last("send"), []);
  draft.types("The mentor");
  assert.ok(!isUntouched(draft.state));
  draft.happens("paused");
  assert.deepEqual(draft.last("send"), [{ nonce: "first", value: "The mentor", parents: [] }]);
});

test("what stands from the start can be emptied, and stays so", () => {
  const draft = new Draft({ initial: "The mentee" });
  draft.wakes();
  draft.types(null);
  draft.happens("paused");
  assert.deepEqual(draft.last("send"), [{ nonce: "first", value: null, parents: [] }]);
  const later = new Draft({ initial: "The mentee" });
  later.wakes(head("first", null));
  assert.equal(later.input, null);
  assert.ok(!isUntouched(later.state));
});

test("what another has written takes the place of what stood there from the start", () => {
  const draft = new Draft({ initial: "The mentee" });
  draft.wakes();
  draft.happens("told", { heads: [head("a", "Both")], own: [] });
  assert.equal(draft.input, "Both");
  draft.happens("told", { heads: [head("a", "Both"), head("b", "The mentee")], own: [] });
  assert.equal(draft.input, "Both");
  assert.ok(!isUntouched(draft.state));
});
