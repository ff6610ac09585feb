// Inputs for the kinds of answer, made of native controls.

import { button, make, uniqueId } from "./dom.js";
import { t } from "./language.js";

/**
 * Every change fires a bubbling `input` or `change` event. While there is a problem, `get` goes on giving the last answer
 * that was one, so that half a date takes no date's place.
 *
 * @typedef {object} Input
 * @property {HTMLElement} element
 * @property {HTMLElement | null} control the one that a label can name, null where an answer is a group of them
 * @property {() => any} get gives the value, null for none
 * @property {(value: unknown) => void} set shows one
 * @property {() => void} focus
 * @property {() => string} problem says why what is typed is no answer yet, or ""
 * @property {() => import("./rows.js").NamedRow[]} [namedRows] of a table, the rows that something can be said beside
 * @property {Set<() => void>} [listeners] are told whenever these may be others
 * @property {(words: string) => void} [insert] puts a text where the writing stopped
 * @property {(words: string[]) => void} [offer] makes options of words from elsewhere, besides its own
 * @property {(rows: Record<string, unknown>[], said: string) => void} [bringIn] adds rows to a table, and says so with a
 *   button that takes them back
 */

/**
 * @typedef {object} Names
 * @property {string} id to give to the control
 * @property {string} [label] what it is called in words
 * @property {string | null} [labelledBy] the ids of what names it
 * @property {string} [describedBy] the ids of what describes it
 */

/**
 * What an input is made for: a field or a column, with what its kind has of its own. Each input reads some of it.
 *
 * @typedef {{ required: boolean }} Question
 * @typedef {Question & { short?: boolean, lines?: number }} Wording
 * @typedef {Question & { low: number | null, high: number | null, unit?: string, ends?: string[] }} Bounds
 * @typedef {Question & { options: string[], shown?: string[], other?: boolean }} Options
 * @typedef {[value: unknown, label: string]} Option
 */

/**
 * @param {Question} field
 * @param {Names} names
 */
function controlProperties(field, names) {
  return {
    id: names.id,
    "aria-labelledby": names.labelledBy,
    "aria-describedby": names.describedBy,
    "aria-required": field.required ? "true" : null,
  };
}

const noProblem = () => "";

/**
 * @param {Wording} field
 * @param {Names} names
 * @returns {Input & { control: HTMLInputElement | HTMLTextAreaElement, get: () => string | null }}
 */
export function textInput(field, names) {
  const properties = { ...controlProperties(field, names), className: "reflect-input", dir: "auto" };
  const control = field.short
    ? make("input", { ...properties, type: "text", autocomplete: "off" })
    : make("textarea", { ...properties, rows: field.lines ?? 3 });
  const grow = growing(control);
  return {
    element: control,
    control,
    get: () => control.value || null,
    set(value) {
      const { selectionStart, selectionEnd } = control;
      control.value = String(value ?? "");
      if (document.activeElement === control) control.setSelectionRange(selectionStart, selectionEnd);
      grow();
    },
    focus: () => control.focus(),
    problem: noProblem,
    insert(words) {
      const at = control.selectionEnd ?? control.value.length;
      const before = control.value.slice(0, at);
      const after = control.value.slice(at);
      const gap = before && !/\s$/.test(before) ? " " : "";
      control.focus();
      control.setSelectionRange(before.length, before.length);
      // The one way in that Ctrl+Z takes back; it fires `input` itself.
      if (document.execCommand("insertText", false, gap + words)) return;
      control.value = before + gap + words + after;
      control.setSelectionRange((before + gap + words).length, (before + gap + words).length);
      control.dispatchEvent(new Event("input", { bubbles: true }));
    },
  };
}

// Makes a textarea as tall as its words, where the style sheet cannot (`field-sizing`).
/** @param {HTMLInputElement | HTMLTextAreaElement} control */
function growing(control) {
  if (control.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return () => {};
  const grow = () => {
    control.style.height = "auto";
    control.style.height = `${control.scrollHeight + 2}px`;
  };
  control.addEventListener("input", grow);
  return grow;
}

/**
 * @param {Bounds} field
 * @param {Names} names
 * @param {string} [step]
 * @returns {Input}
 */
export function numberInput(field, names, step = "any") {
  const control = make("input", {
    ...controlProperties(field, names),
    type: "number",
    className: "reflect-input reflect-number",
    min: field.low ?? "",
    max: field.high ?? "",
    step,
  });
  const [low, high] = field.ends ?? [];
  const ends = low || high ? `${field.low} ${low}, ${field.high} ${high}` : "";
  /** @type {number | null} */
  let good = null;
  function problem() {
    if (control.validity.badInput) return t("this is not a number yet");
    if (control.validity.rangeUnderflow) return t("the smallest number here is {number}", { number: field.low });
    if (control.validity.rangeOverflow) return t("the largest number here is {number}", { number: field.high });
    return control.validity.stepMismatch ? t("this needs to be a whole number") : "";
  }
  return {
    element: make("span", { className: "reflect-with-unit" }, control, field.unit || ends),
    control,
    get() {
      if (!problem()) good = control.value === "" ? null : control.valueAsNumber;
      return good;
    },
    set(value) {
      good = typeof value === "number" ? value : null;
      control.value = good === null ? "" : String(good);
    },
    focus: () => control.focus(),
    problem,
  };
}

/**
 * @param {Question} field
 * @param {Names} names
 * @returns {Input}
 */
export function dateInput(field, names) {
  const control = make("input", {
    ...controlProperties(field, names),
    type: "date",
    className: "reflect-input reflect-date",
  });
  /** @type {string | null} */
  let good = null;
  return {
    element: control,
    control,
    get() {
      if (!control.validity.badInput) good = control.value || null;
      return good;
    },
    set(value) {
      control.value = typeof value === "string" ? value : "";
      good = control.value || null;
    },
    focus: () => control.focus(),
    problem: () => (control.validity.badInput ? t("this date is not whole yet") : ""),
  };
}

/**
 * @param {Question} field
 * @param {Names} names
 * @param {Option[]} options
 * @returns {Input}
 */
export function selectInput(field, names, options) {
  const control = make(
    "select",
    { ...controlProperties(field, names), className: "reflect-input reflect-select" },
    make("option", { value: "" }, t("Choose …")),
    ...options.map(([, label], index) => make("option", { value: String(index) }, label)),
  );
  return {
    element: control,
    control,
    get: () => (control.value === "" ? null : options[Number(control.value)][0]),
    set(value) {
      const index = options.findIndex(([option]) => option === value);
      control.value = index < 0 ? "" : String(index);
    },
    focus: () => control.focus(),
    problem: noProblem,
  };
}

// A menu to which words from elsewhere are added once they are known. An answer that is none of them any more stays.
/**
 * @param {Question} field
 * @param {Names} names
 * @param {Option[]} options
 * @returns {Input}
 */
export function growingMenu(field, names, options) {
  const control = make("select", {
    ...controlProperties(field, names),
    className: "reflect-input reflect-select",
    dir: "auto",
  });
  /** @type {string[]} */
  let offered = [];
  /** @type {unknown} */
  let chosen = null;
  /** @type {Option[]} */
  let all = [];
  function show() {
    const further = offered.filter((words) => !options.some(([value]) => value === words));
    all = [...optionsOf(further), ...options];
    if (chosen !== null && !all.some(([value]) => value === chosen)) all.push([chosen, String(chosen)]);
    control.replaceChildren(
      make("option", { value: "" }, t("Choose …")),
      ...all.map(([, label], at) => make("option", { value: String(at) }, label)),
    );
    control.value = chosen === null ? "" : String(all.findIndex(([value]) => value === chosen));
  }
  control.addEventListener("input", () => {
    chosen = control.value === "" ? null : all[Number(control.value)][0];
  });
  show();
  return {
    element: control,
    control,
    get: () => chosen,
    set(value) {
      const isOne = all.some(([option]) => option === value) || (typeof value === "string" && value.trim() !== "");
      chosen = isOne ? value : null;
      show();
    },
    offer(words) {
      offered = words;
      show();
    },
    focus: () => control.focus(),
    problem: noProblem,
  };
}

/**
 * @param {Question} field
 * @param {Names} names
 * @param {"group" | "radiogroup"} role
 * @param {string} className
 * @param {...(Node | null)} children
 */
export function group(field, names, role, className, ...children) {
  return make(
    "fieldset",
    {
      className,
      role,
      "aria-describedby": names.describedBy,
      "aria-required": role === "radiogroup" && field.required ? "true" : null,
    },
    make("legend", { className: "reflect-unseen" }, names.label ?? ""),
    ...children,
  );
}

/** @param {Option[]} options */
function radios(options, name = uniqueId("radio")) {
  return options.map(([value, label]) => {
    const control = make("input", { type: "radio", name });
    return {
      value,
      control,
      element: make("label", { className: "reflect-option" }, control, make("span", {}, label)),
    };
  });
}

// Radio buttons and, once one is picked, a button to take that back.
/**
 * @param {Question} field
 * @param {Names} names
 * @param {ReturnType<typeof radios>} points
 * @param {...Node} shown
 * @returns {Input}
 */
function radioGroup(field, names, points, ...shown) {
  const clear = button(
    t("Clear"),
    () => {
      for (const point of points) point.control.checked = false;
      element.dispatchEvent(new Event("input", { bubbles: true }));
      points[0].control.focus();
      show();
    },
    { className: "reflect-quiet", "aria-label": t("Clear: {question}", { question: names.label }) },
  );
  const show = () => clear.classList.toggle("reflect-gone", !points.some((point) => point.control.checked));
  const element = group(field, names, "radiogroup", "reflect-options", ...shown, clear);
  element.addEventListener("change", show);
  show();
  return {
    element,
    control: null,
    get: () => points.find((point) => point.control.checked)?.value ?? null,
    set(value) {
      for (const point of points) point.control.checked = point.value === value;
      show();
    },
    focus: () => (points.find((point) => point.control.checked) ?? points[0]).control.focus(),
    problem: noProblem,
  };
}

// Options that are called what they are, or what is shown for them.
/**
 * @param {(string | number)[]} values
 * @param {string[]} [shown]
 * @returns {Option[]}
 */
export function optionsOf(values, shown = []) {
  return values.map((value, at) => [value, shown[at] ?? String(value)]);
}

/**
 * @param {Question} field
 * @param {Names} names
 * @param {Option[]} options
 */
export function radioInput(field, names, options) {
  const points = radios(options);
  return radioGroup(field, names, points, ...points.map((point) => point.element));
}

/**
 * @param {Bounds} field
 * @param {Names} names
 * @param {number[]} values
 * @param {Option[]} apart what may be said instead
 */
export function scaleInput(field, names, values, apart) {
  const points = radios(values.map((value) => [value, String(value).replace("-", "−")]));
  const [low, high] = field.ends ?? [];
  // A person who cannot see the ends hears them with the numbers they belong to.
  if (low) points[0].control.setAttribute("aria-label", `${values[0]}, ${low}`);
  if (high) points[points.length - 1].control.setAttribute("aria-label", `${values.at(-1)}, ${high}`);
  const ends = make(
    "div",
    { className: "reflect-ends", "aria-hidden": "true" },
    make("span", {}, low ?? ""),
    make("span", {}, high ?? ""),
  );
  const row = make("div", { className: "reflect-points" }, ...points.map((point) => point.element));
  const scale = make("div", { className: "reflect-scale" }, row, low || high ? ends : null);
  const beside = radios(apart, points[0].control.name);
  return radioGroup(field, names, [...points, ...beside], scale, ...beside.map((each) => each.element));
}

/**
 * @param {Question} field
 * @param {Names} names
 * @param {Option[]} options
 * @returns {Input}
 */
export function choicesInput(field, names, options) {
  const boxes = options.map(([value, label]) => {
    const control = make("input", { type: "checkbox" });
    return {
      value,
      control,
      element: make("label", { className: "reflect-option" }, control, make("span", {}, label)),
    };
  });
  return {
    element: group(field, names, "group", "reflect-options", ...boxes.map((box) => box.element)),
    control: null,
    get() {
      const chosen = boxes.filter((box) => box.control.checked).map((box) => box.value);
      return chosen.length ? chosen : null;
    },
    set(value) {
      for (const box of boxes) box.control.checked = Array.isArray(value) && value.includes(box.value);
    },
    focus: () => boxes[0].control.focus(),
    problem: noProblem,
  };
}
