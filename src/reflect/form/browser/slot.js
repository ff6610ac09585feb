// One answer on the page: tells its draft what happens, and carries out what the draft decides.

import { clock } from "./dates.js";
import { button, make, say } from "./dom.js";
import { isUntouched, newDraft, step } from "./draft.js";
import { formOf, forms } from "./forms.js";
import { kept } from "./kept.js";
import { t } from "./language.js";
import { newNonce, thisTab } from "./nonces.js";

/**
 * @import { Effect, Happening, Head, Kept, Status, Timer, Value } from "./draft.js"
 * @import { Unsigned } from "./field.js"
 * @import { Input } from "./inputs.js"
 * @import { Head as Told, Save, SlotDescription } from "./wire.js"
 *
 * What leads to the kernel: `send` gives false where a save certainly went nowhere.
 *
 * @typedef {{ send(message: Unsigned<Save>): boolean, hello(): void }} Wire
 *
 * What of the view shows how this slot does.
 *
 * @typedef {object} Parts
 * @property {HTMLElement} status
 * @property {HTMLElement} saving
 * @property {HTMLElement} offer
 * @property {HTMLElement} earlier
 * @property {HTMLElement} untouched
 * @property {{ show(heads: readonly Head[]): void, isMine(head: Head): boolean }} versions
 */

export class Slot {
  /**
   * @param {string} workbook
   * @param {SlotDescription} description
   * @param {(value: unknown) => string} inWords says an answer in words
   * @param {Input} input
   * @param {Wire} line
   * @param {Parts} parts
   */
  constructor(workbook, description, inWords, input, line, parts) {
    const key = `reflect:${workbook}:${description.slot}:`;
    const { default: initial } = description;
    this.draft = newDraft({ key, mine: key + newNonce(), tab: thisTab, next: newNonce(), initial });
    this.form = formOf(workbook);
    this.name = description.slot;
    this.inWords = inWords;
    this.input = input;
    this.line = line;
    this.parts = parts;
    /** @type {Happening[]} */
    this.events = []; // those that wait for their turn
    this.isBusy = false;
    /** @type {Map<Timer, ReturnType<typeof setTimeout>>} */
    this.timers = new Map();
    /** @type {Map<string, unknown>} */
    this.found = new Map(); // what the browser kept when it was last asked
    /** @type {Promise<void>} */
    this.finding = Promise.resolve();
    this.form.slots.add(this);
  }

  /**
   * The kernel has answered: `heads` are the current answers. Done when what the browser kept is in its place.
   *
   * @param {Told[]} heads
   */
  start(heads) {
    this.happens({ type: "woke", heads, own: this.own(heads) });
    return this.finding;
  }

  /** @param {Told[]} heads */
  told(heads) {
    this.happens({ type: "told", heads, own: this.own(heads) });
  }

  looked() {
    this.happens({ type: "looked", own: this.own(this.draft.heads) });
  }

  /** @param {readonly Head[]} heads */
  own(heads) {
    return heads.filter((head) => this.parts.versions.isMine(head)).map((head) => head.revision);
  }

  /**
   * Tell the draft of an event, and carry out what it decides. A line that turns out to be cut says so in the midst of
   * that; it waits for its turn.
   *
   * @param {Happening} event
   */
  happens(event) {
    this.events.push(event);
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      for (let next = this.events.shift(); next; next = this.events.shift()) this.step(next);
    } finally {
      this.isBusy = false;
    }
    say(this.parts.untouched, isUntouched(this.draft) ? t("As it stands until you change it.") : "");
    for (const heading of this.form.headings) heading.show();
  }

  /** @param {Happening} event */
  step(event) {
    const input = { input: this.input.get(), problem: this.input.problem() };
    const moment = { ...input, now: performance.now(), date: Date.now(), fresh: newNonce() };
    const [draft, effects] = step(this.draft, { ...event, ...moment });
    this.draft = draft;
    for (const effect of effects) this.carryOut(effect);
  }

  /** @param {Effect} effect */
  carryOut(effect) {
    switch (effect.type) {
      case "send":
        return this.send(effect);
      case "hello":
        return this.line.hello();
      case "keep":
        return kept.put(effect.key, effect.record);
      case "forget":
        return !effect.provided || kept.has(effect.provided) ? kept.drop(effect.key, effect.record) : undefined;
      case "find":
        return this.find();
      case "recall":
        return this.step({ type: "recalled", kept: this.others() });
      case "set":
        this.input.set(effect.value);
        return this.step(effect.next);
      case "wait":
        return this.wait(effect.until, effect.ms);
      case "stop":
        return clearTimeout(this.timers.get(effect.waiting));
      case "tell":
        return this.tell(effect.status);
      case "versions":
        return this.parts.versions.show(effect.heads);
      case "earlier":
        return this.showEarlier(effect.value);
      case "offer":
        return this.showOffer(effect.offered);
    }
  }

  /** @param {Effect & { type: "send" }} effect */
  send({ nonce, value, parents }) {
    if (!this.line.send({ type: "save", slot: this.name, value, parents: [...parents], nonce }))
      this.happens({ type: "slept" });
  }

  find() {
    this.finding = kept.read(this.draft.key).then((found) => {
      this.found = found;
      this.happens({ type: "found", kept: this.others() });
    });
  }

  // What the browser keeps that no view on this page is keeping.
  others() {
    const live = new Set([...this.form.slots].map((slot) => slot.draft.mine));
    return kept.under(this.draft.key, this.found).filter(([key]) => !live.has(key));
  }

  /**
   * @param {Timer} type
   * @param {number} ms
   */
  wait(type, ms) {
    clearTimeout(this.timers.get(type));
    this.timers.set(
      type,
      setTimeout(() => this.happens({ type }), ms),
    );
  }

  /**
   * Status in words. t("Saving…") is for the eye only: said aloud at each pause, it would talk over the writer.
   *
   * @param {Status} status
   */
  tell({ is, why, isDirty, time }) {
    const { status, saving } = this.parts;
    saving.textContent = is === "saving" ? t("Saving…") : "";
    status.classList.toggle("reflect-unseen", is === "saving");
    status.classList.toggle("reflect-failed", is === "failed" || is === "unfit");
    if (is === "unfit") say(status, t("This question has no place for that answer now. It stays as it is."));
    if (is === "saved") say(status, time ? t("Saved {time}", { time: clock(time) }) : "");
    if (is === "failed")
      say(status, [t("Not saved: {reason}.", { reason: why }), ...(isDirty ? [this.where()] : [])].join(" "));
  }

  where() {
    if (kept.has(this.draft.mine)) return t("Your words are kept in this browser.");
    return t("Copy your words before you close this page.");
  }

  /** An answer that this version of the question has no place for is still shown. @param {Value} value */
  showEarlier(value) {
    this.parts.earlier.textContent =
      value === null ? "" : t("Earlier answer: {answer}", { answer: this.inWords(value) });
  }

  /** @param {Kept | null} offered */
  showOffer(offered) {
    if (!offered) return this.parts.offer.replaceChildren();
    const [key, record] = offered;
    /** @param {"used" | "discarded"} type */
    const settle = (type) => () => {
      this.happens({ type, key, record });
      this.input.focus();
    };
    this.parts.offer.replaceChildren(
      make("p", {}, t("You wrote this here and it was not yet saved:")),
      make("blockquote", { dir: "auto" }, this.inWords(record.value)),
      make(
        "div",
        { className: "reflect-buttons" },
        button(t("Use it"), settle("used")),
        button(t("Discard"), settle("discarded")),
      ),
    );
  }

  showVersions() {
    this.parts.versions.show(this.draft.heads);
  }

  // The view is gone. Where somebody writes on in it, their words are kept.
  close() {
    this.form.slots.delete(this);
    this.happens({ type: "closed" });
    for (const slot of this.form.slots) if (slot.draft.key === this.draft.key) slot.happens({ type: "look" });
  }
}

// It has turned out whether the browser keeps words.
kept.changed = () => {
  for (const form of forms.values()) {
    for (const slot of form.slots) if (slot.draft.status?.is === "failed") slot.tell(slot.draft.status);
  }
};
