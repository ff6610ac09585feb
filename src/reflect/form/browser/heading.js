// The top of a workbook: whose it is, how far it has got, whether all is saved, and what to do when it is asleep.

import { makeAside } from "./aside.js";
import { anotherAddress, leaveFor, sayAsleep } from "./asleep.js";
import { button, make, say, uniqueId } from "./dom.js";
import { unfoldAround } from "./folding.js";
import { formOf } from "./forms.js";
import { keepKeys } from "./keys.js";
import { t, tn } from "./language.js";
import { Line } from "./line.js";
import { makeReleased } from "./release.js";
import { inField, whenAllHaveRun } from "./running.js";
import { LOOK_AGAIN } from "./timing.js";
import { makeWho, writerOf } from "./who.js";

/**
 * @import { Model } from "./line.js"
 * @import { HeadingDescription, HeadingState, Reached } from "./wire.js"
 */

/**
 * What is answered of that which goes deeper. It is an offer: nobody is told what they have not done.
 *
 * @param {Reached} reached
 */
function inWords({ deeper, deeper_answered: answered }) {
  if (!deeper) return "";
  return answered
    ? t("{answered} more of {deeper}", { answered, deeper })
    : tn("{count} more if you like", "{count} more if you like", deeper);
}

/** @param {{ model: Model, el: HTMLElement }} context */
export function showHeading({ model, el }) {
  /** @type {HeadingDescription} */
  const { title, whose, personal, people, is_last_entry: isLastEntry, length } = model.get("description");
  const form = formOf(model.get("workbook"));
  const writer = writerOf(model.get("workbook"));
  const id = uniqueId("heading");
  const bar = make("progress", { id: `${id}-bar`, max: 1, value: 0 });
  const reached = make("label", { htmlFor: `${id}-bar` });
  const deeper = make("span", { className: "reflect-deeper" });
  const state = make("span", { className: "reflect-overall", role: "status" });
  const problems = make("div", { className: "reflect-note reflect-gone" });
  const released = makeReleased();
  const aside = makeAside(model);
  const asleep = make("p", { className: "reflect-asleep", role: "status" });
  const next = button(t("Go to the next open question"), goToNext, { className: "reflect-quiet" });
  const another = button(t("Another entry"), begin, { className: "reflect-quiet reflect-gone" });
  const who = personal ? null : makeWho(writer, people);
  const code = make("input", { type: "checkbox" });
  const showCode = make(
    "label",
    { className: "reflect-option reflect-code reflect-gone" },
    code,
    make("span", {}, t("Show the code")),
  );
  const root = make(
    "section",
    { className: "reflect-field reflect-heading", "aria-label": title, tabIndex: -1 },
    make(
      "p",
      { className: "reflect-whose", dir: "auto" },
      personal ? make("span", { className: "reflect-lock", "aria-hidden": "true" }) : null,
      whose,
    ),
    length ? make("p", { className: "reflect-length" }, length) : null,
    make("div", { className: "reflect-reached" }, reached, bar, deeper, next, another),
    who?.element ?? null,
    make("div", { className: "reflect-foot" }, showCode, state),
    asleep,
    aside.element,
    released.element,
    problems,
  );
  /** @type {string[]} */
  let missing = [];
  let stopWaiting = () => {};

  keepKeys(root);
  el.append(root);
  requestAnimationFrame(() => {
    const notebook = root.closest(".jp-Notebook");
    if (notebook) stopWaiting = whenAllHaveRun(notebook, backToTheTop);
    code.checked = notebook?.classList.contains("reflect-code-shown") ?? false;
    showCode.classList.toggle("reflect-gone", !root.closest(".jp-Cell")?.querySelector(".jp-Cell-inputWrapper")); // Voilà has none
  });
  code.addEventListener("change", () =>
    root.closest(".jp-Notebook")?.classList.toggle("reflect-code-shown", code.checked),
  );

  const heading = {
    show() {
      const slots = [...form.slots];
      const failed = slots.filter((slot) => slot.draft.status?.is === "failed").length;
      state.classList.toggle("reflect-failed", failed > 0);
      if (failed)
        say(
          state,
          failed === 1
            ? t("One answer is not saved yet.")
            : tn("{count} answer is not saved yet.", "{count} answers are not saved yet.", failed),
        );
      else if (slots.length && slots.every(({ draft }) => draft.isRestored && draft.status?.is === "saved"))
        say(state, t("Everything is saved."));
    },
  };
  form.headings.add(heading);

  // The slots in the order of the page. The first one that is open after the place where the reader is, or the first.
  function goToNext() {
    const open = missing.flatMap((name) => [...form.slots].find((slot) => slot.name === name) ?? []);
    const slot = open.find((each) => !each.input.element.closest(".reflect-gone")) ?? open[0];
    if (slot) unfoldAround(slot.input.element);
    slot?.input.element.scrollIntoView({ block: "center" });
    slot?.input.focus();
  }

  // The entry that is read is the latest, and the next one is begun on the page of this server for it.
  async function begin() {
    const address = await anotherAddress();
    if (address) await leaveFor(address, model);
  }

  if (isLastEntry) anotherAddress().then((address) => another.classList.toggle("reflect-gone", !address));

  /** @type {Line<HeadingState>} */
  const line = new Line(model, root, {
    woke() {
      root.classList.remove("reflect-sleeping");
      asleep.textContent = "";
    },
    slept() {
      root.classList.add("reflect-sleeping");
      sayAsleep(asleep, model);
    },
    heard(message) {
      if (message.type !== "state") return;
      writer.told(message.writer);
      const { answered, needed } = message.progress;
      missing = message.progress.missing;
      reached.textContent = t("{answered} of {needed} answered", { answered, needed });
      bar.max = Math.max(needed, 1);
      bar.value = answered;
      bar.textContent = reached.textContent;
      deeper.textContent = inWords(message.progress);
      next.classList.toggle("reflect-gone", missing.length === 0);
      released.show(message.released);
      aside.show(message);
      problems.classList.toggle("reflect-gone", message.problems.length === 0);
      problems.replaceChildren(...message.problems.map((problem) => make("p", {}, problem)));
    },
  });

  // Whoever has run all cells is at the last one. Take them back to where the workbook begins, unless they write.
  function backToTheTop() {
    if (inField(document.activeElement) && document.activeElement !== root) return;
    root.closest(".jp-Notebook")?.querySelector(".jp-WindowedPanel-outer")?.scrollTo({ top: 0 });
    root.scrollIntoView({ block: "nearest" }); // the title is above it, and mostly there is room for both
    root.focus();
  }

  const look = () => document.hidden || !line.awake || line.ask({ type: "refresh" }, LOOK_AGAIN);
  const timer = setInterval(look, LOOK_AGAIN);
  document.addEventListener("visibilitychange", look);

  return () => {
    stopWaiting();
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
    form.headings.delete(heading);
    who?.close();
    line.close();
  };
}
