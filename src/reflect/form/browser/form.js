// A form in a notebook: what anywidget calls for each part of it.

import { make } from "./dom.js";
import { showField } from "./field.js";
import { showHeading } from "./heading.js";
import { hearAtOnce } from "./hearing.js";

// Shows a part of a form in an output. Returns what takes it away again.
export async function show(context, style) {
  await hearAtOnce(context.model);
  if (!document.getElementById("reflect-style")) document.head.append(make("style", { id: "reflect-style" }));
  document.getElementById("reflect-style").textContent = style;
  return context.model.get("part") === "heading" ? showHeading(context) : showField(context);
}
