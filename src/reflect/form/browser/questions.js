// Questions to the writer, on request. They are shown as text, and never touch what is written.

import { asleepNow } from "./asleep.js";
import { button, make, uniqueId } from "./dom.js";
import { t } from "./language.js";
import { newNonce } from "./nonces.js";

/**
 * @import { Send } from "./field.js"
 * @import { Slot } from "./slot.js"
 * @import { KeptQuestion, OfferedQuestion, Questions } from "./wire.js"
 */

/**
 * @param {Slot} slot
 * @param {Send} send
 */
export function makeQuestions(slot, send) {
  const list = make("ul", { className: "reflect-question-list" });
  const note = make("p", { className: "reflect-help", dir: "auto" });
  const panel = make(
    "div",
    { className: "reflect-questions reflect-gone", role: "status", "aria-atomic": "false" },
    list,
    note,
  );
  const keptQuestions = make("div", { className: "reflect-kept" });
  const ask = button(t("Ask me a question"), request, { className: "reflect-quiet reflect-ask" });
  /** @type {string | null} */
  let asked = null;

  function request() {
    if (asked) return;
    asked = newNonce();
    note.textContent = t("Thinking of a question…");
    note.classList.remove("reflect-support");
    panel.classList.remove("reflect-gone");
    if (!send({ type: "ask", slot: slot.name, draft: slot.input.get(), nonce: asked }))
      show({ questions: [], note: asleepNow() });
  }

  /** @param {Pick<Questions, "questions" | "note"> & { support?: boolean }} message */
  function show(message) {
    if (!asked) return; // asked for in another view
    asked = null;
    list.replaceChildren(...message.questions.map(makeQuestion));
    note.textContent = message.note || (message.questions.length ? "" : t("There is no new question for now."));
    note.classList.toggle("reflect-support", Boolean(message.support));
    ask.textContent = message.support ? t("Ask me a question") : t("Another angle");
  }

  /**
   * @param {KeptQuestion} question
   * @param {"kept" | "dismissed"} action
   */
  function settle(question, action) {
    send({ type: "outcome", slot: slot.name, question: question.id, action });
  }

  /** @param {OfferedQuestion} question */
  function makeQuestion(question) {
    const why = make("p", { className: "reflect-help reflect-gone", id: uniqueId("why") }, question.why);
    /** @param {"kept" | "dismissed"} action */
    const away = (action) => {
      settle(question, action);
      item.remove();
      if (!list.children.length) panel.classList.add("reflect-gone");
      if (!list.children.length) ask.textContent = t("Ask me a question");
      slot.input.focus();
    };
    const explain = button(
      t("Why this question?"),
      () => {
        const hidden = why.classList.toggle("reflect-gone");
        explain.setAttribute("aria-expanded", String(!hidden));
      },
      { className: "reflect-quiet", "aria-expanded": "false", "aria-controls": why.id },
    );
    const item = make(
      "li",
      {},
      make("p", { className: "reflect-question", dir: "auto" }, question.text),
      why,
      make(
        "div",
        { className: "reflect-buttons" },
        button(t("Answer this"), () => away("kept")),
        question.why ? explain : null,
        button(t("Dismiss"), () => away("dismissed"), { className: "reflect-quiet" }),
      ),
    );
    return item;
  }

  /** @param {KeptQuestion[]} questions */
  function showKept(questions) {
    keptQuestions.replaceChildren(
      ...questions.map((question) =>
        make(
          "p",
          {},
          make("span", { className: "reflect-question", dir: "auto" }, question.text),
          " ",
          button(t("Put away"), () => settle(question, "dismissed"), {
            className: "reflect-quiet",
            "aria-label": t("Put away: {question}", { question: question.text }),
          }),
        ),
      ),
    );
  }

  return { ask, panel, kept: keptQuestions, show, showKept };
}
