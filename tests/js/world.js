// A small world around drafts, in which time passes and things go wrong only as a test says: a kernel with its log, what
// one browser keeps in two places, its tabs, and the lines between them. What is written in it are words that are all
// different, so that each can be looked for afterwards.

import { isUntouched, newDraft, step } from "../../src/reflect/form/browser/draft.js";
import { isNewer, newest } from "../../src/reflect/form/browser/records.js";
import { canonical } from "../../src/reflect/form/browser/values.js";

const KEY = "reflect:workbook:slot:";

export const wordsOf = (value) => (typeof value === "string" ? value.split(/\s+/).filter(Boolean) : []);

// One that refuses takes nothing; one that is lost has nothing, or an early state of it, once the browser has crashed.
export class World {
  constructor({ shelf = "works", disk = "works", initial = null } = {}) {
    this.initial = initial; // what stands in the answer until somebody writes one
    this.places = { shelf, disk };
    this.now = 0;
    this.names = 0;
    this.isKernelUp = true;
    this.log = new Map(); // what is on disk: revision -> { revision, value, parents, time, isMine }
    this.shelf = new Map(); // localStorage, and what it was before each change
    this.shelves = [new Map()];
    this.disk = new Map(); // IndexedDB
    this.pages = [];
    this.typed = new Set(); // every word that somebody typed and that nobody has taken away since
    this.outdone = new Set(); // those in the place of which somebody has chosen others, with both in sight
  }

  name() {
    return `n${++this.names}`;
  }

  get date() {
    return 1e9 + this.now;
  }

  get views() {
    return this.pages.flatMap((page) => page.views);
  }

  open(tab = this.name(), isNarrow = false) {
    const page = new Page(this, tab, isNarrow);
    this.pages.push(page);
    page.show();
    return page;
  }

  // The revisions that no other names as what it was written in sight of.
  heads() {
    const revisions = [...this.log.values()];
    const passed = new Set(revisions.flatMap((revision) => revision.parents));
    return revisions.filter((each) => !passed.has(each.revision));
  }

  // What the kernel does with a message of a view's.
  take(view, message) {
    if (message.type === "hello") return view.hears({ type: "woke", heads: this.heads() });
    const { nonce, value, parents } = message;
    if (message.isRefused) return view.hears({ type: "refused", nonce, message: "The drive is full." });
    const earlier = this.log.get(nonce);
    if (earlier && canonical(earlier.value) !== canonical(value)) throw new Error(`Two saves are called ${nonce}.`);
    if (!earlier) this.append(nonce, value, parents, true);
    for (const each of this.views)
      each.hears({ type: "acknowledged", nonce, revision: nonce, time: this.log.get(nonce).time });
    this.tell();
  }

  append(revision, value, parents, isMine) {
    const known = parents.filter((parent) => this.log.has(parent));
    this.log.set(revision, { revision, value, parents: known, time: `${this.date}`, isMine });
  }

  tell() {
    for (const view of this.views) view.hears({ type: "told", heads: this.heads() });
  }

  // Somebody else saves from another computer, in sight of what there is or of nothing.
  otherSaves(isInSight) {
    const heads = this.heads();
    const word = this.name();
    const value = `${isInSight ? heads.map((head) => head.value ?? "").join("") : ""}${word} `;
    this.typed.add(word);
    this.append(this.name(), value, isInSight ? heads.map((head) => head.revision) : [], false);
    if (this.isKernelUp) this.tell();
  }

  kernelStarts() {
    this.isKernelUp = true;
  }

  kernelDies() {
    this.isKernelUp = false;
    for (const view of this.views) view.cut();
  }

  // Says whether anything was waited for until then.
  passes(ms) {
    const end = this.now + ms;
    for (let count = 0; ; count++) {
      const due = this.views.flatMap((view) => [...view.timers].map(([type, at]) => ({ view, type, at })));
      const [next] = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      this.now = Math.max(this.now, next?.at ?? end);
      if (!next) return count > 0;
      next.view.timers.delete(next.type);
      next.view.happens({ type: next.type });
    }
  }

  // Every tab goes at once, a moment after the last key.
  crashes(howEarly) {
    for (const page of this.pages) page.write();
    this.pages = [];
    if (this.places.shelf === "lost") this.shelf = new Map(this.shelves[howEarly % this.shelves.length]);
    if (this.places.disk === "lost") this.disk = new Map();
  }

  setOnShelf(key, record) {
    this.shelves.push(new Map(this.shelf));
    if (record) this.shelf.set(key, record);
    else this.shelf.delete(key);
  }

  // Where a word is, as whoever looks for it would find it.
  find(word) {
    const has = (value) => wordsOf(value).includes(word);
    const remembered = this.pages.map((page) => page.latest); // and about to be written
    return {
      isSaved: [...this.log.values()].some(({ value }) => has(value)),
      isCurrent: this.heads().some(({ value }) => has(value)),
      isKept: newest(KEY, this.shelf, this.disk, ...remembered).some(([, record]) => has(record.value)),
      isShown: this.views.some((view) => has(view.input)),
      isOffered: this.views.some((view) => view.offered && has(view.offered[1].value)),
    };
  }

  lost() {
    const isSomewhere = ({ isSaved, isKept, isShown, isOffered }) => isSaved || isKept || isShown || isOffered;
    return [...this.typed].filter((word) => !isSomewhere(this.find(word)));
  }

  // Words that others are in the place of, and nobody who had seen them has chosen that.
  overwritten() {
    const isThere = ({ isCurrent, isKept, isShown, isOffered }) => isCurrent || isKept || isShown || isOffered;
    return [...this.typed].filter((word) => !this.outdone.has(word) && !isThere(this.find(word)));
  }

  unsaved() {
    return [...this.typed].filter((word) => !this.find(word).isSaved);
  }

  // What stands in views that say that it is saved, and it is not. Of what nobody has written nothing is said.
  untruthful() {
    const onDisk = new Set(["", ...[...this.log.values()].map(({ value }) => canonical(value))]);
    const views = this.views.filter(({ state }) => state.status?.is === "saved" && !isUntouched(state));
    const saved = views.map((view) => view.input);
    return saved.filter((value) => !onDisk.has(canonical(value)));
  }

  // Let everything come to rest that can.
  rests() {
    for (let round = 0; round < 1000; round++) {
      for (const page of this.pages) page.write();
      const active = this.views.filter((view) => view.reads() || view.carries() || view.listens());
      if (!active.length && !this.passes(500)) return;
    }
    throw new Error("This never comes to rest.");
  }

  // All is well again, and whoever wrote opens the form once more and takes back whatever is offered.
  mends() {
    this.isKernelUp = true;
    for (const page of this.pages) page.close();
    const [view] = this.open().views;
    view.says({ type: "hello" });
    this.rests();
    this.passes(10_000);
    this.rests();
    for (let round = 0; view.offered; round++) {
      if (round > 100) throw new Error("There is no end to what is offered.");
      view.uses();
      this.rests();
    }
  }
}

// One tab, with what kept.js remembers in it.
class Page {
  constructor(world, tab, isNarrow) {
    this.world = world;
    this.tab = tab;
    this.isNarrow = isNarrow; // by a template in which the question has no place for more than two words
    this.views = [];
    this.latest = new Map();
    this.waiting = [];
    this.isWritten = false;
  }

  show() {
    const view = new View(this.world, this);
    this.views.push(view);
    return view;
  }

  keep(key, record) {
    const dated = { ...record, at: Math.max(this.world.date, (this.latest.get(key)?.at ?? 0) + 1) };
    this.latest.set(key, dated);
    if (this.world.places.shelf !== "refuses") this.world.setOnShelf(key, dated);
    this.waiting.push([key, dated]);
  }

  drop(key, record = this.latest.get(key)) {
    if (!record || record.dropped) return;
    const tombstone = { dropped: true, at: record.at };
    this.latest.set(key, tombstone);
    if (!isNewer(this.world.shelf.get(key), tombstone)) this.world.setOnShelf(key, null);
    this.waiting.push([key, tombstone]);
  }

  lasts(key) {
    const record = this.latest.get(key);
    return Boolean(record && !record.dropped) && (this.isWritten || this.world.shelf.get(key)?.at === record.at);
  }

  // What was kept in it reaches IndexedDB.
  write() {
    if (this.world.places.disk === "refuses") return;
    for (const [key, record] of this.waiting) {
      if (!record.dropped || !isNewer(this.world.disk.get(key), record)) this.world.disk.set(key, record);
    }
    this.isWritten ||= this.waiting.length > 0;
    this.waiting = [];
  }

  // What the browser keeps that no view here is writing; `disk` is what IndexedDB had when it was asked.
  others(disk) {
    const mine = this.views.map((view) => view.state.mine);
    return newest(KEY, disk, this.world.shelf, this.latest).filter(([key]) => !mine.includes(key));
  }

  close() {
    for (const view of this.views) view.happens({ type: "paused" });
    for (const view of [...this.views]) this.closeView(view);
    if (this.world.places.shelf !== "works") this.write();
    this.world.pages = this.world.pages.filter((page) => page !== this);
  }

  closeView(view) {
    view.happens({ type: "paused" });
    this.views = this.views.filter((each) => each !== view);
    for (const each of this.views) each.happens({ type: "look" });
  }
}

// One form that somebody sees, with its line to the kernel and back.
class View {
  constructor(world, page) {
    this.world = world;
    this.page = page;
    this.input = null;
    this.earlier = null; // the answer, where it has no place in the input
    this.offered = null;
    this.timers = new Map();
    this.disk = new Map();
    this.isReading = false;
    this.toKernel = [];
    this.fromKernel = [];
    this.state = newDraft({
      key: KEY,
      mine: KEY + world.name(),
      tab: page.tab,
      next: world.name(),
      initial: world.initial,
    });
    this.says({ type: "hello" });
  }

  happens(event) {
    const { now, date } = this.world;
    const moment = { input: this.input, problem: "", now, date, fresh: this.world.name() };
    const [state, effects] = step(this.state, frozen({ ...event, ...moment }));
    this.state = frozen(state);
    for (const effect of effects) this.carriesOut(effect);
  }

  carriesOut(effect) {
    const { page, world } = this;
    switch (effect.type) {
      case "send":
        return this.says(effect);
      case "hello":
        return this.says(effect);
      case "keep":
        return page.keep(effect.key, effect.record);
      case "forget":
        return !effect.provided || page.lasts(effect.provided) ? page.drop(effect.key, effect.record) : undefined;
      case "find":
        this.isReading = true;
        this.disk = new Map(world.disk);
        return;
      case "recall":
        return this.happens({ type: "recalled", kept: page.others(this.disk) });
      case "set":
        this.input = page.isNarrow && wordsOf(effect.value).length > 2 ? null : effect.value;
        return this.happens(effect.next);
      case "wait":
        return this.timers.set(effect.until, world.now + effect.ms);
      case "stop":
        return this.timers.delete(effect.waiting);
      case "earlier":
        this.earlier = effect.value;
        return;
      case "offer":
        this.offered = effect.offered;
    }
  }

  own() {
    return [...this.world.log.values()].filter((each) => each.isMine).map((each) => each.revision);
  }

  says(message) {
    if (this.world.isKernelUp) this.toKernel.push(message);
  }

  hears(message) {
    this.fromKernel.push(message);
  }

  cut() {
    this.toKernel = [];
    this.fromKernel = [];
  }

  // What is on the line arrives, in order. Says whether there was any.
  carries(isRefused = false) {
    const message = this.world.isKernelUp ? this.toKernel.shift() : undefined;
    if (message) this.world.take(this, { ...message, isRefused });
    return Boolean(message);
  }

  listens() {
    const message = this.fromKernel.shift();
    if (message) this.happens("heads" in message ? { ...message, own: this.own() } : message);
    return Boolean(message);
  }

  reads() {
    const isReading = this.isReading;
    this.isReading = false;
    if (isReading) this.happens({ type: "found", kept: this.page.others(this.disk) });
    return isReading;
  }

  types(isInstead = false) {
    if (!this.state.isStarted) return; // until then nothing can be typed
    const word = this.world.name();
    if (isInstead) for (const gone of wordsOf(this.input)) this.world.typed.delete(gone);
    this.input = `${isInstead ? "" : (this.input ?? "")}${word} `;
    this.world.typed.add(word);
    for (const earlier of wordsOf(this.earlier)) this.world.outdone.add(earlier);
    this.happens({ type: "typed" });
  }

  uses() {
    if (!this.offered) return;
    const [key, record] = this.offered;
    this.outdoes(record.value);
    this.happens({ type: "used", key, record });
  }

  // The writer has chosen this with all that they see in sight. What was typed and never sent makes room, no more.
  outdoes(value) {
    const { heads, saved, sent, unanswered } = this.state;
    const seen = [...heads, ...unanswered, ...(sent ? [sent] : [])].map((each) => each.value);
    if (canonical(this.input) === saved) seen.push(this.input);
    for (const word of seen.flatMap(wordsOf)) this.world.outdone.add(word);
    for (const word of wordsOf(value)) this.world.outdone.delete(word);
  }

  discards() {
    if (!this.offered) return;
    const [key, record] = this.offered;
    for (const word of wordsOf(record.value)) this.world.typed.delete(word);
    this.happens({ type: "discarded", key, record });
  }

  decides(at) {
    const { heads } = this.state;
    if (heads.length < 2) return;
    const { value } = heads[at % heads.length];
    this.outdoes(value);
    this.happens({ type: "decided", value });
  }
}

// Plain data that whoever is given it cannot change.
function frozen(value) {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}
