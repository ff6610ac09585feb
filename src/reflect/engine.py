"""The Papermill engine named `reflect`: stock `papermill TEMPLATE OUT --engine reflect -p ...` makes a workbook.

No kernel is started: Papermill has injected the parameters by the time an engine is asked, and the rest of making a
workbook is `reflect.personalise`. Papermill imports this module whenever it is imported itself, for any engine, so
everything else is imported on use.
"""

from __future__ import annotations

import logging
from typing import Any

from papermill.engines import Engine


class ReflectEngine(Engine):  # type: ignore[misc]  # papermill publishes no types
    """Personalises instead of executing."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **_options: object) -> Any:
        """The workbook that `reflect new` would make from this notebook and its injected parameters.

        Without a `pair_id` it is the first of a pair, and gets a new one. Without an occasion, it is today's entry of a
        template that repeats.

        `nb` is the template as Papermill parameterised it. Raises TemplateError where it is no template,
        PersonaliseError where a parameter is none of its own and ParameterError where a value cannot be used.
        """
        import nbformat

        from reflect.language import _
        from reflect.pairs import new_id
        from reflect.personalise import check_for_nobody, personalise, unpersonalised
        from reflect.template import read_template
        from reflect.template.occasions import OCCASION, today
        from reflect.template.parameters import read_values

        notebook, given = unpersonalised(nb)
        called = _("the template")
        template = read_template(notebook, called)
        check_for_nobody(notebook, template, called)
        values, notes = read_values(given, template.parameters)
        if template.repeats and not values.get(OCCASION):
            values = {**values, OCCASION: today()}
        for note in notes:
            logging.getLogger("papermill").warning(note)
        if "pair_id" in template.parameters and not values.get("pair_id"):
            values = {**values, "pair_id": new_id()}
        return nbformat.from_dict(personalise(notebook, values, template))
