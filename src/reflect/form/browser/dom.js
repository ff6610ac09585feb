// Building the page. No text of a person's ever becomes markup: everything goes through `make`, which sets properties and
// appends text nodes.

// An element with these properties (or, where there is no such property, attributes) and children. Null is passed over.
/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (name in element) Object.assign(element, { [name]: value });
    else element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * @param {string} text
 * @param {(event: MouseEvent) => void} onclick
 * @param {Record<string, unknown>} [properties]
 */
export function button(text, onclick, properties = {}) {
  return make("button", { type: "button", className: "reflect-button", onclick, ...properties }, text);
}

// Put words in a status. The same words once more would be read aloud once more.
/**
 * @param {Element} element
 * @param {string} words
 */
export function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

let lastNumber = 0;

/** @param {string} what */
export const uniqueId = (what) => `reflect-${what}-${++lastNumber}`;
