// The kinds of field.

import { choicesInput, dateInput, numberInput, radioInput, scaleInput, selectInput, textInput } from "./inputs.js";
import { rowsInput } from "./rows.js";

const LONGEST_SCALE = 11; // points that still fit in a row of buttons
const MOST_RADIOS = 6;

// The input of a field. A browser may also fire a change while `set` takes away what somebody was writing in;
// `isBeingSet` tells the one from the other.
export function makeInput(field, slot, names) {
  const input = inputOfKind(field, slot, names);
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

function inputOfKind(field, slot, names) {
  switch (field.kind) {
    case "text":
      return textInput(field, names);
    case "number":
      return numberInput(field, names);
    case "date":
      return dateInput(field, names);
    case "scale":
      return field.high - field.low < LONGEST_SCALE ? scaleInput(field, names) : numberInput(field, names);
    case "choice":
      return field.options.length <= MOST_RADIOS
        ? radioInput(
            field,
            names,
            field.options.map((option) => [option, option]),
          )
        : selectInput(
            field,
            names,
            field.options.map((option) => [option, option]),
          );
    case "choices":
      return choicesInput(field, names);
    case "yes_no":
      return radioInput(field, names, [
        [true, "Yes"],
        [false, "No"],
      ]);
    case "rows":
      return rowsInput(field, slot, names);
  }
}

export function isGroup(field) {
  if (field.kind === "scale") return field.high - field.low < LONGEST_SCALE;
  if (field.kind === "choice") return field.options.length <= MOST_RADIOS;
  return field.kind === "choices" || field.kind === "yes_no" || field.kind === "rows";
}
