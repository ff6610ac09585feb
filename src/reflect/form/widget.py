"""The widgets: the heading of a workbook, a field, and the one copy of the browser's code that they share.

A workbook has some ninety fields. Were the code in each of them, as anywidget has it, the page would load it ninety
times and a notebook saved with its widget state would hold it ninety times. So `FormCode` holds it once; the `_esm` of
the others is a line that fetches it from there.

What is synced is a description and never an answer, since JupyterLab can write synced state into the notebook file;
answers travel in messages.

The first widget of each part of a workbook has an id that follows from the workbook's, so that an output saved by one
kernel shows the widget of the next. A cell that is run again goes on with the widget it has: in another browser,
somebody may be writing in it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import anywidget
import ipywidgets
import traitlets

from reflect.form.bundle import bundle
from reflect.form.describe import in_words, view_id
from reflect.form.outbound import FieldDescription, HeadingDescription, ToField, ToHeading
from reflect.language import current, for_browser
from reflect.notebook.contained import debugging

_BROWSER = Path(__file__).with_name("browser")

Description = FieldDescription | HeadingDescription

Receive = Callable[[Any], None]
"""Takes what a browser sent."""


class FormCode(ipywidgets.Widget):  # type: ignore[misc]  # ipywidgets publishes no types
    """The browser's code, style and language, which every widget here refers to. It has no view."""

    javascript = traitlets.Unicode().tag(sync=True)
    style = traitlets.Unicode().tag(sync=True)
    language = traitlets.Dict().tag(sync=True)

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """What a browser is given; while reflect is worked on, as the files are now."""
        state = super().get_state(key, drop_defaults)
        return {**state, **_source()} if debugging() else state


class _Part(anywidget.AnyWidget):
    """Anything a form shows. `receive` takes what a browser sends to it."""

    _esm = """
    let code = null;
    export default {
      async render(context) {
        const { model } = context;
        const id = model.get("code").replace("IPY_MODEL_", "");
        code ??= model.widget_manager.get_model(id);
        const source = await code;
        const cache = (globalThis.reflectForm ??= new Map());
        const javascript = source.get("javascript");
        const language = source.get("language");
        const key = `${language.tag} ${javascript}`;
        if (!cache.has(key)) {
          const url = URL.createObjectURL(new Blob([javascript], { type: "text/javascript" }));
          cache.set(key, import(/* webpackIgnore: true */ url));
        }
        return (await cache.get(key)).show(context, source.get("style"), language);
      },
    };
    """
    code = traitlets.Instance(FormCode).tag(sync=True, **ipywidgets.widget_serialization)
    own_id = traitlets.Unicode().tag(sync=True)
    part = traitlets.Unicode().tag(sync=True)
    workbook = traitlets.Unicode().tag(sync=True)
    description = traitlets.Dict().tag(sync=True)

    def __init__(
        self, workbook: str, description: Description, receive: Receive, *, model_id: str | None = None
    ) -> None:
        own_id = model_id or uuid.uuid4().hex
        super().__init__(
            code=_code(current()),
            layout=_layout(),
            own_id=own_id,
            workbook=workbook,
            description=description,
            model_id=own_id,
        )
        self.on_msg(lambda _widget, content, _buffers: receive(content))

    def __repr__(self) -> str:
        """What stands in the notebook file for those who see no widgets: the same each time it is run."""
        return in_words(self.description.get("label") or self.description.get("title") or "")


class HeadingWidget(_Part):
    """The top of a workbook: its title, whose it is, how far it has got, and whether all is saved."""

    part = traitlets.Unicode("heading").tag(sync=True)

    def tell(self, message: ToHeading) -> None:
        """Send this to every view."""
        self.send(message)


class FieldWidget(_Part):
    """One field: its question's label and one input for each slot."""

    part = traitlets.Unicode("field").tag(sync=True)

    def tell(self, message: ToField) -> None:
        """Send this to every view."""
        self.send(message)


Part = TypeVar("Part", bound=_Part)


def part_of_workbook(
    kind: type[Part],
    earlier: Part | None,
    workbook: str,
    description: Description,
    receive: Receive,
    *,
    field: str = "",
) -> Part:
    """The widget that shows the heading, or the field of an id.

    It is the `earlier` one while that says the same, or else a new one in its place.
    """
    if earlier is None:
        model_id = view_id(workbook, kind.part.default_value, field)
        return kind(workbook, description, receive, model_id=model_id)
    if earlier.description == description:
        return earlier
    earlier.close()
    return kind(workbook, description, receive)  # under any id: views of the old one may still be on a page


@cache
def _layout() -> ipywidgets.Layout:
    """One for all: ipywidgets would give each widget a layout of its own, and a page twice as many models to fetch."""
    return ipywidgets.Layout()


@cache
def _code(language: str) -> FormCode:
    return FormCode(**_source(), language=for_browser(language))


def _source() -> dict[str, str]:
    return {"javascript": bundle(_BROWSER / "form.js"), "style": (_BROWSER / "field.css").read_text("utf-8")}
