"""Templates: a notebook read as one, without running anything (pure).

`parsing` reads it, with `calls` for what a code cell says to reflect, `groups` for parts that repeat and `folding` for
those that are folded; `parameters` are what people give for those of a workbook; `filling` puts them into its Markdown,
and `wording` into the words of its fields; `completeness` tells how far a workbook has got, `carrying` what it takes
from another.
"""

from reflect.template.parsing import (
    CONSENT,
    CONTACT,
    PEOPLE,
    TEXT,
    Cell,
    Notebook,
    NoTemplate,
    Template,
    TemplateError,
    read_template,
)

__all__ = [
    "CONSENT",
    "CONTACT",
    "PEOPLE",
    "TEXT",
    "Cell",
    "NoTemplate",
    "Notebook",
    "Template",
    "TemplateError",
    "read_template",
]
