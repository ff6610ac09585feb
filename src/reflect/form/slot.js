// One answer on its way to disk and back. A slot is saved only when the kernel says so; until then its words are also
// in the browser's storage, from where they are offered again when the form is next alive.

class Slot {
  // `parts` are elements of the view that show how this slot does: { status, saving, notes }.
  constructor(workbook, description, input, send, parts) {
    this.form = formOf(workbook);
    this.key = `reflect:${workbook}:${description.slot}`;
    this.name = description.slot;
    this.columns = description.columns;
    this.input = input;
    this.transmit = send;
    this.parts = parts;
    this.saved = ""; // the canonical form of what is on disk, as far as this view knows
    this.heads = [];
    this.seen = []; // the revisions that what is typed now was written in sight of
    this.alsoSeen = []; // the versions that the writer has just decided between
    this.sent = null; // the save under way: { nonce, value }
    this.unanswered = new Map(); // saves that were never acknowledged, and may yet be: nonce -> canonical value
    this.attempts = 0;
    this.alive = false;
    this.problem = "";
    this.form.slots.add(this);
  }

  get dirty() {
    return this.sent !== null || this.unanswered.size > 0 || canonical(this.input.get()) !== this.saved;
  }

  // The kernel has answered: `heads` are the current answers.
  start(heads) {
    this.alive = true;
    this.take(heads);
    this.restore();
    this.flush();
  }

  sleep() {
    this.alive = false;
    clearTimeout(this.answer);
    if (this.sent) this.unanswered.set(this.sent.nonce, canonical(this.sent.value));
    this.sent = null;
    if (this.dirty) this.fail("the notebook is not answering");
  }

  // Something was typed or picked.
  touched() {
    this.keep();
    this.tell("saving");
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.flush(), SAVE_AFTER);
  }

  keep() {
    this.isKept = kept.put(this.key, {
      value: this.input.get(),
      parents: this.seen,
      nonces: [...this.unanswered.keys(), ...(this.sent ? [this.sent.nonce] : [])],
      tab: thisTab,
      at: Date.now(),
    });
  }

  // Send what is typed, if it is new. One save at a time: the next one waits for the acknowledgement.
  flush(force = false) {
    clearTimeout(this.pause);
    this.forced ||= force;
    if (this.sent || !this.alive) return;
    const problem = this.input.problem();
    if (problem) return this.fail(problem);
    const value = this.input.get();
    if (!this.forced && canonical(value) === this.saved && this.unanswered.size === 0) return this.settled();
    this.forced = false;
    const parents = [...new Set([...this.seen, ...this.alsoSeen, ...this.unanswered.keys()])];
    this.sent = { nonce: newNonce(), value };
    if (canonical(value) !== this.saved) this.keep();
    this.tell("saving");
    if (!this.transmit({ type: "save", slot: this.name, value, parents, nonce: this.sent.nonce })) return this.sleep();
    this.answer = setTimeout(() => this.unacknowledged(), ANSWER_WITHIN);
  }

  unacknowledged() {
    this.unanswered.set(this.sent.nonce, canonical(this.sent.value));
    this.sent = null;
    this.fail("the notebook is not answering");
    this.again();
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
      this.saved = this.unanswered.get(nonce);
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

  settled() {
    if (this.isKept) kept.drop(this.key); // and not what another tab has kept there
    this.isKept = false;
    this.tell("saved");
  }

  // These are the current answers. What somebody is typing stays as it is: their save will name what they had seen.
  take(heads) {
    this.heads = heads;
    const writing = this.dirty && this.started;
    if (!writing) {
      const newest = heads.at(-1);
      const value = newest?.value ?? null;
      if (canonical(this.input.get()) !== canonical(value)) this.input.set(value);
      this.saved = canonical(value);
      this.time = newest?.time;
      // Two versions count as seen only by a person who starts to write after both were on the screen.
      if (heads.length < 2 || !this.hasFocus()) this.lookedAt();
      this.tell("saved");
    }
    this.started = true;
    this.showVersions();
    this.showEarlier(writing ? null : heads.at(-1)?.value);
  }

  hasFocus() {
    return this.input.element.contains(document.activeElement);
  }

  lookedAt() {
    if (!this.dirty) this.seen = this.heads.map((head) => head.revision);
  }

  // Words that this browser kept because no save of them was acknowledged.
  restore() {
    const pending = kept.get(this.key);
    if (pending && canonical(pending.value) === this.saved) kept.drop(this.key);
    else if (pending && !this.dirty) this.restorePending(pending);
    this.showOffer();
  }

  restorePending(pending) {
    const wait = pending.at + OTHER_TAB - Date.now();
    if (pending.tab !== thisTab && wait > 0) {
      this.later = setTimeout(() => this.alive && !this.dirty && this.restore(), wait);
      return;
    }
    const known = new Set([...pending.parents, ...pending.nonces]);
    if (this.heads.every((head) => known.has(head.revision))) {
      this.input.set(pending.value);
      this.flush();
    } else {
      // Somebody has saved here since. Keep these words apart, so that typing does not overwrite them.
      kept.put(`${this.key}:offered`, pending);
      kept.drop(this.key);
    }
  }

  showOffer() {
    const offered = kept.get(`${this.key}:offered`);
    if (!offered || canonical(offered.value) === this.saved) {
      kept.drop(`${this.key}:offered`);
      return this.parts.offer.replaceChildren();
    }
    const done = () => {
      kept.drop(`${this.key}:offered`);
      this.parts.offer.replaceChildren();
      this.input.focus();
    };
    const use = () => {
      done();
      this.decide(offered.value);
    };
    this.parts.offer.replaceChildren(
      make("p", {}, "You wrote this here and it was not yet saved:"),
      make("blockquote", { dir: "auto" }, inWords(offered.value, this.columns)),
      make("div", { className: "reflect-buttons" }, button("Use it", use), button("Discard", done)),
    );
  }

  // Two or more people wrote without seeing each other: show what each wrote.
  showVersions() {
    const distinct = this.heads.filter((head, at) => this.heads.findIndex((h) => canonical(h.value) === canonical(head.value)) === at);
    if (distinct.length < 2) return this.parts.versions.replaceChildren();
    const version = (head) =>
      make(
        "div",
        { className: "reflect-version" },
        make("p", { className: "reflect-by" }, make("bdi", {}, head.author), `, ${clock(head.time)}`),
        make("blockquote", { dir: "auto" }, inWords(head.value, this.columns)),
        button("Keep this one", () => this.decide(head.value), {
          "aria-label": `Keep this one, by ${head.author}, ${clock(head.time)}`,
        }),
      );
    this.parts.versions.replaceChildren(
      make("p", {}, "This was written twice, each without seeing the other. Keep one, or write it anew from both. Nothing is thrown away."),
      make("div", { className: "reflect-side-by-side" }, ...distinct.map(version)),
    );
  }

  decide(value) {
    this.alsoSeen = this.heads.map((head) => head.revision);
    this.input.set(value);
    this.flush(true);
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
    if (state === "saved") status.textContent = this.time ? `Saved ${clock(this.time)}` : "";
    if (state === "failed") {
      const where = this.isKept ? "Your words are kept in this browser." : "Copy your words before you close this page.";
      status.textContent = `Not saved: ${this.problem}. ${where}`;
    }
    for (const heading of this.form.headings) heading.show();
  }

  close() {
    for (const timer of [this.pause, this.answer, this.later]) clearTimeout(timer);
    this.form.slots.delete(this);
    for (const heading of this.form.headings) heading.show();
  }
}
