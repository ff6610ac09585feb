// Worked examples under a question, folded until somebody looks.

import { make } from "./dom.js";
import { t } from "./language.js";

/** @import { WorkedExample } from "./wire.js" */

/** @param {WorkedExample[]} examples */
export function makeExamples(examples) {
  const summary = make("summary", {}, examples.length === 1 ? t("An example") : t("Examples"));
  return make("details", { className: "reflect-example" }, summary, ...examples.map(makeExample));
}

/** @param {WorkedExample} example */
function makeExample({ weaker, better, changed }) {
  return make(
    "dl",
    {},
    ...part(t("Weaker"), weaker, "reflect-weaker"),
    ...part(t("Better"), better, "reflect-better"),
    ...part(t("What changed"), changed, "reflect-changed"),
  );
}

/**
 * @param {string} label
 * @param {string} words
 * @param {string} className
 */
function part(label, words, className) {
  return [make("dt", {}, label), make("dd", { className, dir: "auto" }, words)];
}
