"""What happens when a notebook is saved: the shared answers of a workbook are embedded in its file.

A save must neither wait nor fail. So logs are read again only when one has changed, and whatever goes wrong here is
named in the server's log, without a word of what anybody wrote, while the notebook is saved as it came.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reflect.disk.links import is_link, leads_elsewhere
from reflect.disk.stamps import Stamp, stamp_at
from reflect.notebook import NotebookError
from reflect.notebook.embedded import embed
from reflect.notebook.files import as_notebook, read_notebook
from reflect.notebook.stripping import strip_outputs
from reflect.pairs import Names
from reflect.programme.belonging import names_in
from reflect.programme.somebodys import SomebodysError, pair_before
from reflect.programme.stored import (
    check_pair,
    embedded_answers,
    names_somebody,
    of_its_own,
    read_heading,
    shared_ids,
)
from reflect.revisions import Log, Reading, merge
from reflect.stores import LogStamp, Store
from reflect.stores.opening import open_store
from reflect.template import Template, TemplateError
from reflect.template.metadata import ReflectMetadata, reflect_metadata, with_metadata

_MOST_REMEMBERED = 16


class Embedding:
    """Embeds answers in workbooks as a server saves them."""

    def __init__(self) -> None:
        self._remembered: OrderedDict[tuple[Path, tuple[str, ...]], _Remembered] = OrderedDict()

    def before_save(self, model: dict[str, Any], path: str, contents_manager: Any, **_more: Any) -> None:
        """The hook: `model` is what is about to be written at the API path `path`. Never raises."""
        try:
            if model.get("type") == "notebook" and (notebook := as_notebook(model.get("content"))) is not None:
                file = Path(contents_manager._get_os_path(path))
                model["content"] = self._with_answers(notebook, model["content"], file)
        except Exception as error:  # noqa: BLE001  # nothing whatever may keep a notebook from being saved
            contents_manager.log.warning(
                "%s was saved without the answers in it (%s). They are in the folder beside it.",
                path,
                type(error).__name__,
            )

    def _with_answers(self, notebook: Mapping[str, Any], content: Any, file: Path) -> Any:
        """The content with the answers to it, those that are already in it or in its file among them."""
        try:
            heading = read_heading(notebook, file.name)
        except TemplateError:
            return content  # no workbook
        if leads_elsewhere(file):
            return content  # what it leads to is somebody else's
        content = _of_its_own(notebook, content, file, heading)
        _take_links_away(file)
        if heading.personal_to is not None:
            return embed(content, ()) if reflect_metadata(content).answers is not None else content
        if not names_somebody(heading):
            return content  # a template that somebody is working on
        remembered = self._remember(file, shared_ids(heading))
        if remembered.names != (names := names_in(heading)):
            check_pair(heading, reflect_metadata(content), file)
            remembered.names = names
        return remembered.embedded(content, file, heading)

    def _remember(self, file: Path, ids: tuple[str, ...]) -> _Remembered:
        if (remembered := self._remembered.get((file, ids))) is None:
            remembered = self._remembered[file, ids] = _Remembered(open_store(file.parent, None))
        self._remembered.move_to_end((file, ids))
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return remembered


@dataclass
class _Remembered:
    """What was read for one workbook when it was last saved, so that it need not be read again."""

    store: Store
    logs: tuple[list[LogStamp], Log] = field(default_factory=lambda: ([], frozenset()))
    file: tuple[Stamp | None, ReflectMetadata] = (None, ReflectMetadata())
    inside: dict[str, Reading] = field(default_factory=dict)
    names: Names | None = None
    """Those in the workbook when it was found to be of its pair."""

    def embedded(self, content: Any, file: Path, heading: Template) -> Any:
        """The content with all that is in it, in its file and in the logs beside it.

        What others have put into the file meanwhile is not lost when somebody writes over it.
        """
        given, present = reflect_metadata(content), self._present(file)
        in_given, in_file = self._read(given, heading, file.name), self._read(present, heading, file.name)
        log = merge(self._beside(heading), in_given, in_file)
        # Another machine may compress otherwise: what says the same already, and no more, stays as it is.
        if log != in_given or self._has_anothers(given):
            as_present = log == in_file and present.answers is not None and not self._has_anothers(present)
            content = with_metadata(content, answers=present.answers) if as_present else embed(content, log)
        self.inside = {text: known for text, known in self.inside.items() if text in (given.answers, present.answers)}
        if (text := reflect_metadata(content).answers) is not None:
            self.inside.setdefault(text, Reading(log))
        return content

    def _has_anothers(self, said: ReflectMetadata) -> bool:
        """Whether there are answers to another workbook in what was read: they are not kept in this one."""
        known = self.inside.get(said.answers) if said.answers is not None else None
        return known is not None and known.anothers > 0

    def _present(self, file: Path) -> ReflectMetadata:
        """What is said of the workbook in the file that is about to be written over."""
        try:
            stamp = stamp_at(file)
            if stamp != self.file[0]:
                self.file = stamp, reflect_metadata(read_notebook(file))
        except NotebookError:
            return ReflectMetadata()
        return self.file[1]

    def _read(self, said: ReflectMetadata, heading: Template, name: str) -> Log:
        text = said.answers
        if text is None:
            return frozenset()
        if text not in self.inside:
            self.inside[text] = embedded_answers(said, heading, name)
        return self.inside[text].log

    def _beside(self, heading: Template) -> Log:
        ids = shared_ids(heading)
        stamps = [self.store.stamp(workbook) for workbook in ids]
        if stamps != self.logs[0]:
            self.logs = stamps, merge(*(self.store.read(workbook).log for workbook in ids))
        return self.logs[1]


def _take_links_away(file: Path) -> None:
    """See to it that Jupyter keeps its own two copies of a workbook, which it is about to make, beside it.

    It writes through any link that somebody has put in their place.
    """
    folder = file.with_name(".ipynb_checkpoints")
    for place in (file.with_name(f".~{file.name}"), folder, folder / f"{file.stem}-checkpoint{file.suffix}"):
        if is_link(place):
            place.unlink()


def _of_its_own(notebook: Mapping[str, Any], content: Any, file: Path, heading: Template) -> Any:
    """The content that comes as this notebook, made anew where it was made from another pair's workbook.

    What cannot be made anew loses that pair's answers, and its outputs. Raises SomebodysError as long as it is in doubt
    whose it is: then it is saved as it came.
    """
    if not pair_before(notebook, heading.pair_id):
        return content
    present = notebook
    with suppress(NotebookError):
        present = read_notebook(file)
    try:
        return of_its_own(notebook, file, present)
    except SomebodysError as error:
        if error.in_doubt:
            raise
        return embed(strip_outputs(notebook), embedded_answers(reflect_metadata(notebook), heading, file.name).log)
