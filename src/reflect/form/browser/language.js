// The language that a form speaks: the words that the kernel sends for those that are written here in British English.
// Each language has its own copy of these modules on a page (`_esm` in widget.py), so that two workbooks never mix theirs.

/**
 * `words` has the word, or the plural forms, for each English text; `forms` which of those a number takes, up to 199.
 *
 * @typedef {{ tag: string, dir: string, words?: Record<string, string | string[]>, forms?: number[] }} Language
 */

/** @type {Language} */
let spoken = { tag: "en-GB", dir: "ltr" };

/** @param {Language} language */
export function speak(language) {
  spoken = language;
}

export const tag = () => spoken.tag;

// A text, with these values in the place of their names: t("Put in: {words}", { words }).
/**
 * @param {string} text
 * @param {Record<string, unknown>} [values]
 */
export function t(text, values = {}) {
  const said = spoken.words?.[text];
  return filled(typeof said === "string" ? said : text, values);
}

// A text that counts, in the form for this number, which is its {count}.
/**
 * @param {string} one
 * @param {string} many
 * @param {number} count
 * @param {Record<string, unknown>} [values]
 */
export function tn(one, many, count, values = {}) {
  const forms = spoken.words?.[one];
  const form = spoken.forms?.[count < 200 ? count : 100 + (count % 100)] ?? 0;
  const said = Array.isArray(forms) ? forms[form] : count === 1 ? one : many;
  return filled(said, { count, ...values });
}

// A text with elements in the place of their names, to be appended: around(t("Writing as {name}"), { name: element }).
/**
 * @param {string} text
 * @param {Record<string, Node | string>} elements
 */
export function around(text, elements) {
  return text.split(/(\{\w+\})/).map((part) => (/^\{\w+\}$/.test(part) ? (elements[part.slice(1, -1)] ?? part) : part));
}

// Several names in one text, each once: "you, Alex and Sam".
/** @param {string[]} names */
export function listed(names) {
  return new Intl.ListFormat(spoken.tag, { type: "conjunction" }).format(new Set(names));
}

/**
 * @param {string} text
 * @param {Record<string, unknown>} values
 */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}
