"""Jupyter workbooks for reflective practice in one-to-one mentoring.

A template imports this package and calls `workbook`; everything else is for the command line and the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reflect.fields import Role
    from reflect.form.workbook import LiveWorkbook

__all__ = ["workbook"]


def workbook(
    name: str,
    *,
    version: int,
    title: str,
    personal_to: Role | None = None,
    language: str = "en-GB",
    repeats: bool = False,
    minutes: tuple[int, int] | None = None,
    **parameters: str,
) -> LiveWorkbook:
    """Open a workbook in a notebook: shows its heading, and returns what its fields are declared on.

    `name`, `version` and `title` say which template it is; `personal_to` ("mentor" or "mentee") makes it private to
    that person; `language` is the one that it is written in, as the web has it ("en-GB", "cy"), and that of the words
    and dates of its form and journal; `repeats` means one workbook for each occasion, which is a parameter then;
    `minutes`, such as (20, 45), are how long what is required takes, and all of it;
    `parameters` are the workbook's own, such as mentor and mentee. Answers are kept beside the notebook, or in the
    owner's data directory when it is private. Raises FieldError where an argument cannot be used.
    """
    from reflect.form.workbook import open_workbook  # ipywidgets is slow to import, and the command line needs none
    from reflect.language import SOURCE, is_tag, speaking

    with speaking(language if is_tag(language) else SOURCE):  # what is wrong with the call, too
        return open_workbook(
            name,
            version=version,
            title=title,
            personal_to=personal_to,
            language=language,
            repeats=repeats,
            minutes=minutes,
            parameters=parameters,
        )
