"""What `wb` is in a notebook: shows fields, keeps what is written in them, and tells every view what has changed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, TypeVar

from IPython.display import display

from reflect.disk.errors import StoreError
from reflect.errors import ReflectError, sentence
from reflect.fields import Field, FieldError, Role, Value, declare, is_agreed, is_blank, role_of
from reflect.form.aside import Aside, aside_of, pass_over_text
from reflect.form.asking import Asking
from reflect.form.book import AnswerBook
from reflect.form.declaring import with_a_method_for_each_kind
from reflect.form.describe import describe_field, describe_heading, describe_heads, describe_progress, describe_writer
from reflect.form.drawing import pictures
from reflect.form.messages import (
    Ask,
    Hello,
    Message,
    MessageError,
    PromptOutcome,
    Refresh,
    ReleaseRequest,
    Save,
    SealRequest,
    TakeBack,
    read_message,
)
from reflect.form.offers import nothing_yet, offered_rows, offered_words
from reflect.form.outbound import CarriedRows, Refused, SlotState
from reflect.form.releasing import Releasing
from reflect.form.sealing import Sealing
from reflect.form.widget import FieldWidget, HeadingWidget, part_of_workbook
from reflect.form.writer import Writer, writer
from reflect.language import SOURCE, _, current, speaking
from reflect.notebook import NotebookError
from reflect.notebook.files import read_notebook
from reflect.programme.asked import as_asked_now
from reflect.programme.belonging import AnotherPairError
from reflect.programme.beside import Beside
from reflect.programme.stored import check_pair, import_embedded, remember_pair, workbooks_in
from reflect.revisions import Log, RevisionError
from reflect.revisions.released import is_releasable
from reflect.revisions.sealed import parts_of, sealed_slots
from reflect.stores import Store
from reflect.stores.opening import open_store
from reflect.template import Cell, Template, TemplateError
from reflect.template.calls import AtLeast, at_least, group, header
from reflect.template.completeness import Progress, is_shown, progress
from reflect.template.defaults import as_it_stands
from reflect.template.folding import FoldedPart, folded_parts
from reflect.template.lengths import Minutes
from reflect.template.metadata import ReflectMetadata, reflect_metadata
from reflect.template.occasions import file_stem, in_order


class FormError(FieldError):
    """A call in a template that cannot be used. A notebook shows the message alone, without a traceback."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self._language = current()  # a notebook shows it when nobody speaks any more

    def _render_traceback_(self) -> list[str]:
        with speaking(self._language):
            return [
                _("This part of the workbook cannot be shown."),
                str(self),
                _("Whoever wrote the template can mend it."),
            ]


_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def _in_its_language(
    method: Callable[Concatenate[LiveWorkbook, _Given], _Result],
) -> Callable[Concatenate[LiveWorkbook, _Given], _Result]:
    """Have a method, whoever calls it and in whichever thread, speak the language of the workbook."""

    @wraps(method)
    def speaks(self: LiveWorkbook, /, *given: _Given.args, **named: _Given.kwargs) -> _Result:
        with speaking(self.language):
            return method(self, *given, **named)

    return speaks


@with_a_method_for_each_kind
class LiveWorkbook:
    """A workbook open in a kernel. `folder` is where its notebook is.

    A template declares its fields on it with `wb.text(...)` and the like, one call each; `docs/templates.md` says what
    the arguments mean. Every call shows the field and raises FieldError where an argument cannot be used.
    """

    def __init__(self, template: Template, store: Store, writer: Writer, folder: Path) -> None:
        self._template = template
        self.language = template.language
        self._id = template.workbook_id
        self._folder = folder
        self._beside = Beside(template, folder)
        self._pictures: dict[str, str] = {}
        self._writer = writer
        self._sealing: Sealing | None = None  # of most workbooks nothing is sealed
        self._fields: dict[str, Field] = {}
        self._rules: dict[AtLeast, None] = {}
        self._book = AnswerBook(store, self._id, version=template.version, read_as=self._as_asked_now)
        self._notebooks = _notebooks(folder, template)
        self._asking = Asking(self._book, self._notebooks)
        self._releasing = Releasing(template, folder, self._asking_now)
        self._folded = _folded_parts(self._notebooks)
        self._widgets: dict[str, FieldWidget] = {}
        self._heading: HeadingWidget | None = None
        self._shown: dict[str, bool] = {}
        self._aside: Aside = {"foreign": [], "missing_questions": []}
        self._lock = threading.RLock()  # what a view is told last has to be the latest
        self._watches = [self._book.watch(self._refresh), self._releasing.watch(self._refresh_releases)]

    if TYPE_CHECKING:

        def __getattr__(self, kind: str) -> Callable[..., None]:
            """A method for each kind of field, which the decorator adds."""

    @_in_its_language
    def at_least(self, count: int, fields: list[str]) -> None:
        """A rule: the workbook is complete only with so many of these fields answered."""
        try:
            rule = at_least(count, fields)
        except FieldError as error:
            raise FormError(error.message, error.remedy).at("wb.at_least") from None
        with self._lock:
            self._rules[rule] = None
            self._tell_heading()

    @_in_its_language
    def group(self, id: str, *, repeat: int, title: str, help: str = "") -> None:  # noqa: A002  # what a template calls it
        """A part of the template that each workbook has `repeat` times, from the heading above as far as the next.

        The second and those after it stand under `title`, such as "Goal {number}", with `help` below it, and are folded
        until somebody wants them. The template itself, when it is run, shows the part once.
        """
        try:
            group(id, repeat, title, help)
        except FieldError as error:
            raise FormError(error.message, error.remedy).at("wb.group") from None

    @_in_its_language
    def show_heading(self) -> None:
        """Show the top of the workbook, with what is in the store now, and what stands aside in its notebook."""
        self._aside = aside_of(self._notebooks, self._template)
        self._refresh()
        self._refresh_releases()
        template = self._template
        entries = workbooks_in(self._folder, {template.name}).values()
        is_last = all(in_order(each) <= in_order(template.occasion) for each in entries)
        description = describe_heading(template, is_last=is_last)
        with self._lock:
            self._heading = part_of_workbook(HeadingWidget, self._heading, self._id, description, self._receive_heading)
            display(self._heading)

    def close(self) -> None:
        """Take the form away, in every browser that shows it, and look no more for what others write."""
        for end in self._watches:
            end()
        with self._lock:
            for widget in filter(None, (self._heading, *self._widgets.values())):
                widget.close()

    @_in_its_language
    def declare_field(self, kind: str, positional: tuple[object, ...], named: dict[str, object]) -> None:
        """Show the field that `wb.KIND(...)` declares. Raises FieldError where an argument cannot be used."""
        try:
            field = declare(kind, positional, named)
        except FieldError as error:
            raise FormError(error.message, error.remedy).at(f"wb.{kind}") from None
        for message, remedy in field.faults(self._template.personal_to):
            raise FormError(message, remedy).at(f"wb.{kind}")
        with self._lock:
            self._begin_sealing(field)
            self._fields[field.id] = field
            self._book.declare(field)
            self._shown.setdefault(field.id, is_shown(field, self._as_they_stand()))
            self._widgets[field.id] = part_of_workbook(
                FieldWidget,
                self._widgets.get(field.id),
                self._id,
                describe_field(field, self._template.personal_to, self._template.parameters, self._folded),
                lambda content: self._receive_field(field.id, content),
                field=field.id,
            )
            display(self._widgets[field.id])
            self._tell_conditions()
            self._tell_set(field.sealed)
            self._tell_heading()

    def _begin_sealing(self, field: Field) -> None:
        """Have what is written in a field that is sealed kept at home from here on."""
        if field.sealed and self._sealing is None:
            self._sealing = Sealing(self._template, self._book)
            self._asking_at_home = Asking(self._sealing.home, self._notebooks)
            self._watches.append(self._sealing.watch(self._refresh))

    @_in_its_language
    def _receive_heading(self, content: Any) -> None:
        try:
            message = read_message(content, None)
        except MessageError:
            return  # a heading saves nothing, so there is nothing to refuse
        if isinstance(message, Refresh):
            self._refresh()
        else:  # a view that begins: since this kernel began, somebody may have changed cells
            self._aside = aside_of(self._notebooks, self._template)
        with self._lock:
            self._tell_heading()

    @_in_its_language
    def _receive_field(self, field_id: str, content: Any) -> None:
        with self._lock:
            field, widget = self._fields[field_id], self._widgets[field_id]
            try:
                self._do(field, read_message(content, field))
            except (MessageError, StoreError) as error:
                widget.tell(_refusal(content, str(error)))
            except RevisionError:
                widget.tell(_refusal(content, sentence(_("This is not an answer that can be kept"))))

    def _do(self, field: Field, message: Message) -> None:
        match message:
            case Save():
                self._save(field, message)
            case Ask():
                author, reply = self._writer.name(message.who), self._widgets[field.id].tell
                self._asking_for(field, message.slot).ask(self._current_template(), field, message, author, reply)
            case PromptOutcome():
                self._asking_for(field, message.slot).settle(message, self._writer.name(message.who))
                self._tell_slot(field, message.slot)
            case ReleaseRequest():
                self._release(field, message)
            case TakeBack():
                self._releasing.take_back(message.slot, self._writer.name(message.who), message.nonce)
                self._tell_released(field, message.slot, message.nonce)
            case SealRequest():
                self._seal(field, message)
            case Hello() | Refresh():
                self._tell_field(field)

    def _save(self, field: Field, save: Save) -> None:
        sealing = self._sealing_of(field, save.slot)
        revision = (sealing.home if sealing else self._book).save(
            save.slot,
            save.value,
            author=self._writer.name(save.who),
            source="form",
            parents=save.parents,
            revision_id=save.nonce,
        )
        self._widgets[field.id].tell(
            {"type": "saved", "slot": save.slot, "nonce": save.nonce, "revision": revision.id, "time": revision.time}
        )
        if sealing:
            self._tell_set(field.sealed)
            return
        self._tell_slot(field, save.slot)
        self._tell_conditions()
        self._tell_pictures()
        self._tell_heading()

    def _seal(self, field: Field, asked: SealRequest) -> None:
        if self._sealing is not None:
            self._sealing.seal(asked, self._current_template(), self._writer.name(asked.who))
            self._widgets[field.id].tell({"type": "sealed", "slot": asked.slot, "nonce": asked.nonce})
            self._tell_set(field.sealed)
            self._tell_heading()

    def _sealing_of(self, field: Field, slot: str) -> Sealing | None:
        """What keeps the answers in a slot that is sealed."""
        return self._sealing if slot in field.sealed_slots else None

    def _asking_for(self, field: Field, slot: str) -> Asking:
        return self._asking_at_home if self._sealing_of(field, slot) else self._asking

    def _release(self, field: Field, asked: ReleaseRequest) -> None:
        """Release the words that were on the screen when somebody agreed to it, and no others."""
        agreed = next((head for head in self._book.heads(asked.slot) if head.id == asked.revision), None)
        if agreed is None or not is_releasable(agreed.value):
            raise MessageError(_("The words have changed meanwhile"), _("Look at them once more, then share them."))
        self._releasing.release(asked.slot, agreed.value, self._writer.name(asked.who), asked.nonce)
        self._tell_released(field, asked.slot, asked.nonce)

    def _tell_released(self, field: Field, slot: str, nonce: str) -> None:
        self._tell_slot(field, slot)
        self._widgets[field.id].tell({"type": "released", "slot": slot, "nonce": nonce})

    @_in_its_language
    def _refresh_releases(self) -> None:
        """Take up what the pair has released, and tell the views of it."""
        if self._releasing.refresh():
            with self._lock:
                for field in self._fields.values():
                    if field.release:
                        for slot in field.slots:
                            self._tell_slot(field, slot)
                self._tell_heading()

    @_in_its_language
    def _refresh(self) -> None:
        """Take up what others have written, and tell the views of it."""
        problems = self._book.problems
        changed = self._book.refresh()
        is_settled = self._sealing is not None and self._sealing.refresh()
        if not changed and not is_settled and problems == self._book.problems:
            return
        with self._lock:
            for name in dict.fromkeys(field.sealed for field in self._fields.values()):
                self._tell_set(name)
            for field in self._fields.values():
                for slot in field.slots:
                    if slot in changed and slot not in field.sealed_slots:
                        self._tell_slot(field, slot)
            self._tell_conditions()
            self._tell_pictures()
            self._tell_heading()

    def _tell_field(self, field: Field) -> None:
        self._widgets[field.id].tell(
            {
                "type": "state",
                "writer": describe_writer(self._writer),
                "slots": {slot: self._slot_state(field, slot) for slot in field.slots},
                "hidden": not self._shown[field.id],
                "offers": offered_words(field, self._beside),
                "carried": self._carried(field),
                "nothing": nothing_yet(field, self._beside),
                "picture": self._drawn().get(field.id, "") if field.over_time else "",
            }
        )

    def _drawn(self) -> dict[str, str]:
        """The pictures over time. What is sealed is in none before it is open."""
        template, answers = self._current_template(), dict(self._book.answers())
        for part, slots in parts_of(template.fields).items():
            if self._sealing is not None and not self._sealing.is_open(part):
                for slot in slots:
                    answers.pop(slot, None)
        return pictures(template, self._beside, answers)

    def _tell_pictures(self) -> None:
        """Draw what has another look now, under the fields that it stands under."""
        if not any(field.over_time for field in self._fields.values()):
            return
        for place, picture in (drawn := self._drawn()).items():
            if picture != self._pictures.get(place):
                self._widgets[place].tell({"type": "picture", "picture": picture})
        self._pictures = drawn

    def _carried(self, field: Field) -> dict[str, list[CarriedRows]]:
        slots = field.slots if field.carries and field.by == "each" else field.slots[:1] if field.carries else ()
        return {slot: offered_rows(field, slot, self._beside, self._book.ever(slot)) for slot in slots}

    def _tell_slot(self, field: Field, slot: str) -> None:
        self._widgets[field.id].tell({"type": "slot", "slot": slot, **self._slot_state(field, slot)})
        if field.agreed and role_of(slot):
            self._tell_slot(field, field.slots[-1])  # which may wait no more

    def _tell_set(self, name: str) -> None:
        """Tell every slot of a set: what becomes of one concerns them all."""
        for field in self._fields.values():
            for slot in field.sealed_slots if name and field.sealed == name else ():
                self._tell_slot(field, slot)

    def _slot_state(self, field: Field, slot: str) -> SlotState:
        role = role_of(slot)
        if role is not None and (sealing := self._sealing_of(field, slot)):
            return {
                "heads": describe_heads(sealing.heads(slot, (field.sealed, role))),
                "kept": self._asking_at_home.kept(slot),
                "released": [],
                "seal": sealing.state(slot, self._current_template()),
            }
        state: SlotState = {
            "heads": describe_heads(self._book.heads(slot), self._book.emptied(slot)),
            "kept": self._asking.kept(slot),
            "released": self._releasing.of(slot) if field.release else [],
        }
        return {**state, "waits": self._waits(field, slot)} if is_agreed(slot) else state

    def _waits(self, field: Field, slot: str) -> bool:
        """Whether there is nothing to agree on yet. What is written all the same is shown."""
        answers = self._as_they_stand()
        has_both = all(field.is_answered(answers.get(each), each) for each in field.slots if each != slot)
        return not has_both and is_blank(answers.get(slot))

    def _as_they_stand(self) -> dict[str, Value]:
        return as_it_stands(self._current_template(), self._book.answers())

    def _tell_conditions(self) -> None:
        answers = self._as_they_stand()
        for field in self._fields.values():
            shown = is_shown(field, answers)
            if shown != self._shown[field.id]:
                self._shown[field.id] = shown
                self._widgets[field.id].tell({"type": "hidden", "hidden": not shown})

    def _tell_heading(self) -> None:
        if self._heading is not None:
            reached = describe_progress(self._progress())
            self._heading.tell(
                {
                    "type": "state",
                    "writer": describe_writer(self._writer),
                    "progress": reached,
                    "released": [] if self._template.personal_to else self._releasing.all(),
                    "problems": list(self._book.problems),
                    **self._aside,
                }
            )

    def _progress(self) -> Progress:
        sealed = sealed_slots(self._book.log, self._template.people)
        return progress(self._current_template(), self._book.answers(), sealed)

    def _as_asked_now(self, log: Log) -> Log:
        return as_asked_now(log, self._asking_now())

    def _asking_now(self) -> Template:
        """The template with the fields of those of its cells that have been run, whichever thread asks."""
        return replace(self._template, cells=(Cell(number=1, fields=tuple(self._fields.values())),))

    def _current_template(self) -> Template:
        """The template as far as its cells have been run."""
        rules = tuple(rule for rule in self._rules if all(field in self._fields for field in rule.fields))
        return replace(self._asking_now(), rules=rules)


_FOLDER = Path(_told) if (_told := os.environ.pop("REFLECT_FOLDER", "")) else None
"""The folder that a server with reflect says the notebook is in; anywhere else that is where a kernel starts. It is
for this kernel alone, and not for those that are started from it."""

_open: dict[str, tuple[object, LiveWorkbook]] = {}
"""The workbooks open in this kernel by id, each with what it was opened with. Running the notebook again goes on with
the same one, so that nobody's form is taken away, and fields of cells that were not run again stay in step."""


def open_workbook(
    name: str,
    *,
    version: int,
    title: str,
    personal_to: Role | None,
    parameters: Mapping[str, str],
    language: str = SOURCE,
    repeats: bool = False,
    minutes: Minutes | None = None,
) -> LiveWorkbook:
    """The workbook of these parameters whose notebook is in this kernel's folder, with its heading shown.

    Raises FieldError where an argument cannot be used.
    """
    try:
        said = header(name, version, title, personal_to, language=language, repeats=repeats, minutes=minutes)
    except FieldError as error:
        raise FormError(error.message, error.remedy).at("reflect.workbook") from None
    given = {key: str(value) for key, value in parameters.items()}
    template = Template(
        said.name,
        said.version,
        said.title,
        said.personal_to,
        given,
        (),
        language=said.language,
        repeats=said.repeats,
        minutes=said.minutes,
    )
    _check_occasion(template)
    folder = _FOLDER or Path.cwd()
    store = open_store(folder, personal_to)
    template = replace(template, earlier=_checked(folder, template).asked)
    if personal_to is None:
        _import_embedded(folder, template)
    who = writer(owner=given.get(personal_to, "") if personal_to else None)
    workbook, opened_with = template.workbook_id, (template, folder, store.place, who)
    earlier, live = _open.get(workbook, (None, None))
    if live is None or earlier != opened_with:
        if live is not None:
            live.close()  # the new one's widgets have the same ids
        live = LiveWorkbook(template, store, who, folder)
        _open[workbook] = opened_with, live
    live.show_heading()
    pass_over_text()
    return live


def _check_occasion(template: Template) -> None:
    """Raise FormError where the occasion is no date, as Papermill may have been given it."""
    try:
        template.check_occasion(template.name)
    except TemplateError as error:
        raise FormError(error.message, error.remedy).at(error.where) from None


def _checked(folder: Path, template: Template) -> ReflectMetadata:
    """What its notebook says of a workbook. Raises FormError where that has another pair's id.

    Whose a personal one is, is remembered.
    """
    here = _notebooks(folder, template)
    notebook = next((path for path in here if path.is_file()), here[-1])
    said = ReflectMetadata()
    with suppress(NotebookError):
        said = reflect_metadata(read_notebook(notebook))
    try:
        check_pair(template, said, notebook)
    except AnotherPairError as error:
        raise FormError(error.message, error.remedy).at(error.where) from None
    if template.personal_to is not None:
        with suppress(StoreError):  # then nothing can be saved either, and a save says so
            remember_pair(template)
    return said


def _import_embedded(folder: Path, template: Template) -> None:
    """Import the answers inside the notebook, which may have come by e-mail and been opened in any program."""
    for notebook in _notebooks(folder, template):
        with suppress(ReflectError, OSError):  # the form is of use without; a save says what is wrong
            import_embedded(notebook)


def _notebooks(folder: Path, template: Template) -> list[Path]:
    """Where the notebook of this kernel may be, the likeliest first.

    Jupyter says in JPY_SESSION_NAME which notebook a kernel is for; what a workbook is called as a rule will do too.
    """
    stem = file_stem(template.name, template.occasion)
    names = (Path(os.environ.get("JPY_SESSION_NAME", "")).name, f"{stem}.ipynb")
    return [folder / name for name in dict.fromkeys(filter(None, names))]


def _folded_parts(files: Iterable[Path]) -> tuple[FoldedPart, ...]:
    """The parts that are folded in the notebook of this kernel, as it was when its form began."""
    for file in files:
        with suppress(NotebookError):
            return folded_parts(read_notebook(file))
    return ()


_REFUSED: Mapping[str, Literal["not_released", "not_sealed"]] = {
    "release": "not_released",
    "take_back": "not_released",
    "seal": "not_sealed",
}


def _refusal(content: Any, message: str) -> Refused:
    """What a browser is told of a save, or a release, that was not made."""
    kind, slot, nonce = (content.get(key) if isinstance(content, dict) else None for key in ("type", "slot", "nonce"))
    return {
        "type": _REFUSED.get(str(kind), "not_saved"),
        "slot": _short(slot),
        "nonce": _short(nonce),
        "message": message,
    }


def _short(text: object) -> str:
    return text if isinstance(text, str) and len(text) <= 100 else ""
