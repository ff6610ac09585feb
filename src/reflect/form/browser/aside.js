// What stands in the notebook besides the workbook: cells that are none of it, and questions that were taken out.

import { leaveFor, mendingAddress } from "./asleep.js";
import { button, make } from "./dom.js";
import { t, tn } from "./language.js";

/** @import { Model } from "./line.js" */
/** @import { HeadingState } from "./wire.js" */

/** @param {Model} model */
export function makeAside(model) {
  const element = make("div", { className: "reflect-note reflect-gone" });

  /** @param {string[]} texts */
  function foreignCells(texts) {
    const one = texts.length === 1;
    const words = one
      ? t(
          "One cell of this notebook is not part of the workbook, so the form does without it, and opening it runs nothing of it. It stays as it is, and its text is in the journal.",
        )
      : tn(
          "{count} cell of this notebook is not part of the workbook.",
          "{count} cells of this notebook are not part of the workbook, so the form does without them, and opening it runs nothing of them. They stay as they are, and their text is in the journal.",
          texts.length,
        );
    const shown = texts.map((text) => make("pre", { className: "reflect-aside", dir: "auto" }, text));
    return [
      make("p", {}, words),
      make("details", {}, make("summary", {}, one ? t("What is in it") : t("What is in them")), ...shown),
    ];
  }

  /** @param {string[]} labels */
  function missingQuestions(labels) {
    const words = t(
      "Somebody has taken these questions out of the notebook: {labels}. What was answered is kept, and is in the journal.",
      { labels: labels.join("; ") },
    );
    const address = mendingAddress();
    const putBack = address ? [button(t("Put them back"), () => leaveFor(address, model))] : [];
    return [make("p", { dir: "auto" }, words), ...putBack];
  }

  return {
    element,
    /** @param {HeadingState} state */
    show({ foreign, missing_questions: labels }) {
      element.classList.toggle("reflect-gone", !foreign.length && !labels.length);
      element.replaceChildren(
        ...(foreign.length ? foreignCells(foreign) : []),
        ...(labels.length ? missingQuestions(labels) : []),
      );
    },
  };
}
