// The kinds of field. One entry here is all that the browser has of a kind:
//
// What an input is, inputs.js says. How a value reads and which values are the same answer follows from the value alone
// (values.js): an answer may be older than the kind that its question has now.

import { besideInput } from "./beside.js";
import { make } from "./dom.js";
import { andInOwnWords, orApart, orInOwnWords } from "./further.js";
import {
  choicesInput,
  dateInput,
  growingMenu,
  numberInput,
  optionsOf,
  radioInput,
  scaleInput,
  selectInput,
  textInput,
} from "./inputs.js";
import { t } from "./language.js";
import { mergeRows, rowsInput } from "./rows.js";
import { isBlank } from "./values.js";

/**
 * @import { Input, Names, Option, Options, Question } from "./inputs.js"
 * @import { ColumnDescription, FieldDescription } from "./wire.js"
 *
 * A field, or a column as one, with what its kind has of its own (`own` in reflect.fields.kinds).
 *
 * @typedef {any} Known
 *
 * @typedef {object} Kind
 * @property {(field: Known, names: Names, columns: ColumnDescription[]) => Input} input of a field; with the columns of a table
 * @property {(column: Known, names: Names) => Input} [cell] in a table, where `input` would not fit
 * @property {(values: any[], field: Known, columns: ColumnDescription[]) => unknown} [merge] several answers in one,
 *   undefined where they cannot be
 * @property {boolean} [isWide] whether the answers of two people are one above the other
 */

const LONGEST_SCALE = 11; // points that still fit in a row of buttons
const LONGEST_MENU = 21;
const MOST_RADIOS = 6;
/** @returns {Option[]} */
const yesOrNo = () => [
  [true, t("Yes")],
  [false, t("No")],
];

/** @param {{ low: number, high: number }} scale */
const countOf = ({ low, high }) => high - low + 1;

/** @param {{ low: number, high: number }} scale */
const pointsOf = ({ low, high }) => Array.from({ length: high - low + 1 }, (_, step) => low + step);

// What may be said in place of a point of the scale.
/** @param {{ does_not_apply: string }} scale @returns {Option[]} */
const apartFrom = (scale) => (scale.does_not_apply ? [[scale.does_not_apply, t("Does not apply")]] : []);

/**
 * @param {Options} field
 * @param {Names} names
 * @param {(field: Question, names: Names, options: Option[]) => Input} makeOptions
 */
function choiceInput(field, names, makeOptions) {
  /** @param {Option[]} options */
  const choosing = (options) => makeOptions(field, names, options);
  return field.other ? orInOwnWords(field, names, choosing) : choosing(optionsOf(field.options, field.shown));
}

/** @param {Known} field */
function inputOfOptions(field) {
  if (field.offers) return growingMenu;
  return field.options.length > MOST_RADIOS ? selectInput : radioInput;
}

/** @type {Record<string, Kind>} */
export const KINDS = {
  text: {
    input: textInput,
    merge: (values, field) => values.join(field.short ? " / " : "\n\n"),
  },

  number: {
    input: (field, names) => numberInput(field, names),
  },

  date: {
    input: dateInput,
  },

  link: {
    input: linkInput,
  },

  scale: {
    isWide: true,
    input: (field, names) =>
      countOf(field) > LONGEST_SCALE
        ? orApart(numberInput(field, names, "1"), apartFrom(field))
        : scaleInput(field, names, pointsOf(field), apartFrom(field)),
    cell: (column, names) =>
      countOf(column) > LONGEST_MENU
        ? orApart(numberInput(column, names, "1"), apartFrom(column))
        : selectInput(column, names, [...optionsOf(pointsOf(column)), ...apartFrom(column)]),
  },

  choice: {
    input: (field, names) => choiceInput(field, names, inputOfOptions(field)),
    cell: (column, names) => choiceInput(column, names, selectInput),
  },

  choices: {
    input(field, names) {
      /** @param {Option[]} options */
      const choosing = (options) => choicesInput(field, names, options);
      return field.other ? andInOwnWords(field, names, choosing) : choosing(optionsOf(field.options, field.shown));
    },
    merge: (values) => (values.every(Array.isArray) ? [...new Set(values.flat())] : undefined),
  },

  yes_no: {
    input: (field, names) => (field.must_be ? yesInput : radioInput)(field, names, yesOrNo()),
    cell: (column, names) => selectInput(column, names, yesOrNo()),
  },

  rows: {
    isWide: true,
    input: (field, names, columns) => rowsInput(field, names, columns, cellInput),
    merge: (values, field, columns) => mergeRows(values, field, columns, mergeCells),
  },
};

// The mark is \x22, because what collects the messages takes a " in a pattern for the beginning of a text.
const ADDRESS = /^(?:https?:\/\/[^\s<>\x22/?#]+[^\s<>\x22]*|mailto:[^\s<>\x22@]+@[^\s<>\x22@]+)$/i;

/** @param {string} text */
export const isAddress = (text) => ADDRESS.test(text.trim());

// A line of words, with a link beside it once they are an address, and until then how one begins.
/**
 * @param {Question} field
 * @param {Names} names
 * @returns {Input}
 */
function linkInput(field, names) {
  const input = textInput({ ...field, short: true }, names);
  const beside = make("div", { className: "reflect-help", role: "status" });
  const show = () => {
    const address = input.get()?.trim() ?? "";
    const begins = address && !isAddress(address) ? t("An address begins with https:// or mailto:") : "";
    beside.replaceChildren(isAddress(address) ? linkTo(address) : begins);
  };
  input.control.addEventListener("change", show);
  /** @param {unknown} value */
  const set = (value) => {
    input.set(value);
    show();
  };
  return { ...input, element: make("div", {}, input.control, beside), set };
}

/** @param {string} address */
function linkTo(address) {
  const elsewhere = { target: "_blank", rel: "noopener noreferrer" };
  return make(
    "a",
    { href: address, className: "reflect-quiet", "aria-label": t("Open {address}", { address }), ...elsewhere },
    t("Open"),
  );
}

// A question to which only a yes is an answer. A no is kept all the same, and what it means is said beside it.
/**
 * @param {Question} field
 * @param {Names} names
 * @param {Option[]} options
 * @returns {Input}
 */
function yesInput(field, names, options) {
  const input = radioInput(field, names, options);
  const beside = make("div", { className: "reflect-help", role: "status" });
  const means = field.required
    ? t("Your No is kept, and you may leave it so. Until it is a Yes, the workbook does not count as complete.")
    : t("Your No is kept, and you may leave it so. Until it is a Yes, this question counts as open.");
  const show = () => beside.replaceChildren(input.get() === false ? means : "");
  for (const type of ["input", "change"]) input.element.addEventListener(type, show);
  /** @param {unknown} value */
  const set = (value) => {
    input.set(value);
    show();
  };
  return { ...input, element: make("div", {}, input.element, beside), set };
}

// The input of a field. A browser may also fire a change while `set` takes away what somebody was writing in;
// `isBeingSet` tells the one from the other.
/**
 * @param {FieldDescription} field
 * @param {Names} names
 * @param {ColumnDescription[]} columns
 * @param {Input | null} table of which these are columns of one person's own
 */
export function makeInput(field, names, columns, table = null) {
  const made = table
    ? besideInput(field, names, columns, cellInput, table)
    : KINDS[field.kind].input({ ...field, ...field.own }, names, columns);
  const input = {
    ...made,
    isBeingSet: false,
    /** @param {unknown} value */
    set(value) {
      input.isBeingSet = true;
      try {
        made.set(value);
      } finally {
        input.isBeingSet = false;
      }
    },
  };
  return input;
}

// Several answers in one, in this order. Undefined where an answer can only be one of them.
/**
 * @param {unknown[]} values
 * @param {Pick<FieldDescription, "kind" | "own">} field
 * @param {ColumnDescription[]} columns
 */
export function merge(values, field, columns) {
  const written = values.filter((value) => !isBlank(value));
  return written.length < 2 ? undefined : KINDS[field.kind].merge?.(written, { ...field, ...field.own }, columns);
}

/**
 * @param {ColumnDescription} column
 * @param {Names} names
 */
function cellInput(column, names) {
  const { cell, input } = KINDS[column.kind];
  return (cell ?? input)(asField(column), names, []);
}

/**
 * @param {unknown[]} values
 * @param {ColumnDescription} column
 */
function mergeCells(values, column) {
  return merge(values, asField(column), []);
}

// A column is a field that has the room of one line.
/** @param {ColumnDescription} column */
function asField(column) {
  const own = { ...column.own, lines: 1, short: column.suggest.length > 0 };
  return { ...column, ...own, required: false, own };
}
