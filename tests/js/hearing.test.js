import assert from "node:assert/strict";
import { test } from "node:test";

import { hearAtOnce } from "../../src/reflect/form/browser/hearing.js";

// As ipywidgets has it, and anywidget over it: test_hearing.py says whether they still have.
class WidgetModel {
  heard = [];
  comm = { on_msg: (listen) => (this.comm.deliver = listen) };
  _handle_comm_msg(message) {
    this.heard.push(message);
    return Promise.resolve();
  }
}
class AnyModel extends WidgetModel {
  async _handle_comm_msg(message) {
    await Promise.reject(new Error("late"));
    return super._handle_comm_msg(message);
  }
}

const modelOf = (widget) => ({ get: () => "id", widget_manager: { get_model: async () => widget } });

test("a widget that was late hears all the same", async () => {
  const widget = new AnyModel();
  await hearAtOnce(modelOf(widget));
  await widget.comm.deliver("hello");
  assert.deepEqual(widget.heard, ["hello"]);
});

test("a widget that is made in another way is left as it is", async () => {
  await hearAtOnce(modelOf({}));
  await hearAtOnce({ get: () => "id" });
});
