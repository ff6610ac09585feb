"""A template and what is known of a pair, made into a workbook, without a kernel (pure).

Parameters go into a code cell as Papermill injects them; names and dates go into the Markdown cells through sandboxed
Jinja2, so that they read naturally before anything runs. Values are data in both: whatever a name contains appears as
itself and is never code, Markdown, HTML or a Jinja2 expression.
"""

from __future__ import annotations

import copy
import hashlib
import keyword
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache, partial
from typing import Any

from reflect.errors import Problem, ReflectError, Where
from reflect.fields import whole_text
from reflect.language import SOURCE, _, listed, long_date, speaking
from reflect.pairs import Pair, pair_id, workbook_id
from reflect.template import PEOPLE, Notebook, Template, TemplateError, read_template
from reflect.template.calls import LiteralError, literal_assignments
from reflect.template.groups import numbered_cells
from reflect.template.metadata import reflect_metadata, with_metadata
from reflect.template.occasions import OCCASION, in_words, is_occasion
from reflect.template.wording import GAP

INJECTED = "injected-parameters"

_MARKS = frozenset('\\`*_{}[]<>&$|~#!"')
_MATHS = frozenset("$\\")

_MOST_FILLED = 500_000
"""Letters of all the cells of a notebook that have something to fill in, before that and after it."""


class PersonaliseError(ReflectError):
    """A workbook that cannot be made: in which cell, if it is one, why, and what to do."""

    def __init__(self, message: str, remedy: str, cell: int | None = None) -> None:
        super().__init__(Where(cell=cell), message, remedy)


def parameters_of(pair: Pair, template: Template, occasion: str = "") -> dict[str, Any]:
    """The parameters a template has for a pair, on an occasion. What it has no parameter for is left out."""
    known = {
        **pair.details,
        "mentor": pair.mentor,
        "mentee": pair.mentee,
        "mentor_email": pair.mentor_email,
        "mentee_email": pair.mentee_email,
        "programme": pair.programme,
        "pair_id": pair.id,
        OCCASION: occasion,
    }
    return {name: value for name, value in known.items() if value and name in template.parameters}


def personalise(notebook: Notebook, parameters: Mapping[str, Any], template: Template | None = None) -> dict[str, Any]:
    """The workbook made from a template (as a notebook) for these parameters, as a `Personaliser` makes many.

    `template` is the notebook as already read, where the caller has it. Raises PersonaliseError as that does, and
    TemplateError for a notebook that is no template.
    """
    return Personaliser(notebook, template or read_template(notebook, _("the template"))).workbook(parameters)


class Personaliser:
    """A template to make workbooks from: the cells that are the same in all of them are made once, and are `same`."""

    def __init__(self, notebook: Notebook, template: Template) -> None:
        self._notebook, self._template = notebook, template
        numbered = numbered_cells(notebook)
        self._cells = [_as_made(cell) for _, cell in numbered]
        self._numbers = [number for number, _ in numbered]
        self._place = next(number for number, cell in enumerate(self._cells, start=1) if "parameters" in tags(cell))
        self._open = [number for number, cell in enumerate(self._cells) if _has_gaps(cell)]
        self.same: tuple[Mapping[str, Any], ...] = tuple(cell for cell in self._cells if not _has_gaps(cell))
        self._digests = {id(cell): cell_digest(cell) for cell in self.same}

    def workbook(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The workbook for these parameters.

        Its metadata names the template, its version, the pair and the workbook, and has a digest of the cells as made,
        and one of each, by which a later change shows. Where no `pair_id` is given, one that follows from the names
        stands for it; whoever makes a workbook for people gives it one that nobody can guess.
        Raises PersonaliseError for a parameter that the template does not have or cannot take.
        """
        template = self._template
        if not str(parameters.get("pair_id") or "") and "pair_id" in template.parameters:
            people = (str(parameters.get(name, "")) for name in ("programme", "mentor", "mentee"))
            parameters = {**parameters, "pair_id": pair_id(*people)}
        given = _checked(parameters, template)
        values = {**template.parameters, **given}
        occasion = str(values.get(OCCASION) or "")
        if occasion and not is_occasion(occasion):
            remedy = _("Give one like {example}").format(example=listed(["2026-03-05", "2026-03-05-2"], "or"))
            raise PersonaliseError(_("the occasion is no date"), remedy)
        cells = self._filled_in(values)
        cells.insert(self._place, _injected(given))
        workbook = {**self._notebook, "cells": cells, "metadata": _metadata(self._notebook, template, values)}
        digests = sorted({self._digests.get(id(cell)) or cell_digest(cell) for cell in cells})
        return with_metadata(workbook, made=digest(workbook), cells=digests)

    def _filled_in(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        cells, room = list(self._cells), _MOST_FILLED
        for place in self._open:
            number = self._numbers[place]
            before, cells[place] = cells[place], _filled_in(cells[place], number, values, self._template.language)
            room -= len(before["source"]) + len(cells[place]["source"])
            if room < 0:
                remedy = _("Shorten this cell or those above it")
                raise PersonaliseError(_("there is too much to fill in"), remedy, number)
        return cells


def check_for_nobody(notebook: Notebook, template: Template, file: str) -> None:
    """Raise TemplateError where a notebook, read as a template, is somebody's workbook, or names somebody.

    What is in it would be in everybody's. `file` names it in the error.
    """
    metadata = reflect_metadata(notebook)
    named = [name for name in (*PEOPLE, "pair_id") if str(template.parameters.get(name) or "").strip()]
    if metadata.pair or metadata.answers or any(INJECTED in tags(cell) for cell in notebook["cells"]):
        remedy = _("Take the template that it was made from, {name}").format(name=template.name)
        raise TemplateError([Problem(Where(file), _("this is somebody's workbook, not a template"), remedy)])
    if named:
        message = _("this names somebody, as a workbook does and a template does not ({names})")
        remedy = _("Write {example} in its parameters cell").format(example=f'{named[0]} = ""')
        raise TemplateError([Problem(Where(file), message.format(names=listed(named, "unit")), remedy)])


def unpersonalised(parameterised: Notebook) -> tuple[dict[str, Any], dict[str, Any]]:
    """What Papermill was given: the template, and the parameters it put into it.

    Raises PersonaliseError where the injected cell holds anything but literal assignments.
    """
    cells = [cell for cell in parameterised["cells"] if INJECTED not in tags(cell)]
    injected = [cell["source"] for cell in parameterised["cells"] if INJECTED in tags(cell)]
    try:
        given = literal_assignments(injected[0]) if injected else {}
    except LiteralError as error:
        message = _("in the injected parameters, {reason}").format(reason=error.message)
        raise PersonaliseError(message, _("Give each as a text or a number")) from None
    template = {**copy.deepcopy(dict(parameterised)), "cells": copy.deepcopy(cells)}
    for part in (template, *template["cells"]):
        part["metadata"].pop("papermill", None)  # it holds times, paths and the parameters
    for cell in template["cells"]:
        cell["metadata"].pop("execution", None)
        if not cell["metadata"].get("tags", True):
            del cell["metadata"]["tags"]  # Papermill gives every cell an empty list
    return template, given


def digest(notebook: Notebook) -> str:
    """A digest of what the cells say, outputs and metadata aside: two notebooks with one digest read the same."""
    sources = "".join(f"{cell['cell_type']}\x1f{cell['source']}\x1e" for cell in notebook["cells"])
    return hashlib.sha256(sources.encode("utf-8", "surrogatepass")).hexdigest()


def cell_digest(cell: Mapping[str, Any]) -> str:
    """A digest of what one cell says, short enough for a notebook to hold one of each of its cells."""
    said = f"{cell['cell_type']}\x1f{cell['source']}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()[:16]


def tags(cell: Mapping[str, Any]) -> list[str]:
    """The tags of a cell."""
    found: list[str] = cell.get("metadata", {}).get("tags", [])
    return found


def is_parameters(cell: Mapping[str, Any]) -> bool:
    """Whether a cell holds parameters: the template's own, or what was given for them."""
    return "parameters" in tags(cell) or INJECTED in tags(cell)


def as_markdown(value: object, language: str = SOURCE) -> str:
    """A value as Markdown that shows it as itself: marks become character references, a date is written out."""
    return _shown(str(value), language)


@lru_cache(maxsize=1024)
def _shown(text: str, language: str) -> str:
    """A text as Markdown. Remembered, since the same few names stand in many places."""
    if is_occasion(text):  # and so is a date
        return _date_in(text, language)
    return "".join(_as_reference(text))


def _date_in(text: str, language: str) -> str:
    if language == SOURCE:  # for which nobody needs Babel
        return in_words(text)
    with speaking(language):
        return in_words(text, long_date)


@cache
def _writer(language: str) -> Callable[[object], str]:
    """What writes out the values in Markdown of this language."""
    return partial(as_markdown, language=language)


def render_markdown(source: str, values: Mapping[str, Any], language: str) -> str:
    """A Markdown cell with its Jinja2 expressions filled in, in the language that it is written in.

    Raises jinja2.TemplateError where that cannot be done.
    """
    if not GAP.search(source):
        return source
    from reflect.template.filling import filling

    return filling(source, _writer(language))(values)


def _as_reference(text: str) -> Iterator[str]:
    """The text piece by piece, each Markdown or HTML mark, and each mark that would start a link, as a reference.

    A mark that would start or end a formula stands in an element of its own: JupyterLab typesets what it finds on the
    page, where a reference is the mark itself, and "$40k to $50k" is money.
    """
    flat = " ".join(text.split())
    digits = next((place for place, character in enumerate(flat) if not character.isdecimal()), 0)
    for place, character in enumerate(flat):
        starts_block = (place == 0 and character in "-+=") or (character in ".)" and place == digits > 0)
        makes_link = character in ":@" or flat[place - 4 : place + 1].casefold() == "www."
        if character in _MARKS or starts_block or makes_link:
            reference = f"&#{ord(character)};"
            yield f"<span>{reference}</span>" if character in _MATHS else reference
        else:
            yield character


def _checked(parameters: Mapping[str, Any], template: Template) -> dict[str, Any]:
    """The parameters in the template's order and of its types. Names are pasted into code, so none gets by unknown."""
    for name in parameters:
        if not name.isidentifier() or keyword.iskeyword(name) or name not in template.parameters:
            message = _("{template} has no parameter {name!r}").format(template=template.name, name=name)
            known = listed(tuple(template.parameters), "unit")
            raise PersonaliseError(message, _("Its parameters are {names}").format(names=known))
    return {
        name: _of_type(name, parameters[name], default)
        for name, default in template.parameters.items()
        if name in parameters
    }


def _of_type(name: str, value: Any, default: Any) -> Any:
    """A value as the kind of thing that the parameter's default is: papermill reads `-p start 2027` as a number."""
    if isinstance(default, str) and isinstance(value, (str, int, float)):
        return whole_text(str(value))
    if isinstance(value, type(default)) and isinstance(value, (bool, int, float, list)):
        return value
    if isinstance(value, str):
        try:
            return _of_type(name, literal_assignments(f"value = {value}")["value"], default)
        except (LiteralError, PersonaliseError):
            pass
    message = _("the parameter {name} cannot be {value!r}").format(name=name, value=value)
    raise PersonaliseError(message, _("Give something like {example}").format(example=repr(default)))


def _as_made(cell: Mapping[str, Any]) -> dict[str, Any]:
    """A cell of a template as it is in a workbook, apart from what is filled in."""
    if cell["cell_type"] != "code":
        return dict(cell)
    # Folded away from the start: the form's own style only hides code once the form is there.
    metadata = {**cell["metadata"], "jupyter": {**cell["metadata"].get("jupyter", {}), "source_hidden": True}}
    return {**cell, "metadata": metadata}


def _has_gaps(cell: Mapping[str, Any]) -> bool:
    return cell["cell_type"] == "markdown" and GAP.search(cell["source"]) is not None


def _filled_in(cell: Mapping[str, Any], number: int, values: Mapping[str, Any], language: str) -> dict[str, Any]:
    from jinja2 import TemplateError as JinjaError

    try:
        return {**cell, "source": render_markdown(cell["source"], values, language)}
    except (JinjaError, TypeError, ValueError, ArithmeticError) as error:
        remedy = _("Mend what stands in {marks} there").format(marks=listed(["{{ }}", "{% %}"], "or"))
        raise PersonaliseError(_unfillable(error), remedy, number) from None


def _unfillable(error: Exception) -> str:
    """Why a cell cannot be filled in. What Jinja2 and Python say of it is in English."""
    from jinja2 import TemplateSyntaxError

    from reflect.template.filling import FillingError

    if isinstance(error, FillingError):
        return str(error)
    if isinstance(error, TemplateSyntaxError):
        return _("Jinja2 cannot read line {line} of it ({reason})").format(line=error.lineno, reason=error.message)
    return _("this cannot be filled in ({reason})").format(reason=error)


def _injected(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": INJECTED,
        "metadata": {"jupyter": {"source_hidden": True}, "tags": [INJECTED]},
        "outputs": [],
        "source": _assignments(given),
    }


def _assignments(given: Mapping[str, Any]) -> str:
    """Values as Papermill writes them into code.

    A roster has nothing but texts, and those are written here, letter for letter as Papermill does (a test holds it to
    that): to import it takes longer than to make some hundred workbooks.
    """
    if all(type(value) is str for value in given.values()):
        lines = (f"{name} = {_quoted(value)}" for name, value in given.items())
        return "\n".join(["# Parameters", *lines])
    from papermill.translators import PythonTranslator

    return str(PythonTranslator.codify(dict(given), "Parameters")).rstrip("\n")


def _quoted(text: str) -> str:
    escaped = text.encode("unicode_escape").decode("ascii").replace('"', r"\"")
    return f'"{escaped}"'


def _metadata(notebook: Notebook, template: Template, values: Mapping[str, Any]) -> dict[str, Any]:
    pair, occasion = (str(values.get(name) or "") for name in ("pair_id", OCCASION))
    return {
        **{key: value for key, value in notebook["metadata"].items() if key not in ("papermill", "widgets")},
        "reflect": {
            "template": template.name,
            "version": template.version,
            "pair": pair,
            "workbook": workbook_id(pair, template.name, occasion),
            **({OCCASION: occasion} if occasion else {}),
        },
    }
