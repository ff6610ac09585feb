// One answer on its way to disk and back. A slot is saved only when the kernel says so; until then its words are also
// kept in the browser, from where they are offered again when the form is next alive.

import { clock } from "./dates.js";
import { button, make, say } from "./dom.js";
import { formOf, forms } from "./forms.js";
import { kept } from "./kept.js";
import { newNonce, thisTab } from "./nonces.js";
import { ANSWER_WITHIN, LONGEST_WAIT, OTHER_TAB, SAVE_AFTER, SAVE_WITHIN } from "./timing.js";
import { canonical, inWords, isBlank } from "./values.js";

export class Slot {
  // `parts` are elements of the view that show how this slot does: { status, saving, notes }.
  constructor(workbook, description, input, line, parts) {
    this.form = formOf(workbook);
    this.key = `reflect:${workbook}:${description.slot}:`;
    this.mine = this.key + newNonce(); // each view keeps its words apart, so that no tab takes the place of another's
    this.name = description.slot;
    this.columns = description.columns;
    this.input = input;
    this.line = line; // { send, hello }
    this.parts = parts;
    this.saved = ""; // the canonical form of what is on disk, as far as this view knows
    this.heads = [];
    this.seen = []; // the revisions that what is typed now was written in sight of
    this.alsoSeen = []; // the versions that the writer has just decided between
    this.next = newNonce(); // what the next save will be called
    this.sent = null; // the save under way: { nonce, value }
    this.unanswered = new Map(); // saves that were never acknowledged, and may yet be: nonce -> value
    this.found = new Map(); // what the browser kept when it was last asked
    this.attempts = 0;
    this.alive = false;
    this.restored = false; // whether it is known what the browser kept
    this.problem = "";
    this.form.slots.add(this);
  }

  get dirty() {
    return this.sent !== null || this.unanswered.size > 0 || canonical(this.input.get()) !== this.saved;
  }

  // The kernel has answered: `heads` are the current answers. Done when what the browser kept is in its place.
  start(heads) {
    this.alive = true;
    this.take(heads);
    const restored = this.restore();
    this.flush();
    return restored;
  }

  sleep() {
    this.alive = false;
    this.unanswer();
    if (this.dirty) this.fail("the notebook is not answering");
  }

  // Something was typed or picked.
  touched() {
    this.keep();
    this.tell("saving");
    clearTimeout(this.pause);
    this.due ??= performance.now() + SAVE_WITHIN;
    this.pause = setTimeout(() => this.flush(), Math.min(SAVE_AFTER, this.due - performance.now()));
  }

  keep() {
    if (this.dirty) kept.put(this.mine, this.record());
    else kept.drop(this.mine);
  }

  record() {
    return {
      value: this.input.get(),
      parents: this.seen,
      nonces: [...this.unanswered.keys(), ...(this.sent ? [this.sent.nonce] : [])],
      next: this.next,
      tab: thisTab,
    };
  }

  // Send what is typed, if it is new. One save at a time: the next one waits for the acknowledgement.
  flush(force = false) {
    clearTimeout(this.pause);
    this.due = undefined;
    this.forced ||= force;
    if (!this.alive) return this.sleep(); // what is typed since then is not saved either, and that has to be said
    if (this.sent) return;
    const value = this.input.get();
    if (!this.forced && canonical(value) === this.saved && this.unanswered.size === 0) return this.settled();
    this.forced = false;
    const parents = [...new Set([...this.seen, ...this.alsoSeen, ...this.unanswered.keys()])];
    this.sent = { nonce: this.nameOf(value), value };
    if (canonical(value) !== this.saved) this.keep();
    this.tell("saving");
    if (!this.line.send({ type: "save", slot: this.name, value, parents, nonce: this.sent.nonce })) return this.sleep();
    this.answer = setTimeout(() => this.unacknowledged(), ANSWER_WITHIN);
  }

  // What to call a save. The same words once more are the same save, so that an answer that took long makes no two;
  // but not where the writer has decided between versions meanwhile.
  nameOf(value) {
    const [nonce, last] = [...this.unanswered].at(-1) ?? [];
    if (nonce && !this.alsoSeen.length && JSON.stringify(last) === JSON.stringify(value)) return nonce;
    const name = this.next;
    this.next = newNonce();
    return name;
  }

  unacknowledged() {
    this.unanswer();
    this.fail("the notebook is not answering");
    this.line.hello(); // and when it answers, this is sent again
  }

  // Wait no more for the save under way. Its acknowledgement may yet come.
  unanswer() {
    clearTimeout(this.answer);
    if (this.sent) this.unanswered.set(this.sent.nonce, this.sent.value);
    this.sent = null;
  }

  again() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.flush(), Math.min(1000 * 2 ** this.attempts++, LONGEST_WAIT));
  }

  // The kernel says that the save `nonce` is on disk, as `revision`.
  acknowledged({ nonce, revision, time }) {
    if (this.sent?.nonce === nonce) {
      this.saved = canonical(this.sent.value);
      this.sent = null;
      clearTimeout(this.answer);
      this.unanswered.clear(); // the kernel takes saves in order: it has these, or never will
    } else if (this.unanswered.has(nonce)) {
      this.saved = canonical(this.unanswered.get(nonce));
      this.unanswered.delete(nonce);
    } else {
      return; // another view's save
    }
    this.seen = [revision];
    this.alsoSeen = [];
    this.attempts = 0;
    this.time = time;
    if (this.dirty || this.forced) {
      this.keep();
      if (!this.sent) this.flush();
    } else {
      this.settled();
    }
  }

  refused({ nonce, message }) {
    if (this.sent?.nonce !== nonce) return;
    this.sent = null;
    clearTimeout(this.answer);
    this.fail(message.replace(/\.$/, ""));
    this.again();
  }

  // All that can be saved is. What is typed may not be an answer yet, such as half a date.
  settled() {
    this.keep();
    const problem = this.input.problem();
    if (problem) this.fail(problem);
    else this.tell("saved");
  }

  // These are the current answers. What somebody is typing stays as it is: their save will name what they had seen.
  take(heads) {
    this.heads = heads;
    const writing = this.dirty && this.started;
    const standing = this.standing(heads);
    if (!writing) {
      const value = standing?.value ?? null;
      if (canonical(this.input.get()) !== canonical(value)) this.input.set(value);
      // What the input makes of it: an answer that it cannot show is not to be saved over with nothing.
      this.saved = canonical(this.input.get());
      this.time = heads.at(-1)?.time;
      this.lookedAt();
      this.settled();
    }
    this.started = true;
    this.showVersions();
    this.showEarlier(writing ? null : standing?.value);
  }

  // The version that is in the input. Of several, the one that was there stays: somebody may go on with it.
  standing(heads) {
    const here = this.started && heads.find((head) => canonical(head.value) === this.saved);
    return here || heads.find((head) => this.parts.versions.isMine(head)) || heads.at(-1);
  }

  // What is typed from here on is written in sight of the answer. Of several versions it goes on with the one that is in
  // the input: only the writer's own choice puts that in the place of the others.
  lookedAt() {
    if (this.dirty) return;
    const standing = canonical(this.standing(this.heads)?.value);
    this.seen = this.heads.filter((head) => canonical(head.value) === standing).map((head) => head.revision);
  }

  // Words that this browser kept because no save of them was acknowledged. The newest go on where they were, unless
  // somebody has saved here since; all others are offered, one after the other.
  async restore() {
    this.found = await kept.read(this.key);
    if (!this.alive) return;
    for (const [key, record] of this.others()) if (this.isSaved(record)) kept.drop(key, record);
    for (const [key, record] of this.leftBehind()) {
      if (!this.dirty && this.goesOn(record)) this.takeUp(key, record);
      else if (this.isWithin(record.value)) kept.drop(key, record);
    }
    this.showOffer();
    this.restored = true;
    for (const heading of this.form.headings) heading.show();
  }

  // The records that no view on this page is keeping.
  others() {
    const live = new Set([...this.form.slots].map((slot) => slot.mine));
    return kept.under(this.key, this.found).filter(([key]) => !live.has(key));
  }

  // Those of them that no other tab has only just written and may yet save.
  leftBehind() {
    clearTimeout(this.later);
    const found = this.others();
    const settled = found.filter(([, record]) => !isFresh(record));
    if (settled.length < found.length) this.later = setTimeout(() => this.alive && this.restore(), OTHER_TAB);
    return settled;
  }

  // Whether this was saved, or is what somebody had typed before they typed what was saved.
  isSaved({ value, next }) {
    return canonical(value) === this.saved || this.heads.some((head) => head.revision === next);
  }

  goesOn({ parents, nonces }) {
    const known = new Set([...parents, ...nonces]);
    return this.heads.every((head) => known.has(head.revision));
  }

  // Whether all these words are in what has since been saved: a browser that crashed may give back an early state.
  isWithin(value) {
    return (
      typeof value === "string" &&
      this.heads.some((head) => typeof head.value === "string" && head.value.includes(value))
    );
  }

  takeUp(key, record) {
    this.input.set(record.value);
    this.keep();
    if (kept.has(this.mine)) kept.drop(key, record);
    this.flush();
  }

  showOffer() {
    const shown = canonical(this.input.get());
    const [offered] = this.leftBehind().filter(([, { value }]) => !isBlank(value) && canonical(value) !== shown);
    if (!offered) return this.parts.offer.replaceChildren();
    const [key, record] = offered;
    const done = () => {
      kept.drop(key, record);
      this.showOffer();
      this.input.focus();
    };
    const use = () => {
      this.decide(record.value);
      done();
    };
    this.parts.offer.replaceChildren(
      make("p", {}, "You wrote this here and it was not yet saved:"),
      make("blockquote", { dir: "auto" }, inWords(record.value, this.columns)),
      make("div", { className: "reflect-buttons" }, button("Use it", use), button("Discard", done)),
    );
  }

  showVersions() {
    this.parts.versions.show(this.heads);
  }

  decide(value) {
    if (canonical(this.input.get()) !== this.saved) this.setAside();
    this.alsoSeen = this.heads.map((head) => head.revision);
    this.input.set(value);
    this.keep();
    this.flush(true);
  }

  // What is typed and not saved makes room for other words, and is offered.
  setAside() {
    kept.put(this.key + newNonce(), { ...this.record(), next: null }); // what is saved next is not what came of it
    this.showOffer();
  }

  // An answer that this version of the question has no place for is still shown.
  showEarlier(value) {
    const lost = value !== null && value !== undefined && canonical(this.input.get()) !== canonical(value);
    this.parts.earlier.textContent = lost ? `Earlier answer: ${inWords(value, this.columns)}` : "";
  }

  fail(why) {
    this.problem = why;
    this.keep();
    this.tell("failed");
  }

  // Status in words. "Saving…" is for the eye only: said aloud at each pause, it would talk over the writer.
  tell(state) {
    this.state = state;
    const { status, saving } = this.parts;
    saving.textContent = state === "saving" ? "Saving…" : "";
    status.classList.toggle("reflect-unseen", state === "saving");
    status.classList.toggle("reflect-failed", state === "failed");
    if (state === "saved") say(status, this.time ? `Saved ${clock(this.time)}` : "");
    if (state === "failed") {
      const where = kept.has(this.mine)
        ? " Your words are kept in this browser."
        : " Copy your words before you close this page.";
      say(status, `Not saved: ${this.problem}.${this.dirty ? where : ""}`);
    }
    for (const heading of this.form.headings) heading.show();
  }

  close() {
    for (const timer of [this.pause, this.answer, this.later]) clearTimeout(timer);
    this.alive = false;
    this.form.slots.delete(this);
    for (const slot of this.form.slots) if (slot.alive && slot.key === this.key) slot.restore();
    for (const heading of this.form.headings) heading.show();
  }
}

// Whether another tab has kept this a moment ago. A clock that was put back makes nobody wait.
function isFresh({ tab, at }) {
  const age = Date.now() - at;
  return tab !== thisTab && age >= 0 && age < OTHER_TAB;
}

// It has turned out whether the browser keeps words.
kept.changed = () => {
  for (const form of forms.values()) for (const slot of form.slots) if (slot.state === "failed") slot.tell("failed");
};
