// One input for each kind of answer, made of native controls. Each is
//   { element, control, get, set, focus, problem, insert }
// `control` is the one that a label can name, and is null where an answer is a group of them. `get` gives the value (null for none) and `set` shows one; `problem` says why what is typed is no answer yet, or "".
// While there is a problem `get` goes on giving the last answer that was one, so that half a date takes no date's place;
// `insert` (words only) puts a text where the writing stopped. `names` is { id, label, labelledBy, describedBy }:
// the id to give it, what it is called in words, and the ids of what names and describes it. Every change fires a
// bubbling `input` or `change` event.

import { button, make, uniqueId } from "./dom.js";

function controlProperties(field, names) {
  return {
    id: names.id,
    "aria-labelledby": names.labelledBy,
    "aria-describedby": names.describedBy,
    "aria-required": field.required ? "true" : null,
  };
}

const noProblem = () => "";

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
      const at = document.activeElement === control ? [control.selectionStart, control.selectionEnd] : null;
      control.value = value ?? "";
      if (at) control.setSelectionRange(...at);
      grow();
    },
    focus: () => control.focus(),
    problem: noProblem,
    insert(words) {
      const before = control.value.slice(0, control.selectionEnd);
      const after = control.value.slice(control.selectionEnd);
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
function growing(control) {
  if (control.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return () => {};
  const grow = () => {
    control.style.height = "auto";
    control.style.height = `${control.scrollHeight + 2}px`;
  };
  control.addEventListener("input", grow);
  return grow;
}

export function numberInput(field, names, step = "any") {
  const control = make("input", {
    ...controlProperties(field, names),
    type: "number",
    className: "reflect-input reflect-number",
    min: field.low ?? "",
    max: field.high ?? "",
    step,
  });
  const ends = field.ends?.some(Boolean) ? `${field.low} ${field.ends[0]}, ${field.high} ${field.ends[1]}` : "";
  let good = null;
  function problem() {
    if (control.validity.badInput) return "this is not a number yet";
    if (control.validity.rangeUnderflow) return `the smallest number here is ${field.low}`;
    if (control.validity.rangeOverflow) return `the largest number here is ${field.high}`;
    return control.validity.stepMismatch ? "this needs to be a whole number" : "";
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

export function dateInput(field, names) {
  const control = make("input", {
    ...controlProperties(field, names),
    type: "date",
    className: "reflect-input reflect-date",
  });
  let good = null;
  return {
    element: control,
    control,
    get() {
      if (!control.validity.badInput) good = control.value || null;
      return good;
    },
    set(value) {
      control.value = value ?? "";
      good = control.value || null;
    },
    focus: () => control.focus(),
    problem: () => (control.validity.badInput ? "this date is not whole yet" : ""),
  };
}

export function selectInput(field, names, options) {
  const control = make(
    "select",
    { ...controlProperties(field, names), className: "reflect-input reflect-select" },
    make("option", { value: "" }, "Choose …"),
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

export function group(field, names, role, className, ...children) {
  return make(
    "fieldset",
    {
      className,
      role,
      "aria-describedby": names.describedBy,
      "aria-required": role === "radiogroup" && field.required ? "true" : null,
    },
    make("legend", { className: "reflect-unseen" }, names.label),
    ...children,
  );
}

function radios(options) {
  const name = uniqueId("radio");
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
function radioGroup(field, names, points, className, ...before) {
  const clear = button(
    "Clear",
    () => {
      for (const point of points) point.control.checked = false;
      element.dispatchEvent(new Event("input", { bubbles: true }));
      points[0].control.focus();
      show();
    },
    { className: "reflect-quiet", "aria-label": `Clear: ${names.label}` },
  );
  const show = () => clear.classList.toggle("reflect-gone", !points.some((point) => point.control.checked));
  const element = group(field, names, "radiogroup", className, ...before, clear);
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

// Options that are called what they are.
export function optionsOf(values) {
  return values.map((value) => [value, String(value)]);
}

export function radioInput(field, names, options) {
  const points = radios(options);
  return radioGroup(field, names, points, "reflect-options", ...points.map((point) => point.element));
}

export function scaleInput(field, names, values) {
  const points = radios(values.map((value) => [value, String(value).replace("-", "−")]));
  const [low, high] = field.ends;
  // A person who cannot see the ends hears them with the numbers they belong to.
  if (low) points[0].control.setAttribute("aria-label", `${values[0]}, ${low}`);
  if (high) points.at(-1).control.setAttribute("aria-label", `${values.at(-1)}, ${high}`);
  const ends = make(
    "div",
    { className: "reflect-ends", "aria-hidden": "true" },
    make("span", {}, low),
    make("span", {}, high),
  );
  const row = make("div", { className: "reflect-points" }, ...points.map((point) => point.element));
  const scale = make("div", { className: "reflect-scale" }, row, low || high ? ends : null);
  return radioGroup(field, names, points, "reflect-options", scale);
}

export function choicesInput(field, names) {
  const boxes = field.options.map((value) => {
    const control = make("input", { type: "checkbox" });
    return {
      value,
      control,
      element: make("label", { className: "reflect-option" }, control, make("span", {}, value)),
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
