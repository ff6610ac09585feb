// The kinds of field. One entry here is all that the browser has of a kind:
//
//   input(field, names, columns)   the input of a field; `columns` are those of a table
//   cell(column, names)            the input in a table's cell, where `input` would not fit in one
//   merge(values, field, columns)  several answers in one, undefined where they cannot be
//   isWide                         whether the answers of two people are one above the other
//
// What an input is, inputs.js says. How a value reads and which values are the same answer follows from the value alone
// (values.js): an answer may be older than the kind that its question has now.

import { make } from "./dom.js";
import {
  choicesInput,
  dateInput,
  numberInput,
  optionsOf,
  radioInput,
  scaleInput,
  selectInput,
  textInput,
} from "./inputs.js";
import { mergeRows, rowsInput } from "./rows.js";
import { isBlank } from "./values.js";

const LONGEST_SCALE = 11; // points that still fit in a row of buttons
const LONGEST_MENU = 21;
const MOST_RADIOS = 6;
const YES_OR_NO = [
  [true, "Yes"],
  [false, "No"],
];

const countOf = ({ low, high }) => high - low + 1;
const pointsOf = ({ low, high }) => Array.from({ length: high - low + 1 }, (_, step) => low + step);

export const KINDS = {
  text: {
    input: textInput,
    merge: (values, field) => values.join(field.short ? " / " : "\n\n"),
  },

  link: {
    input: linkInput,
  },

  number: {
    input: numberInput,
  },

  date: {
    input: dateInput,
  },

  scale: {
    isWide: true,
    input: (field, names) =>
      countOf(field) > LONGEST_SCALE ? numberInput(field, names, "1") : scaleInput(field, names, pointsOf(field)),
    cell: (column, names) =>
      countOf(column) > LONGEST_MENU
        ? numberInput(column, names, "1")
        : selectInput(column, names, optionsOf(pointsOf(column))),
  },

  choice: {
    input: (field, names) =>
      field.options.length > MOST_RADIOS
        ? selectInput(field, names, optionsOf(field.options))
        : radioInput(field, names, optionsOf(field.options)),
    cell: (column, names) => selectInput(column, names, optionsOf(column.options)),
  },

  choices: {
    input: choicesInput,
    merge: (values) => (values.every(Array.isArray) ? [...new Set(values.flat())] : undefined),
  },

  yes_no: {
    input: (field, names) => radioInput(field, names, YES_OR_NO),
    cell: (column, names) => selectInput(column, names, YES_OR_NO),
  },

  rows: {
    isWide: true,
    input: (field, names, columns) => rowsInput(field, names, columns, cellInput),
    merge: (values, field, columns) => mergeRows(values, field, columns, mergeCells),
  },
};

const ADDRESS = /^(?:https?:\/\/[^\s<>"/?#]+[^\s<>"]*|mailto:[^\s<>"@]+@[^\s<>"@]+)$/i;

export const isAddress = (text) => ADDRESS.test(text.trim());

// A line of words, with a link beside it once they are an address, and until then how one begins.
function linkInput(field, names) {
  const input = textInput({ ...field, short: true }, names);
  const beside = make("div", { className: "reflect-help", role: "status" });
  const show = () => {
    const address = input.get()?.trim() ?? "";
    const begins = address && !isAddress(address) ? "An address begins with https:// or mailto:" : "";
    beside.replaceChildren(isAddress(address) ? linkTo(address) : begins);
  };
  input.control.addEventListener("change", show);
  const set = (value) => {
    input.set(value);
    show();
  };
  return { ...input, element: make("div", {}, input.control, beside), set };
}

function linkTo(address) {
  const elsewhere = { target: "_blank", rel: "noopener noreferrer" };
  return make(
    "a",
    { href: address, className: "reflect-quiet", "aria-label": `Open ${address}`, ...elsewhere },
    "Open",
  );
}

// The input of a field. A browser may also fire a change while `set` takes away what somebody was writing in;
// `isBeingSet` tells the one from the other.
export function makeInput(field, names, columns) {
  const input = KINDS[field.kind].input({ ...field, ...field.own }, names, columns);
  const set = input.set;
  input.isBeingSet = false;
  input.set = (value) => {
    input.isBeingSet = true;
    try {
      set(value);
    } finally {
      input.isBeingSet = false;
    }
  };
  return input;
}

// Several answers in one, in this order. Undefined where an answer can only be one of them.
export function merge(values, field, columns) {
  const written = values.filter((value) => !isBlank(value));
  return written.length < 2 ? undefined : KINDS[field.kind].merge?.(written, { ...field, ...field.own }, columns);
}

function cellInput(column, names) {
  const { cell, input } = KINDS[column.kind];
  return (cell ?? input)(asField(column), names);
}

function mergeCells(values, column) {
  return merge(values, asField(column));
}

// A column is a field that has the room of one line.
function asField(column) {
  const own = { ...column.own, lines: 1, short: column.suggest.length > 0 };
  return { ...column, ...own, required: false, own };
}
