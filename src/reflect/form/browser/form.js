// A form in a notebook: what anywidget calls for each part of it.

import { make } from "./dom.js";
import { showField } from "./field.js";
import { showHeading } from "./heading.js";
import { hearAtOnce } from "./hearing.js";
import { speak } from "./language.js";

/** @import { Language } from "./language.js" */
/** @import { Model } from "./line.js" */

/**
 * Shows a part of a form in an output. Returns what takes it away again.
 *
 * @param {{ model: Model, el: HTMLElement }} context
 * @param {string} style
 * @param {Language} language
 */
export async function show(context, style, language) {
  speak(language);
  Object.assign(context.el, { lang: language.tag, dir: language.dir });
  await hearAtOnce(context.model);
  const sheet = document.getElementById("reflect-style") ?? make("style", { id: "reflect-style" });
  if (!sheet.isConnected) document.head.append(sheet);
  sheet.textContent = style;
  return context.model.get("part") === "heading" ? showHeading(context) : showField(context);
}
