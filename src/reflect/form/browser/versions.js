// Versions of one answer that were written without sight of each other: side by side, with what keeps one of them or
// both. Somebody may be typing in one of them, so what is on the screen is brought up to date where it is: nobody's
// button goes away while they reach for it.

import { clock } from "./dates.js";
import { button, make } from "./dom.js";
import { merge } from "./kinds.js";
import { around, listed, t, tn } from "./language.js";
import { canonical, distinct, inWords, isBlank } from "./values.js";

/**
 * @import { FieldDescription, Head, SlotDescription } from "./wire.js"
 * @import { Writer } from "./who.js"
 *
 * @typedef {{ head: Head, isMine: boolean }} Version
 *
 * @typedef {object} Calls
 * @property {Writer} writer
 * @property {(head: Head) => boolean} isOwn whether it was saved from here
 * @property {(value: unknown) => void} decide takes what has been chosen
 */

/**
 * @param {FieldDescription} field
 * @param {SlotDescription} description
 * @param {Calls} calls
 */
export function makeVersions(field, description, { writer, isOwn, decide }) {
  const said = make("p", { className: "reflect-unseen", role: "status" });
  const side = make("div", { className: "reflect-side-by-side" });
  const note = make("p");
  const both = button("", () => decide(mergedNow()));
  const group = make(
    "div",
    { className: "reflect-note reflect-gone", role: "group" },
    note,
    side,
    make("div", { className: "reflect-buttons" }, both),
  );
  const taken = make("div");
  /** @type {Version[]} */
  let versions = []; // as they are now
  /** @type {ReturnType<typeof makeVersion>[]} */
  const shown = [];

  // Until a browser has said who writes in it, what was saved from it is its own.
  /** @param {Head} head */
  const isMine = (head) => (writer.isSure ? head.author === writer.name : isOwn(head));
  const mergedNow = () => {
    const values = versions.map(({ head }) => head.value);
    return merge(values, field, description.columns);
  };

  /** @param {Head[]} heads */
  function show(heads) {
    showTaken(heads.filter((head) => head.before));
    const different = distinct(heads, (head) => head.value);
    versions = different.length < 2 ? [] : ordered(different.map((head) => ({ head, isMine: isMine(head) })));
    while (shown.length < versions.length) shown.push(makeVersion(shown.length));
    while (shown.length > versions.length) shown.pop()?.element.remove();
    for (const version of shown) version.update();
    const count = versions.length;
    const many = count === 2 ? t("Two versions") : tn("{count} version", "{count} versions", count);
    group.setAttribute("aria-label", many);
    group.classList.toggle("reflect-gone", versions.length === 0);
    said.textContent = count
      ? t("{versions} of {question}, by {names}.", {
          versions: many,
          question: field.label,
          names: listed(versions.map(byWhom)),
        })
      : "";
    const canMerge = mergedNow() !== undefined;
    both.classList.toggle("reflect-gone", !canMerge);
    both.textContent = count === 2 ? t("Keep both") : t("Keep all");
    const choice = !canMerge ? t("Keep one") : count === 2 ? t("Keep one or both") : t("Keep one or all");
    note.textContent = t(
      "{versions} were written here without sight of each other. {choice}; you can go on writing first. Nothing is thrown away.",
      { versions: many, choice },
    );
    both.setAttribute(
      "aria-label",
      t("{act}: by {names}", { act: both.textContent, names: listed(versions.map(byWhom)) }),
    );
  }

  /** @param {number} at */
  function makeVersion(at) {
    const by = make("p", { className: "reflect-by" });
    const words = make("blockquote", { dir: "auto" });
    const keep = button("", () => decide(versions[at].head.value));
    const element = make("div", { className: "reflect-version" }, by, words, keep);
    side.append(element);
    return {
      element,
      update() {
        const { head, isMine } = versions[at];
        by.replaceChildren(isMine ? t("You") : make("bdi", {}, head.author || t("Somebody")), `, ${clock(head.time)}`);
        words.textContent = inWords(head.value, description.columns, field.own);
        keep.textContent = t("Keep {whose}", { whose: whose(versions, at) });
        keep.setAttribute(
          "aria-label",
          t("{act}: by {names}, {time}", {
            act: keep.textContent,
            names: byWhom(versions[at]),
            time: clock(head.time),
          }),
        );
      },
    };
  }

  // What somebody has put nothing in the place of: who did it, and the words before, one click away.
  /** @param {Head[]} heads */
  function showTaken(heads) {
    const open = taken.querySelector("details")?.open ?? false;
    const key = canonical(heads.map((head) => [head.revision, isMine(head)]));
    if (taken.dataset.of === key) return;
    taken.dataset.of = key;
    taken.replaceChildren(...heads.map((head) => makeTaken(head, open)));
  }

  /**
   * @param {Head} head
   * @param {boolean} open
   */
  function makeTaken(head, open) {
    const who = isMine(head) ? t("You") : make("bdi", {}, head.author || t("Somebody"));
    const did = isBlank(head.value) ? t("{name} emptied this, {time}.") : t("{name} took words out of this, {time}.");
    const before = (head.before ?? []).map(({ value, author, time }) => {
      const back = button(t("Put it back"), () => decide(value));
      back.setAttribute(
        "aria-label",
        t("Put back what {name} wrote, {time}", { name: author || t("somebody"), time: clock(time) }),
      );
      return make(
        "div",
        { className: "reflect-version" },
        make("p", { className: "reflect-by" }, make("bdi", {}, author || t("Somebody")), `, ${clock(time)}`),
        make("blockquote", { dir: "auto" }, inWords(value, description.columns, field.own)),
        back,
      );
    });
    const words = make("details", { open }, make("summary", {}, t("What stood here before")), ...before);
    return make(
      "div",
      { className: "reflect-note" },
      make("p", {}, ...around(did, { name: who, time: clock(head.time) })),
      words,
    );
  }

  return { element: make("div", {}, said, group, taken), show, isMine };
}

/** @param {Version} version */
const byWhom = ({ head, isMine }) => (isMine ? t("you") : head.author || t("somebody"));

// Mine first, and then in an order that stays the same while people type.
/** @param {Version[]} versions */
function ordered(versions) {
  /** @param {Version} version */
  const rank = ({ head, isMine }) => [isMine ? "0" : "1", head.author, head.time, head.revision].join("\n");
  return versions.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

// What a version is called beside the others.
/**
 * @param {Version[]} versions
 * @param {number} at
 */
function whose(versions, at) {
  const { head, isMine } = versions[at];
  const alike = versions.filter((other) =>
    isMine ? other.isMine : !other.isMine && other.head.author === head.author,
  );
  const [name, time] = [head.author || t("somebody"), clock(head.time)];
  const others = versions.filter((other) => !other.isMine);
  if (alike.length > 1) return isMine ? t("mine of {time}", { time }) : t("{name}’s of {time}", { name, time });
  if (isMine) return t("mine");
  return others.length === 1 ? t("theirs") : t("{name}’s", { name });
}
