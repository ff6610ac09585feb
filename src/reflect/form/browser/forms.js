// The forms on this page, by workbook: the slots shown, and the headings that want to know how they do.
export const forms = new Map();

export function formOf(workbook) {
  if (!forms.has(workbook)) forms.set(workbook, { slots: new Set(), headings: new Set() });
  return forms.get(workbook);
}

export function saveEverything() {
  for (const form of forms.values()) for (const slot of form.slots) slot.happens({ type: "paused" });
}

document.addEventListener("visibilitychange", saveEverything);
window.addEventListener("pagehide", saveEverything);
