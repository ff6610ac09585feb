// Moments in words, in the language of the form and the reader's own time.

import { tag } from "./language.js";

/** @param {string} time */
export function clock(time) {
  const date = new Date(time);
  const at = date.toLocaleTimeString(tag(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (date.toDateString() === new Date().toDateString()) return at;
  return `${date.toLocaleDateString(tag(), { day: "numeric", month: "long", year: "numeric" })}, ${at}`;
}

/** @param {string} time */
export function day(time) {
  const date = new Date(time);
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return date.toLocaleDateString(tag(), { day: "numeric", month: "long", year });
}
