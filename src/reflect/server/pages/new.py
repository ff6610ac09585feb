"""`/reflect/new/FOLDER`: a workbook for a pair, made in a folder from a template, its programme's own among them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from markupsafe import Markup
from tornado.httputil import url_concat

from reflect.catalogue import CatalogueEntry, Origin, catalogue
from reflect.errors import ReflectError
from reflect.fields import Role
from reflect.journal import markdown
from reflect.journal.source import introduction
from reflect.language import _
from reflect.pairs import Names, Pair
from reflect.pairs.unseen import shows
from reflect.programme.batch import Made, MakeOutcome, find_template, make_workbook
from reflect.programme.enrolment import EnrolmentError, folder_name, known_pair
from reflect.programme.root import programme_folder
from reflect.programme.standing import Overview, Standing, Standings
from reflect.programme.stored import pair_of, read_workbook, workbooks_in
from reflect.register.store import register_above
from reflect.server.hooks.private import folder_beside, is_private
from reflect.server.pages.owner import is_owner
from reflect.server.pages.page import PageHandler, Trouble
from reflect.server.pages.reading import read_for_page
from reflect.template.lengths import length_in_words
from reflect.template.occasions import next_of_day, today
from reflect.template.parameters import ParameterError, check_two_people, read_occasion, read_person


@dataclass(frozen=True, slots=True)
class Choice:
    """A template to choose: its name and title, whose a workbook of it is, and in a line what it is for (as HTML).

    One that `repeats` makes a workbook for a date; `whence` says where one that did not come with reflect is from, and
    `length` how long it takes.
    """

    name: str
    title: str
    personal_to: Role | None
    about: Markup
    repeats: bool
    whence: str
    length: str = ""


@dataclass(slots=True)
class Form:
    """What was filled in, and what is wrong with it, by the name of the box. `occasion` is a date, for an entry."""

    BOXES: ClassVar = ("template", "mentee", "mentor")

    template: str = ""
    mentee: str = ""
    mentor: str = ""
    occasion: str = field(default_factory=today)
    problems: dict[str, str] = field(default_factory=dict)


class AnotherHandler(PageHandler):
    """`GET /reflect/another/PATH`: the page on which the next entry after the one at PATH is made."""

    async def get(self, path: str) -> None:
        """Go there. Of a personal one, that is in the folder of the pair."""
        file = await self.place(path)
        if is_private(path) and not is_owner(self.current_user):
            raise Trouble(
                403,
                _("This is for its owner"),
                _("This workbook is personal."),
                _("Open your own on your own server."),
            )
        template = (await read_for_page(read_workbook, file, path)).template
        beside = folder_beside(path) if is_private(path) else file.parent
        try:
            folder = beside.resolve().relative_to((await self.place("")).resolve()) if beside else None
        except ValueError:
            folder = None
        if folder is None:
            message = _("The folder that the two of you share is not on this server.")
            remedy = _("Open that folder, and begin the entry there.")
            raise Trouble(404, _("There is no place for it here"), message, remedy)
        self.redirect(url_concat(self.address("new", folder.as_posix().removeprefix(".")), {"template": template.name}))


class _SeveralPairsError(ReflectError):
    """Two pairs of the same names are in a folder."""

    def __init__(self) -> None:
        remedy = _("Go back, and add it beside the pair you mean.")
        super().__init__("", _("Two pairs here have these names"), remedy)


class NewHandler(PageHandler):
    """Asks for which template and for whom, makes the workbook, and opens it. Nothing is ever written over."""

    needs = (("read", "contents"), ("write", "contents"))

    def initialize(self, standings: Standings, making: asyncio.Lock) -> None:
        """Take what knows the workbooks that are there, and what keeps two requests from making one workbook."""
        self._standings = standings
        self._making = making

    async def get(self, path: str = "") -> None:
        """Show the form, with the names of the pair whose folder it is, and what the address says of the template."""
        folder, pair = await self._folder(path)
        form = Form(self.get_query_argument("template", ""))
        if pair:
            form.mentee, form.mentor = pair.mentee, pair.mentor
        self._show(path, pair, form, await asyncio.to_thread(_choices, folder))

    async def post(self, path: str = "") -> None:
        """Make the workbook."""
        folder, pair = await self._folder(path)
        template, mentee, mentor = (self.get_body_argument(name, "").strip() for name in Form.BOXES)
        form = Form(template, mentee, mentor, self.get_body_argument(f"occasion_{template}", "").strip() or today())
        choices = await asyncio.to_thread(_choices, folder)
        _check(form, choices)
        if form.problems:
            self._show(path, pair, form, choices)
            return
        try:
            async with self._making:
                made = await asyncio.to_thread(self._make, folder, form)
        except (_SeveralPairsError, EnrolmentError):
            form.problems["mentee"] = _SeveralPairsError().reason
            self._show(path, pair, form, choices)
            return
        except ParameterError:
            form.problems["mentee"] = _("This is the mentor's name too. Write more of one of the names.")
            self._show(path, pair, form, choices)
            return
        place = "/".join(filter(None, (path.strip("/"), made.path.relative_to(folder).as_posix())))
        match made.outcome:
            case MakeOutcome.MADE | MakeOutcome.MENDED:
                self.redirect(self.address("open", place), status=303)
            case MakeOutcome.FAILED:
                form.problems["template"] = f"{place}: {made.reason}"
                self._show(path, pair, form, choices)
            case _:
                choice, taken = choices[form.template], workbooks_in(made.path.parent, {form.template}).values()
                form.occasion = next_of_day(form.occasion, taken) if choice.repeats else ""
                self.show("already.html.j2", 409, title=choice.title, place=place, path=path.strip("/"), form=form)

    async def _folder(self, path: str) -> tuple[Path, Standing | None]:
        """The folder at an API path, and a workbook of the pair whose folder it is, if it is one pair's."""
        folder = await self.place(path)
        if is_private(path):
            message = _("What is made here would be shared by nobody.")
            raise Trouble(403, _("This is your own folder"), message, _("Choose a folder for the workbook."))
        if not folder.is_dir():
            message = _("{path!r} is a file.").format(path=path)
            raise Trouble(404, _("This is no folder"), message, _("Choose a folder for the workbook."))
        overview = await asyncio.to_thread(self._standings.below, folder)
        return folder, _only_pair(overview, folder)

    def _make(self, folder: Path, form: Form) -> Made:
        pair, home = _pair_and_home(self._standings.below(folder), folder, form)
        source = find_template(form.template, folder)
        return make_workbook(pair, source, home, occasion=form.occasion if source.template.repeats else "")

    def _show(self, path: str, pair: Standing | None, form: Form, choices: Mapping[str, Choice]) -> None:
        path = path.strip("/")
        self.show(
            "new.html.j2",
            422 if form.problems else 200,
            path=path,
            place=_("{mentee} with {mentor}").format(mentee=pair.mentee, mentor=pair.mentor) if pair else path,
            form=form,
            choices=tuple(choices.values()),
        )


def _choices(folder: Path) -> Mapping[str, Choice]:
    """The templates that a workbook in a folder can be made from, by name."""
    entries = catalogue(programme_folder(folder)).entries
    return {entry.template.name: _choice(entry) for entry in entries}


def _choice(entry: CatalogueEntry) -> Choice:
    template = entry.template
    return Choice(
        template.name,
        template.title,
        template.personal_to,
        Markup(markdown.prose(introduction(template).partition("\n")[0], 2).html),  # noqa: S704  # cleaned there
        template.repeats,
        whence="" if entry.place.origin is Origin.REFLECT else entry.place.words,
        length=length_in_words(template.minutes),
    )


def _check(form: Form, choices: Mapping[str, Choice]) -> None:
    """Note what is wrong with what was filled in, and put each name into the form in which it is used."""
    if form.template not in choices:
        form.problems["template"] = _("Choose what you would like to work on.")
    elif choices[form.template].repeats:
        _check_occasion(form)
    for role in ("mentee", "mentor"):  # as the page has them
        if not shows(getattr(form, role)):
            form.problems[role] = _("Write the mentee's name.") if role == "mentee" else _("Write the mentor's name.")
            continue
        try:
            setattr(form, role, read_person(role, getattr(form, role)).text)
        except ParameterError as error:
            form.problems[role] = _("This cannot be used: {reason}").format(reason=error)


def _check_occasion(form: Form) -> None:
    try:
        form.occasion = read_occasion(form.occasion).text
    except ParameterError as error:
        form.problems["occasion"] = _("This cannot be used: {reason}").format(reason=error)


def _pair_and_home(overview: Overview, folder: Path, form: Form) -> tuple[Pair, Path]:
    """The pair of these names, and the folder for its workbook.

    A pair that has workbooks here keeps its id and its folder. Another has its workbook in the folder itself where
    there is none yet, and otherwise in a folder of its own. Raises _SeveralPairsError, and ParameterError where the two
    are one.
    """
    same = [each for each in overview.workbooks if _names(each.mentor, each.mentee) == _names(form.mentor, form.mentee)]
    same = [each for each in same if each.path.parent == folder] or same
    places = {(each.pair, each.path.parent): each for each in same}
    if len(places) > 1:
        raise _SeveralPairsError
    for (_pair, home), workbook in places.items():
        return pair_of(read_workbook(workbook.path).template), home
    programmes = {each.programme for each in overview.workbooks}
    new = Pair(form.mentor, form.mentee, programme=programmes.pop() if len(programmes) == 1 else "")
    check_two_people(new)
    register = register_above(folder)
    new = known_pair(new, folder, register)
    known = register.read().entries.get(new.id) if register else None
    place = register.home(known) if register and known else None
    if place is not None and place.is_relative_to(folder):
        return new, place
    is_root = register is not None and register.root == folder
    return new, folder / folder_name(new) if overview.workbooks or is_root else folder


def _only_pair(overview: Overview, folder: Path) -> Standing | None:
    """A workbook of the pair whose folder it is; None where that is no one pair's."""
    here = [each for each in overview.workbooks if each.path.parent == folder]
    return here[0] if len({each.pair for each in here}) == 1 else None


def _names(mentor: str, mentee: str) -> Names:
    """One form for names that a reader takes for the same."""
    return Pair(mentor, mentee).names
