// Sharing one answer of a personal workbook with the other of the pair: by a click, agreed to in sight of the words, and
// taken back by another. And the place in a workbook that both share where what was released is read.

import { asleepNow } from "./asleep.js";
import { day } from "./dates.js";
import { button, make, uniqueId } from "./dom.js";
import { around, t } from "./language.js";
import { newNonce } from "./nonces.js";
import { isBlank } from "./values.js";

/**
 * @import { Send } from "./field.js"
 * @import { Slot } from "./slot.js"
 * @import { FieldDescription, Head, Refused, Released, Words } from "./wire.js"
 *
 * What is asked before an act.
 *
 * @typedef {object} Asked
 * @property {string} question
 * @property {() => HTMLElement[]} say
 * @property {string} yes
 * @property {string} no
 * @property {() => void} act
 */

/**
 * @param {FieldDescription} field
 * @param {Slot} slot
 * @param {Send} send
 */
export function makeRelease(field, slot, send) {
  const other = field.release;
  const id = uniqueId("release");
  const element = make("div", { className: "reflect-release" });
  const said = make("span", { role: "status" });
  const line = make("div", { className: "reflect-buttons reflect-gone" });
  const panel = make("div", {
    className: "reflect-note reflect-gone",
    role: "group",
    tabIndex: -1,
    "aria-labelledby": `${id}-question`,
  });
  const words = make("blockquote", { dir: "auto" });
  const ask = button(t("Share this with {name}", { name: other }), () => open(agree), { className: "reflect-quiet" });
  const askAgain = button(t("Share the new words"), () => open(agree), { className: "reflect-quiet" });
  const askBack = button(t("Take it back"), () => open(goBack), { className: "reflect-quiet" });
  /** @type {Head & { value: string } | null} */
  let head = null; // the one revision that is the answer now
  /** @type {Words[]} */
  let released = []; // what is shared
  /** @type {string | null} */
  let waiting = null; // the nonce of what the kernel was asked to do

  element.append(line, panel);
  line.append(said, ask, askAgain, askBack);

  /** @type {Asked} */
  const agree = {
    question: t("Share this with {name}?", { name: other }),
    say: () => [
      make(
        "p",
        {},
        ...around(
          t(
            "A copy of these words goes into the folder that you share. {name} can then read them in your shared workbooks and in their journals, and so can anybody else who can open that folder:",
          ),
          { name: make("bdi", {}, other) },
        ),
      ),
      words,
      make(
        "p",
        {},
        t(
          "Everything else in this workbook stays private. If you change the words here later, the change is not shared.",
        ),
      ),
    ],
    yes: t("Share these words"),
    no: t("Not now"),
    act: () => head && request({ type: "release", revision: head.revision }),
  };
  /** @type {Asked} */
  const goBack = {
    question: t("Take it back?"),
    say: () => [
      make(
        "p",
        {},
        t(
          "It is taken out of your shared workbooks, and of the journals made from now on. Whoever has read it has read it, and the record of answers in the shared folder still holds it.",
        ),
      ),
    ],
    yes: t("Take it back"),
    no: t("Leave it shared"),
    act: () => request({ type: "take_back" }),
  };

  /** @param {Asked} asked */
  function open({ question, say, yes, no, act }) {
    panel.replaceChildren(
      make("p", { id: `${id}-question`, className: "reflect-asked" }, question),
      ...say(),
      make(
        "div",
        { className: "reflect-buttons" },
        button(yes, act),
        button(no, close, { className: "reflect-quiet" }),
      ),
    );
    panel.classList.remove("reflect-gone");
    update();
    panel.focus(); // not a button of it: who holds Enter down has agreed to nothing
  }

  function close() {
    const focused = panel.contains(document.activeElement);
    panel.classList.add("reflect-gone");
    panel.replaceChildren();
    update();
    if (focused) [ask, askAgain, askBack].find((each) => !each.classList.contains("reflect-gone"))?.focus();
  }

  /** @param {{ type: "release", revision: string } | { type: "take_back" }} message */
  function request(message) {
    waiting = newNonce();
    if (!send({ ...message, slot: slot.name, nonce: waiting })) failed(asleepNow());
  }

  /** @param {string} why */
  function failed(why) {
    waiting = null;
    panel.querySelector("[role=alert]")?.remove();
    panel.append(make("p", { role: "alert", className: "reflect-failed" }, why));
  }

  function update() {
    const isOpen = !panel.classList.contains("reflect-gone");
    const shared = released.at(-1);
    const isNew = head !== null && released.some((each) => each.words !== head?.value);
    words.textContent = head?.value ?? "";
    said.textContent = shared
      ? [
          t("Shared with {name} on {date}.", { name: other, date: day(shared.time) }),
          ...(isNew ? [t("You have changed the words since.")] : []),
        ].join(" ")
      : "";
    ask.classList.toggle("reflect-gone", isOpen || Boolean(shared) || head === null);
    askAgain.classList.toggle("reflect-gone", isOpen || !shared || !isNew);
    askBack.classList.toggle("reflect-gone", isOpen || !shared);
    line.classList.toggle("reflect-gone", !shared && head === null);
  }

  return {
    element,
    // What the answer is and what of it is shared. Of two versions, one has to be kept before it can be shared.
    /**
     * @param {Head[]} heads
     * @param {Words[]} nowReleased
     */
    show(heads, nowReleased) {
      head = heads.length === 1 && isWritten(heads[0]) ? heads[0] : null;
      released = nowReleased;
      if (head === null && panel.contains(words)) close();
      else update();
    },
    /** @param {Released | Refused} told */
    heard(told) {
      if (told.nonce !== waiting) return; // done in another view
      if (told.type === "released") {
        waiting = null;
        close();
      } else if (told.type === "not_released") {
        failed(t("Not shared: {reason}", { reason: told.message }));
      }
    },
  };
}

/** @param {Head} head @returns {head is Head & { value: string }} */
const isWritten = (head) => typeof head.value === "string" && !isBlank(head.value);

// What the pair has released to each other.
export function makeReleased() {
  const element = make("div", { className: "reflect-released", "aria-live": "polite" });
  let shown = "";
  return {
    element,
    /** @param {Words[]} released */
    show(released) {
      const now = JSON.stringify(released);
      if (now === shown) return;
      shown = now;
      element.replaceChildren(
        ...released.map(({ author, time, words }) =>
          make(
            "div",
            { className: "reflect-note" },
            make("p", {}, ...around(t("{name} has shared:"), { name: make("bdi", {}, author || t("Somebody")) })),
            make("blockquote", { dir: "auto" }, words),
            make("p", { className: "reflect-by" }, day(time)),
          ),
        ),
      );
    },
  };
}
