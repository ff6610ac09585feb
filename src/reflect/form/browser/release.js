// Sharing one answer of a personal workbook with the other of the pair: by a click, agreed to in sight of the words, and
// taken back by another. And the place in a workbook that both share where what was released is read.

import { asleepNow } from "./asleep.js";
import { day } from "./dates.js";
import { button, make, uniqueId } from "./dom.js";
import { newNonce } from "./nonces.js";
import { isBlank } from "./values.js";

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
  const ask = button(`Share this with ${other}`, () => open(agree), { className: "reflect-quiet" });
  const askAgain = button("Share the new words", () => open(agree), { className: "reflect-quiet" });
  const askBack = button("Take it back", () => open(goBack), { className: "reflect-quiet" });
  let head = null; // the one revision that is the answer now
  let released = []; // what is shared
  let waiting = null; // the nonce of what the kernel was asked to do

  element.append(line, panel);
  line.append(said, ask, askAgain, askBack);

  const agree = {
    question: `Share this with ${other}?`,
    say: () => [
      make(
        "p",
        {},
        "A copy of these words goes into the folder that you share. ",
        make("bdi", {}, other),
        " can then read them in your shared workbooks and in their journals, and so can anybody else who can open that folder:",
      ),
      words,
      make(
        "p",
        {},
        "Everything else in this workbook stays private. If you change the words here later, the change is not shared.",
      ),
    ],
    yes: "Share these words",
    no: "Not now",
    act: () => request({ type: "release", revision: head.revision }),
  };
  const goBack = {
    question: "Take it back?",
    say: () => [
      make(
        "p",
        {},
        "It is taken out of your shared workbooks, and of the journals made from now on. Whoever has read it has read it, and the record of answers in the shared folder still holds it.",
      ),
    ],
    yes: "Take it back",
    no: "Leave it shared",
    act: () => request({ type: "take_back" }),
  };

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

  function request(message) {
    waiting = newNonce();
    if (!send({ ...message, slot: slot.name, nonce: waiting })) failed(asleepNow());
  }

  function failed(why) {
    waiting = null;
    panel.querySelector("[role=alert]")?.remove();
    panel.append(make("p", { role: "alert", className: "reflect-failed" }, why));
  }

  function update() {
    const isOpen = !panel.classList.contains("reflect-gone");
    const shared = released.at(-1);
    const isNew = head !== null && released.some((each) => each.words !== head.value);
    words.textContent = head ? head.value : "";
    said.textContent = shared
      ? `Shared with ${other} on ${day(shared.time)}.${isNew ? " You have changed the words since." : ""}`
      : "";
    ask.classList.toggle("reflect-gone", isOpen || Boolean(shared) || head === null);
    askAgain.classList.toggle("reflect-gone", isOpen || !shared || !isNew);
    askBack.classList.toggle("reflect-gone", isOpen || !shared);
    line.classList.toggle("reflect-gone", !shared && head === null);
  }

  return {
    element,
    // What the answer is and what of it is shared. Of two versions, one has to be kept before it can be shared.
    show(heads, nowReleased) {
      head = heads.length === 1 && typeof heads[0].value === "string" && !isBlank(heads[0].value) ? heads[0] : null;
      released = nowReleased;
      if (head === null && panel.contains(words)) close();
      else update();
    },
    heard({ type, nonce, message }) {
      if (nonce !== waiting) return; // done in another view
      if (type === "released") {
        waiting = null;
        close();
      } else if (type === "not_released") {
        failed(`Not shared: ${message}`);
      }
    },
  };
}

// What the pair has released to each other.
export function makeReleased() {
  const element = make("div", { className: "reflect-released", "aria-live": "polite" });
  let shown = "";
  return {
    element,
    show(released) {
      const now = JSON.stringify(released);
      if (now === shown) return;
      shown = now;
      element.replaceChildren(
        ...released.map(({ author, time, words }) =>
          make(
            "div",
            { className: "reflect-note" },
            make("p", {}, make("bdi", {}, author || "Somebody"), " has shared:"),
            make("blockquote", { dir: "auto" }, words),
            make("p", { className: "reflect-by" }, day(time)),
          ),
        ),
      );
    },
  };
}
