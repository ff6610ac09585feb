// anywidget gives a widget two seconds to load its code. On a slow machine a page of ninety takes longer, and one that was
// late never hears a message again: each waits for a promise that has been rejected. Where there is a view the code is
// there, so messages go to the widget without that wait.

/** @import { Model } from "./line.js" */

/** @param {Model} model */
export async function hearAtOnce(model) {
  try {
    const widget = await model.widget_manager.get_model(model.get("own_id"));
    const handle = Object.getPrototypeOf(Object.getPrototypeOf(widget))._handle_comm_msg; // ipywidgets' own
    widget.comm.on_msg((/** @type {unknown} */ message) => handle.call(widget, message));
  } catch {
    // It has no kernel, or is not made in this way: messages come by way of anywidget.
  }
}
