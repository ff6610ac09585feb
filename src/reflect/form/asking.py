"""Questions for the writer, asked for in a thread of their own, so that typing and saving wait for nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextvars import copy_context
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from traitlets.log import get_logger

from reflect.disk.errors import StoreError
from reflect.errors import ReflectError
from reflect.fields import Field
from reflect.form.book import AnswerBook
from reflect.form.messages import Ask, PromptOutcome
from reflect.form.outbound import KeptQuestion, OfferedQuestion, Questions
from reflect.language import _
from reflect.notebook.contained import contained
from reflect.programme.stored import read_workbook
from reflect.revisions import Revision
from reflect.template import Template

if TYPE_CHECKING:
    from reflect.prompts import Request

Reply = Callable[[Questions], None]
"""Sends a message to the browser."""


class _Offer(TypedDict):
    questions: list[OfferedQuestion]
    note: str
    support: bool


class Asking:
    """The questions offered in one workbook. Each one offered, kept or dismissed is recorded in its answer log."""

    def __init__(self, book: AnswerBook, notebooks: Iterable[Path]) -> None:
        """`notebooks` is where the notebook may be that the workbook is in, the likeliest first."""
        self._book = book
        self._notebooks = tuple(notebooks)
        self._lock = threading.Lock()
        self._under_way: set[str] = set()

    def ask(self, template: Template, field: Field, message: Ask, author: str, reply: Reply) -> None:
        """Ask for questions for `author`, and reply with them when they are there. One at a time for each slot."""
        with self._lock:
            if message.slot in self._under_way:
                return
            self._under_way.add(message.slot)
        asked = (self._ask, template, field, message, author, reply)
        threading.Thread(target=copy_context().run, args=asked, daemon=True).start()  # in the language that is spoken

    def settle(self, message: PromptOutcome, author: str) -> None:
        """Record what became of a question for `author`. Passes over one that was never offered here."""
        known = next((r for r in self._offered(message.slot) if r.id == message.question), None)
        if known is not None and isinstance(known.value, dict):
            value = {**known.value, "action": message.action, "offered": known.value.get("offered", known.id)}
            self._book.save(known.field, value, author=author, source=known.source, parents=[known.id])

    def kept(self, slot: str) -> list[KeptQuestion]:
        """The questions that the writer kept in view, as the browser shows them."""
        return [
            {"id": revision.id, "text": str(revision.value.get("text", ""))}
            for revision in self._offered(slot)
            if isinstance(revision.value, dict) and revision.value.get("action") == "kept"
        ]

    def _offered(self, slot: str) -> tuple[Revision, ...]:
        return self._book.heads(f"prompt:{slot}")

    def _ask(self, template: Template, field: Field, message: Ask, author: str, reply: Reply) -> None:
        try:
            answer = self._answer(template, field, message, author)
        finally:
            with self._lock:
                self._under_way.discard(message.slot)
        reply({"type": "questions", "slot": message.slot, "nonce": message.nonce, **answer})

    def _answer(self, template: Template, field: Field, message: Ask, author: str) -> _Offer:
        """What the browser is told: the questions, each of them recorded, and the note."""
        from reflect.prompts import record
        from reflect.prompts.offering import offer

        request = self._request(template, field, message)
        offered = offer(request, 2)
        if offered.cause:  # for whoever set the model up; a kernel's own log, which no notebook shows
            get_logger().warning("No question from a model: %s", offered.cause)
        questions: list[OfferedQuestion] = []
        for question in offered.questions:
            try:
                value = record(question, "offered", request)
                source = f"prompt:{question.source}"
                kept = self._book.save(f"prompt:{message.slot}", value, author=author, source=source)
            except StoreError as error:
                return {"questions": [], "note": str(error), "support": False}
            questions.append({"id": kept.id, "text": question.text, "why": question.why})
        return {"questions": questions, "note": offered.note, "support": offered.support}

    def _request(self, template: Template, field: Field, message: Ask) -> Request:
        """The request as the notebook on disk would have it made, and no less strict than the kernel would."""
        from reflect.prompts.request import NOT_FOUND, as_run, request_in, request_of

        log, draft = self._book.log, "" if message.draft is None else message.draft
        known = request_of(template, field, message.slot, log, draft)
        for path in self._notebooks:
            try:
                with contained(path):
                    written = read_workbook(path).template
                if written.workbook_id == template.workbook_id:
                    request = request_in(path, written, message.slot, log, draft)
                    personal = request.personal or known.personal
                    return as_run(replace(request, personal=personal), known.parameters)
            except ReflectError:
                continue
        return replace(known, withheld=_(NOT_FOUND))
