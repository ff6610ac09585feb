// The forms on this page, by workbook: the slots shown, and the headings that want to know how they do.
/** @import { Slot } from "./slot.js" */
/** @typedef {{ slots: Set<Slot>, headings: Set<{ show(): void }> }} Form */

/** @type {Map<string, Form>} */
export const forms = new Map();

/** @param {string} workbook */
export function formOf(workbook) {
  const form = forms.get(workbook) ?? { slots: new Set(), headings: new Set() };
  forms.set(workbook, form);
  return form;
}

export function saveEverything() {
  for (const form of forms.values()) for (const slot of form.slots) slot.happens({ type: "paused" });
}

document.addEventListener("visibilitychange", saveEverything);
window.addEventListener("pagehide", saveEverything);
