// A picture under a field, as the kernel has drawn it: the templates that draw it escape whatever people wrote.

// A document that is only parsed runs no script, and neither does what is taken out of it.
/**
 * @param {HTMLElement} place
 * @param {string} markup
 */
export function showPicture(place, markup) {
  const isOpen = place.querySelector("details")?.open ?? false;
  const parsed = new DOMParser().parseFromString(markup, "text/html");
  place.replaceChildren(...parsed.body.childNodes);
  const numbers = place.querySelector("details");
  if (numbers) numbers.open = isOpen;
}
