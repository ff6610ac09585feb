"""What a pair has released to each other, while one of their workbooks is open: shown, added to, taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from reflect.disk.errors import StoreError
from reflect.form.book import AnswerBook
from reflect.form.outbound import Words
from reflect.language import _
from reflect.notebook import NotebookError
from reflect.notebook.files import read_notebook
from reflect.pairs import released_id
from reflect.programme.belonging import fits, names_of
from reflect.programme.stored import read_heading
from reflect.revisions.released import SOURCE, Release, is_releasable, released_field, releases
from reflect.stores.opening import open_store
from reflect.template import Template, TemplateError
from reflect.template.metadata import ReflectMetadata, reflect_metadata
from reflect.template.occasions import file_stem
from reflect.template.renames import Names


class Releasing:
    """The releases of a pair in the folder that they share. `workbook` is what is said of the one that is open.

    `asks` gives that with the fields that it has now, which may have had other names.
    """

    def __init__(self, workbook: Template, folder: Path, asks: Callable[[], Template]) -> None:
        self._workbook = workbook
        self._pair, self._workbook_name = workbook.pair_id, file_stem(workbook.name, workbook.occasion)
        self._folder = folder
        self._asks = asks
        self._own = released_field(self._workbook_name, "")
        self._book = AnswerBook(open_store(folder, None), released_id(self._pair), version=workbook.version)

    def refresh(self) -> bool:
        """Look again. Gives whether there is anything new."""
        return bool(self._book.refresh())

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed`, in a thread of its own, whenever a refresh may find something. Gives what ends it."""
        return self._book.watch(changed)

    def all(self) -> list[Words]:
        """What is released to the pair, for a workbook that they share."""
        return [_described(release) for release in releases(self._book.log)]

    def of(self, slot: str) -> list[Words]:
        """What is released from one slot of this workbook: nothing, one copy, or two if two machines did it at once."""
        fields = self._fields(slot)
        return [_described(release) for release in releases(self._book.log) if release.field in fields]

    def release(self, slot: str, words: str, author: str, nonce: str) -> None:
        """Put a copy of these words where the pair can read it. `nonce` names the act, so that a repeat does no harm.

        Raises StoreError where the pair shares no workbook in this folder, or the words are not on disk.
        """
        if not self._is_shared_folder():
            raise StoreError(
                "",
                _("There is no workbook in this folder that the two of you share, so nothing was shared"),
                _("Open this workbook from the folder with the others."),
            )
        field = f"{self._own}{slot}"
        self._save(field, words, author, nonce)
        self._empty(self._fields(slot) - {field}, author)

    def take_back(self, slot: str, author: str, nonce: str) -> None:
        """Have it released no more. Raises StoreError where that is not on disk."""
        field = f"{self._own}{slot}"
        self._empty(self._fields(slot) - {field}, author)
        if any(is_releasable(head.value) for head in self._book.heads(field)):
            self._save(field, None, author, nonce)

    def _empty(self, fields: Collection[str], author: str) -> None:
        """Take back what stands under what a field was called before, where readers without its template look too."""
        for field in fields:
            if any(is_releasable(head.value) for head in self._book.heads(field)):
                self._save(field, None, author, None)

    def _save(self, field: str, words: str | None, author: str, nonce: str | None) -> None:
        seen = [head.id for head in self._book.heads(field)]
        self._book.save(field, words, author=author, source=SOURCE, parents=seen, revision_id=nonce)

    def _fields(self, slot: str) -> set[str]:
        """What releases from a slot are kept under: what it is called, and was."""
        asked = self._asks()
        names = Names(asked.fields, asked.version, asked.earlier)
        kept = [each for each in self._book.log if each.field.startswith(self._own)]
        now = {each: names.now(each.field.removeprefix(self._own), each.version, each.time) for each in kept}
        return {each.field for each in kept if now[each] == slot}

    def _is_shared_folder(self) -> bool:
        """Whether a workbook that the pair shares is here. In any other folder, others might read what is released."""
        for path in sorted(self._folder.glob("*.ipynb")):
            try:
                notebook = read_notebook(path)
                heading = read_heading(notebook, path.name)
            except (NotebookError, TemplateError):
                continue
            is_theirs = fits(self._workbook, ReflectMetadata(), names_of(heading, reflect_metadata(notebook)))
            if heading.personal_to is None and heading.pair_id == self._pair and is_theirs:
                return True
        return False


def _described(release: Release) -> Words:
    return {"author": release.author, "time": release.time, "words": release.words}
