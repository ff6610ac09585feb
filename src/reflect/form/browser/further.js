// What an input takes beside what it offers: an answer in the writer's own words, and that a question does not apply.

import { make } from "./dom.js";
import { optionsOf, textInput } from "./inputs.js";
import { t } from "./language.js";
import { canonical } from "./values.js";

/**
 * @import { Input, Names, Option, Options } from "./inputs.js"
 */

const OWN = Symbol("own"); // stands for an answer in the writer's own words

/**
 * One of the options or, in a box that comes with "Other", words that are the answer themselves.
 *
 * @param {Options} field
 * @param {Names} names
 * @param {(options: Option[]) => Input} choosing makes the input of these options
 * @returns {Input}
 */
export function orInOwnWords(field, names, choosing) {
  const chosen = choosing([...optionsOf(field.options, field.shown), [OWN, t("Other …")]]);
  const words = ownWords(names);
  let known = field.options;
  const show = () => words.element.classList.toggle("reflect-gone", chosen.get() !== OWN);
  for (const type of ["input", "change"]) chosen.element.addEventListener(type, show);
  show();
  const get = () => (chosen.get() === OWN ? words.get() : chosen.get());
  /** @param {unknown} value */
  function set(value) {
    const isOwn = isOwnWords(value, known);
    words.set(isOwn ? value : null);
    chosen.set(isOwn ? OWN : value);
    show();
  }
  return {
    ...chosen,
    element: make("div", { className: "reflect-further" }, chosen.element, words.element),
    get,
    set,
    offer(offered) {
      known = [...offered, ...field.options];
      chosen.offer?.(offered);
      if (get() !== null) set(get());
    },
  };
}

/**
 * Any of the options, and one thing more in a box that comes with "Other". What two people have each said in their own
 * words is all there: the first in the box, the others as boxes to tick.
 *
 * @param {Options} field
 * @param {Names} names
 * @param {(options: Option[]) => Input} choosing makes the input of these options
 * @returns {Input}
 */
export function andInOwnWords(field, names, choosing) {
  const words = ownWords(names);
  const control = make("input", { type: "checkbox" });
  const other = make("label", { className: "reflect-option" }, control, make("span", {}, t("Other …")));
  const element = make("div", { className: "reflect-further" });
  /** @type {string[]} */
  let beyond = [];
  const options = optionsOf(field.options, field.shown);
  let chosen = choosing(options);
  function show() {
    chosen.element.append(other);
    element.replaceChildren(chosen.element, words.element);
  }
  const showWords = () => words.element.classList.toggle("reflect-gone", !control.checked);
  control.addEventListener("change", showWords);
  show();
  showWords();
  return {
    element,
    control: null,
    get() {
      const picked = /** @type {string[]} */ (chosen.get() ?? []);
      const own = control.checked ? [words.get()].filter((each) => each !== null) : [];
      const offered = picked.filter((each) => field.options.includes(each));
      const all = [...offered, ...own, ...picked.filter((each) => !field.options.includes(each))];
      return all.length ? all : null;
    },
    set(value) {
      const [first, ...more] = Array.isArray(value) ? value.filter((each) => isOwnWords(each, field.options)) : [];
      if (canonical(more) !== canonical(beyond)) {
        beyond = more;
        chosen = choosing([...options, ...optionsOf(beyond)]);
        show();
      }
      chosen.set(value);
      words.set(first ?? null);
      control.checked = first !== undefined;
      showWords();
    },
    focus: () => chosen.focus(),
    problem: () => "",
  };
}

/** @param {Names} names */
function ownWords(names) {
  const label = t("{question}: in your own words", { question: names.label ?? "" });
  const input = textInput({ required: false, short: true }, { id: `${names.id}-own` });
  input.control.setAttribute("aria-label", label);
  /** @returns {string | null} */
  const get = () => input.get()?.trim() || null;
  return { ...input, get };
}

/**
 * @param {unknown} value
 * @param {string[]} options
 */
const isOwnWords = (value, options) => typeof value === "string" && value.trim() !== "" && !options.includes(value);

/**
 * A number, or that the question does not apply.
 *
 * @param {Input} number
 * @param {Option[]} apart what is kept where it does not apply, if that can be said, and how that reads
 * @returns {Input}
 */
export function orApart(number, [apart]) {
  if (!apart) return number;
  const [value, label] = apart;
  const control = make("input", { type: "checkbox" });
  control.addEventListener("change", () => control.checked && number.set(null));
  number.element.addEventListener("input", () => {
    control.checked = false;
  });
  const option = make("label", { className: "reflect-option" }, control, make("span", {}, label));
  return {
    ...number,
    element: make("div", { className: "reflect-further" }, number.element, option),
    get: () => (control.checked ? value : number.get()),
    set(given) {
      control.checked = given === value;
      number.set(given);
    },
    problem: () => (control.checked ? "" : number.problem()),
  };
}
