"""What comes back by e-mail, from learning platforms and in folders, under whatever name it has been given."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

import reflect.exchange.gathering
import reflect.exchange.unpacking
from reflect.exchange.collecting import Collected, CollectOutcome, gathered
from reflect.exchange.contents import Content, content_of, is_nothing
from reflect.programme.stored import read_heading
from reflect.revisions import to_line
from reflect.stores.folder import FolderStore
from tests.exchange.test_collecting import answers, collected, outcomes, programme, sent
from tests.exchange.test_unpacking import zipped
from tests.notebooks import markdown, notebook, save
from tests.programme.test_stored import made, written
from tests.revisions.samples import revision


@pytest.fixture
def workbook(tmp_path: Path) -> bytes:
    """A workbook as it is sent, with one answer, "a", in it."""
    return sent(tmp_path / "sent/a.ipynb", *written(made(), "a")).read_bytes()


def packed(*entries: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries:
            file.writestr(name, content)
    return held.getvalue()


def tarred(content: bytes, name: str = "sam/a.ipynb") -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as file:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        file.addfile(entry, io.BytesIO(content))
    return held.getvalue()


def mailed(*attached: tuple[str, bytes]) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "sam@example.org", "alex@example.org", "My goals"
    letter.set_content("Dear Alex, here they are.")
    letter.add_alternative("<p>Dear Alex, here they are.</p>", subtype="html")
    for name, content in attached:
        letter.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()


def found_in(path: Path) -> set[str]:
    """The ids of the answers that are merged from a file or folder, all of which is read."""
    into = path.parent / f"into {path.name}"
    became = collected(into, path)
    assert {each.outcome for each in became} <= {CollectOutcome.MERGED}, became
    assert not any(each.problems for each in became)
    return {each.id for log in answers(into).values() for each in log}


NAMES = [
    "smart_goals.ipynb",
    "smart_goals.ipynb.txt",
    "smart_goals (2).ipynb",
    "smart_goals.json",
    "smart_goals",
    "noname",
    "SMART_GOALS.IPYNB",
    "smart_goals.ipynb.download",
    "ATT00001.dat",
    "smart_goals.zip",
    "smart_goals.html",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_known_by_what_is_in_it(name: str, workbook: bytes, tmp_path: Path) -> None:
    for place in (tmp_path / "named", tmp_path / "inbox/within"):
        place.mkdir(parents=True)
        (place / name).write_bytes(workbook)
    assert found_in(tmp_path / "named" / name) == {"a"}
    assert found_in(tmp_path / "inbox") == {"a"}
    assert found_in(zipped(tmp_path / "all.zip", (name, workbook))) == {"a"}


WRAPPED: dict[str, Callable[[bytes], bytes]] = {
    "a byte order mark": lambda content: b"\xef\xbb\xbf" + content,
    "UTF-16": lambda content: content.decode().encode("utf-16"),
    "zip": lambda content: packed(("a.ipynb", content)),
    "zip in zip": lambda content: packed(("a.ipynb.zip", packed(("a.ipynb", content)))),
    "zip in zip in zip": lambda content: packed(("a", packed(("b", packed(("c", content)))))),
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "tar": tarred,
    "gzip of tar": lambda content: gzip.compress(tarred(content)),
    "zip of gzip of tar": lambda content: packed(("a.tgz", gzip.compress(tarred(content)))),
    "e-mail": lambda content: mailed(("a.ipynb", content)),
    "e-mail with a zip": lambda content: mailed(("Größe 1.zip", packed(("a.ipynb", content)))),
    "zip of e-mail": lambda content: packed(("letter.eml", mailed(("a.ipynb", content)))),
    "what is before a zip": lambda content: packed(("a.zip", packed(("a.ipynb", content)))),
}


@pytest.mark.parametrize("wrapped", WRAPPED.values(), ids=WRAPPED)
@pytest.mark.parametrize("name", ["From Jo.ZIP", "sent.zip.download", "noname"])
def test_what_is_in_another_file_is_read(
    name: str, wrapped: Callable[[bytes], bytes], workbook: bytes, tmp_path: Path
) -> None:
    (tmp_path / "inbox/Jo").mkdir(parents=True)
    (tmp_path / "inbox/Jo" / name).write_bytes(wrapped(workbook))
    assert found_in(tmp_path / "inbox") == {"a"}


def test_an_attached_letter_with_a_workbook_is_read(workbook: bytes, tmp_path: Path) -> None:
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "jo@example.org", "Fwd: My goals"
    letter.set_content("See below.")
    forwarded = EmailMessage()
    forwarded["From"], forwarded["Subject"] = "sam@example.org", "My goals"
    forwarded.set_content("Here.")
    forwarded.add_attachment(workbook, maintype="application", subtype="json", filename="../../a.ipynb")
    letter.add_attachment(forwarded)
    (tmp_path / "letter.eml").write_bytes(letter.as_bytes())
    assert found_in(tmp_path / "letter.eml") == {"a"}


def test_a_log_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    here = programme(tmp_path / "into")
    heading = read_heading(made(), "it")
    for number, (place, name) in enumerate(
        [("", "sam.ab12.jsonl"), ("", "noname"), ("", "sam.jsonl.txt"), (heading.workbook_id, "sam.ab12.jsonl")]
    ):
        folder = tmp_path / "inbox" / place
        folder.mkdir(parents=True, exist_ok=True)
        [said] = written(made(), str(number))
        (folder / name).write_text(f"{to_line(said)}\n" + "damaged\n" * (number == 0))
    became = collected(tmp_path / "into", tmp_path / "inbox")
    assert outcomes(became) == [CollectOutcome.MERGED] * 4
    assert [problem for each in became for problem in each.problems] == [
        f"{tmp_path}/inbox/sam.ab12.jsonl, line 2 could not be read and was passed over."
    ]
    assert {each.id for each in FolderStore(here.parent / "answers").read(heading.workbook_id).log} == set("0123")


def test_a_log_of_a_workbook_that_is_not_here_is_named(tmp_path: Path) -> None:
    (tmp_path / "sam.jsonl").write_text(f"{to_line(revision())}\n")
    [became] = collected(tmp_path / "into", tmp_path / "sam.jsonl")
    assert became.outcome is CollectOutcome.REFUSED
    assert "a workbook that is not here" in became.reason


@pytest.mark.parametrize(
    "copy", ["answers (1)/{}", "answers/{} (1)", "Answers (conflicted copy)/{} 2", "answers/answers/{}"]
)
@pytest.mark.parametrize("how", ["folder", "zip"])
def test_copies_of_folders_are_collected_with_and_without_their_workbook(copy: str, how: str, tmp_path: Path) -> None:
    workbook = read_heading(made(), "it").workbook_id
    log = f"sam/{copy.format(workbook)}/sam.ab12.jsonl"
    [said] = written(made(), "in the copy")
    for with_workbook in (True, False):
        source = tmp_path / f"{how} {with_workbook}"
        path = source / log
        path.parent.mkdir(parents=True)
        path.write_text(f"{to_line(said)}\n")
        if with_workbook:
            sent(source / "sam/a.ipynb", *written(made(), "inside"))
        else:
            programme(source.parent / f"into {with_workbook}")
        if how == "zip":
            entries = [(str(p.relative_to(source)), p.read_bytes()) for p in source.rglob("*") if p.is_file()]
            source = zipped(tmp_path / f"{with_workbook}.zip", *entries)
        into = tmp_path / f"into {with_workbook}"
        assert outcomes(collected(into, source)) == [CollectOutcome.MERGED]
        [found] = answers(into).values()
        assert {each.id for each in found} == {"in the copy", *(["inside"] if with_workbook else [])}


UNREAD = {
    "a.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(99), "7-Zip"),
    "a.rar": (b"Rar!\x1a\x07\x01\x00", "RAR"),
    "a.tar.xz": (b"\xfd7zXZ\0" + bytes(9), "xz"),
    "a.zst": (b"\x28\xb5\x2f\xfd" + bytes(9), "Zstandard"),
    "winmail.dat": (b"\x78\x9f\x3e\x22" + bytes(9), "Outlook"),
    "letter.msg": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Outlook"),
    "letters.mbox": (b"From sam@example.org Mon\nSubject: x\n\n", "mailbox"),
    "scan.pdf": (b"%PDF-1.7", "PDF"),
    "scan.jpg": (b"\xff\xd8\xff\xe0", "picture"),
    "letter.docx": (packed(("[Content_Types].xml", b"")), "a document"),
    "notes.txt": (b"bring cake", "not a notebook"),
    "empty.ipynb.txt": (b"", "it is empty"),
    "broken.zip": (b"PK\x03\x04 cut off", "no zip file"),
    "broken.gz": (b"\x1f\x8b\x08 cut off", "damaged"),
    "not.zip": (b"hello", "no zip file"),
    "nothing.zip": (packed(), "no workbook in it"),
    "half.ipynb": (b'{"cells": [', "not a notebook"),
    "page.html": (b"<!DOCTYPE html><p>My goals", "not a notebook"),
    "nothing.eml": (mailed(), "no workbook in it"),
}


@pytest.mark.parametrize(("name", "given"), UNREAD.items(), ids=UNREAD)
def test_what_is_not_read_is_named_wherever_it_lies(
    name: str, given: tuple[bytes, str], workbook: bytes, tmp_path: Path
) -> None:
    content, why = given
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / name).write_bytes(content)
    (tmp_path / "inbox/good.ipynb").write_bytes(workbook)
    sources = [
        tmp_path / "inbox",
        zipped(tmp_path / "all.zip", ("good.ipynb", workbook), (name, content)),
        zipped(tmp_path / "bulk.zip", ("good.ipynb", workbook), ("inner.zip", packed((name, content)))),
    ]
    (tmp_path / "letter.eml").write_bytes(mailed((name, content), ("good.ipynb", workbook)))
    for source in (*sources, tmp_path / "letter.eml"):
        became = collected(tmp_path / "into", source)
        refused = [each for each in became if each.outcome is CollectOutcome.REFUSED]
        assert [why in each.reason for each in refused] == [True]
        assert refused[0].name.startswith(str(source))
        assert name.removesuffix(".gz") in refused[0].name
        assert len(became) == 2


def test_what_is_plainly_nothing_is_no_matter(workbook: bytes, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    for name in (
        *(".DS_Store", "._a.ipynb", "Thumbs.db", "desktop.ini", "~$letter.docx", ".~a.ipynb", "Icon\r"),
        *(".reflect-0123456789abcdef.part", "a.ipynb.x1y2.cut-off", "__MACOSX/._b", ".ipynb_checkpoints/a.ipynb"),
        *(".git/objects/aa", ".Trash-1000/files/a.ipynb", ".stversions/a.ipynb"),
    ):
        assert is_nothing(name.partition("/")[0])
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(workbook)
    (inbox / "a.ipynb").write_bytes(workbook)
    assert outcomes(collected(tmp_path / "into", inbox)) == [CollectOutcome.MERGED]


def test_what_is_hidden_or_made_by_reflect_is_left_out_by_name(workbook: bytes, tmp_path: Path) -> None:
    from reflect.journal.rendering import render

    here = sent(tmp_path / "inbox/a.ipynb", *written(made(), "a"))
    (tmp_path / "inbox/.mine").mkdir()
    (tmp_path / "inbox/.mine/a.ipynb").write_bytes(workbook)
    (tmp_path / "inbox/.b.ipynb").write_bytes(workbook)
    (tmp_path / "inbox/journal.html").write_text(render(here, "pair"))
    save(notebook(markdown("Shopping")), tmp_path / "inbox/shopping.ipynb")
    became = {
        each.name.removeprefix(f"{tmp_path}/inbox/"): each.outcome for each in collected(tmp_path / "into", here.parent)
    }
    assert became.pop("a.ipynb") is CollectOutcome.MERGED
    assert set(became) == {".mine", ".b.ipynb", "journal.html", "shopping.ipynb"}
    assert set(became.values()) == {CollectOutcome.LEFT_OUT}


def test_a_programmes_register_is_left_to_itself(workbook: bytes, tmp_path: Path) -> None:
    register = tmp_path / "inbox/register/3c1b7a54-52d6-4b0e-9c83-0f7f7b1f9d0e/it.ab12.jsonl"
    register.parent.mkdir(parents=True)
    register.write_text(f"{to_line(revision(workbook=register.parent.name))}\n")
    (tmp_path / "inbox/a.ipynb").write_bytes(workbook)
    assert outcomes(collected(tmp_path / "into", tmp_path / "inbox")) == [CollectOutcome.MERGED]


def test_what_is_inside_too_many_files_is_named(
    workbook: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = workbook
    for _ in range(reflect.exchange.gathering.DEEPEST + 1):
        content = packed(("deeper.zip", content))
    (tmp_path / "deep.zip").write_bytes(content)
    [became] = collected(tmp_path / "into", tmp_path / "deep.zip")
    assert "inside more than 5 other files" in became.reason


def nested(tmp_path: Path, count: int, content: bytes) -> list[Collected]:
    bulk = zipped(
        tmp_path / "bulk.zip",
        *((f"{one}.zip", packed(*((f"{two}.ipynb", content) for two in range(count)))) for one in range(count)),
    )
    return collected(tmp_path / "into", bulk)


def test_the_files_in_all_files_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reflect.exchange.unpacking, "MOST_ENTRIES_IN_ALL", 10)
    became = nested(tmp_path, 4, b"{}")
    assert sum("10 files at most" in each.reason for each in became) == 10


def test_the_bytes_in_all_files_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reflect.exchange.unpacking, "LARGEST_IN_ALL", 5000)
    became = nested(tmp_path, 3, b"{" + bytes(1000))
    assert 0 < sum("there is too much" in each.reason for each in became) < 9


def test_a_bomb_in_a_gzip_file_is_not_unpacked_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reflect.exchange.unpacking, "LARGEST_IN_ALL", 1_000_000)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(packed(("a.ipynb", b"{}")) + bytes(9_000_000)))
    [became] = collected(tmp_path / "into", tmp_path / "bomb.gz")
    assert "there is too much" in became.reason


def test_a_link_in_a_tar_file_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "sent.tar", "w") as file:
        for name, kind in (("a.ipynb", tarfile.SYMTYPE), ("b.ipynb", tarfile.LNKTYPE), ("c.ipynb", tarfile.FIFOTYPE)):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            file.addfile(entry)
        entry = tarfile.TarInfo("../../d.ipynb")
        file.addfile(entry)
    became = collected(tmp_path / "into", tmp_path / "sent.tar")
    assert outcomes(became) == [CollectOutcome.REFUSED] * 4


def test_the_same_file_is_the_same_by_any_name_and_nothing_is_written_where_it_lies(
    workbook: bytes, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.zip").write_bytes(packed(("a.ipynb", workbook)))
    before = sorted(inbox.rglob("*"))
    with gathered([inbox]) as what:
        [found] = what.notebooks
        assert found.name == f"{inbox}/a.zip, a.ipynb"
        assert found.path.exists()
    assert not found.path.exists()
    assert sorted(inbox.rglob("*")) == before


def test_nothing_that_a_file_may_begin_with_is_fatal() -> None:
    for head in (
        b"",
        b"{",
        b"\xff\xfe{\0",
        b"From: \xff\nMIME-Version: 1\n\n",
        b'{"author": "' + b"x" * 70_000,
        bytes(600),
    ):
        assert isinstance(content_of(head[:65536], "a"), Content)
