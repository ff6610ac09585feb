// Values of answers (pure): which are the same, which are nothing, and how they read in words.

// One text for values that are the same answer. What is blank is the same as nothing.
export function canonical(value) {
  return isBlank(value) ? "" : JSON.stringify(value, (_, part) => (isRow(part) ? sortedRow(part) : part));
}

// What is left of these without those whose value is the same answer as that of one before.
export function distinct(items, value = (item) => item) {
  const keys = items.map((item) => canonical(value(item)));
  return items.filter((_, at) => keys.indexOf(keys[at]) === at);
}

export const isRow = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function sortedRow(row) {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([, cell]) => !isBlank(cell))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export function isBlank(value) {
  if (value === null || value === undefined) return true;
  if (typeof value === "string") return value.trim() === "";
  if (Array.isArray(value)) return value.every(isBlank);
  return isRow(value) && Object.values(value).every(isBlank);
}

// A value in words, to show beside another version of it.
export function inWords(value, columns) {
  if (isBlank(value)) return "(nothing)";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (!Array.isArray(value)) return String(value);
  const labels = new Map(columns.map((column) => [column.id, column.label]));
  const line = (row) =>
    Object.entries(row)
      .filter(([, cell]) => !isBlank(cell))
      .map(([id, cell]) => `${labels.get(id) ?? id}: ${inWords(cell, [])}`)
      .join(" · ");
  return value
    .map((item) => (isRow(item) ? line(item) : String(item)))
    .filter(Boolean)
    .join("\n");
}
