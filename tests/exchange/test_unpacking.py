"""Zip files as they may come back from anybody."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reflect.exchange.unpacking
from reflect.exchange.unpacking import unpacked
from reflect.notebook import NotebookError
from reflect.notebook.files import LARGEST

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"


def zipped(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are there twice
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in entries:
                file.writestr(name, content, zipfile.ZIP_DEFLATED)
    return path


def names(path: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """What each notebook is called, and what was refused. Nothing may be written anywhere but in the folder."""
    with unpacked(path) as found:
        assert all(file.is_relative_to(found.folder) for file in found.names)
        assert set(found.folder.rglob("*.ipynb")) == set(found.names)
        return list(found.names.values()), found.refused


def test_notebooks_and_their_logs_are_unpacked_side_by_side(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "sent.zip",
        ("sam/smart_goals.ipynb", b"one"),
        (f"sam/answers/{ID}/sam.ab12.jsonl", b"log"),
        (f"sam/answers/{ID}/sam (conflicted copy).JSONL", b"other log"),
        ("ada\\smart_goals.IPYNB", b"two"),
        ("sam/.ipynb_checkpoints/smart_goals.ipynb", b"hidden"),
        ("__MACOSX/sam/._smart_goals.ipynb", b"a Mac's"),
        ("sam/photo.jpg", b"of no use"),
        ("sam/answers/mine.jsonl", b"of no use"),
    )
    with unpacked(path) as found:
        assert list(found.names.values()) == ["sam/smart_goals.ipynb", "ada\\smart_goals.IPYNB"]
        assert found.refused == []
        one, two = found.names
        assert (one.read_bytes(), two.read_bytes()) == (b"one", b"two")
        logs = sorted((one.parent / "answers" / ID).iterdir())
        assert [log.read_bytes() for log in logs] == [b"log", b"other log"]
        assert not (two.parent / "answers").exists()
        assert len([file for file in found.folder.rglob("*") if file.is_file()]) == 4
        folder = found.folder
    assert not folder.exists()


def test_an_entry_that_has_lost_its_name_costs_itself_alone(tmp_path: Path) -> None:
    path = zipped(tmp_path / "sent.zip", ("Xb.ipynb", b"{}"), ("good.ipynb", b"{}"))
    path.write_bytes(path.read_bytes().replace(b"Xb.ipynb", b"\0b.ipynb"))
    assert names(path) == (["good.ipynb"], [])


@pytest.mark.parametrize("name", ["../a.ipynb", "sam/../../a.ipynb", "/etc/a.ipynb", "..\\a.ipynb", "\\a.ipynb"])
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "sent.zip", (name, b"{}"), ("good.ipynb", b"{}"))
    found, [(refused, why)] = names(path)
    assert found == ["good.ipynb"]
    assert refused == name
    assert "leads out of the folder" in why
    assert not list(tmp_path.parent.glob("a.ipynb"))


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    found, [(_, why)] = names(zipped(tmp_path / "sent.zip", (link, b"/etc/passwd")))
    assert found == []
    assert "a link" in why


def test_a_name_that_is_there_twice_is_two_notebooks(tmp_path: Path) -> None:
    path = zipped(tmp_path / "sent.zip", ("a.ipynb", b"one"), ("a.ipynb", b"two"), ("A.ipynb", b"three"))
    with unpacked(path) as found:
        assert [file.read_bytes() for file in found.names] == [b"one", b"two", b"three"]


def test_a_bomb_is_refused_and_the_rest_is_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "sent.zip", ("bomb.ipynb", bytes(LARGEST + 1)), ("good.ipynb", b"{}"))
    assert path.stat().st_size < 100_000
    found, [(_, why)] = names(path)
    assert found == ["good.ipynb"]
    assert "too large to be a workbook" in why


def test_a_bomb_that_says_it_is_small_is_not_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "sent.zip", ("bomb.ipynb", bytes(1_000_000)))
    size = struct.pack("<L", 1_000_000)
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<L", 10)))
    found, [(_, why)] = names(path)
    assert found == []
    assert "damaged" in why


def test_there_is_a_limit_to_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reflect.exchange.unpacking, "LARGEST_IN_ALL", 1000)
    path = zipped(tmp_path / "sent.zip", *((f"{n}.ipynb", bytes(400)) for n in range(4)))
    found, refused = names(path)
    assert found == ["0.ipynb", "1.ipynb"]
    assert [why.startswith("there is too much in this zip file") for _, why in refused] == [True, True]


def test_ten_thousand_entries_are_read_and_one_more_is_refused(tmp_path: Path) -> None:
    most = reflect.exchange.unpacking.MOST_ENTRIES
    assert len(names(zipped(tmp_path / "most.zip", *((f"{n}.ipynb", b"") for n in range(most))))[0]) == most
    with pytest.raises(NotebookError, match="too many files"):
        names(zipped(tmp_path / "more.zip", *((f"{n}.ipynb", b"") for n in range(most + 1))))


def zip64(whole: bytes, *, says: int | None = None, plain_end: bool = False) -> bytes:
    """A zip file with the records that large ones need, which some programs write into every one."""
    at = whole.rindex(b"PK\x05\x06")
    _, _, _, _, count, size, start, _ = struct.unpack("<4s4H2LH", whole[at : at + 22])
    larger = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, says or size, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    ones = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return whole[:at] + larger + locator + (whole[at:] if plain_end else ones)


@pytest.mark.parametrize("plain_end", [True, False])
def test_a_small_zip_file_with_the_records_of_a_large_one_is_read(plain_end: bool, tmp_path: Path) -> None:
    path = zipped(tmp_path / "sent.zip", ("a.ipynb", b"{}"))
    path.write_bytes(zip64(path.read_bytes(), plain_end=plain_end))
    assert names(path) == (["a.ipynb"], [])


@pytest.mark.parametrize("says", [55, 1 << 23, 1 << 40, 1 << 63])
def test_a_table_of_contents_that_is_said_to_be_larger_than_it_is_costs_no_memory(says: int, tmp_path: Path) -> None:
    path = zipped(tmp_path / "sent.zip", ("a.ipynb", b"{}"))
    path.write_bytes(zip64(path.read_bytes(), says=says))
    with pytest.raises(NotebookError):
        names(path)


def test_a_table_of_contents_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "sent.zip", ("a.ipynb", b"{}"))
    content = path.read_bytes()
    at = content.rindex(b"PK\x05\x06")
    size = 6_000_000
    path.write_bytes(bytes(size) + zip64(content, says=size + at - content.index(b"PK\x01\x02") + 1))
    with pytest.raises(NotebookError):
        names(path)


def test_an_encrypted_entry_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = zipped(tmp_path / "sent.zip", ("a.ipynb", b"{}"))
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    path.write_bytes(content)
    found, [(_, why)] = names(path)
    assert found == []
    assert "its password" in why


def test_an_unusual_compression_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sent.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as file:
        file.writestr("a.ipynb", b"{}")
    assert "an unusual way" in names(path)[1][0][1]


def test_a_damaged_entry_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "sent.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        file.writestr(f"answers/{ID}/a.jsonl", b"damaged here")
        file.writestr("good.ipynb", b"{}")
    path.write_bytes(path.read_bytes().replace(b"damaged here", b"damaged hare"))
    with unpacked(path) as found:
        assert list(found.names.values()) == ["good.ipynb"]
        assert "damaged" in found.refused[0][1]
        assert list(found.folder.rglob("*.jsonl")) == []


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip file", b"PK\x05\x06" + bytes(10)])
def test_what_is_no_zip_file_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sent.zip"
    path.write_bytes(content)
    with pytest.raises(NotebookError, match=r"sent\.zip: this is no zip file"):
        names(path)


def test_an_empty_zip_file_has_nothing_in_it(tmp_path: Path) -> None:
    assert names(zipped(tmp_path / "sent.zip")) == ([], [])


def test_an_office_document_is_no_zip_file_of_workbooks(tmp_path: Path) -> None:
    for mark in ("[Content_Types].xml", "mimetype"):
        with pytest.raises(NotebookError, match="a document"):
            names(zipped(tmp_path / "letter.docx", (mark, b""), ("word/document.xml", b"<xml/>")))


def test_what_is_not_unpacked_is_named(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "sent.zip",
        ("sam/photo.jpg", b"\xff\xd8\xff\xe0"),
        ("sam/notes.txt", b"bring cake"),
        ("sam/empty", b""),
        ("sam/.secret/a.ipynb", b"{}"),
        ("sam/.smart_goals.ipynb.icloud", b"bplist00"),
        ("/".join("abcdefghijklmnopqrstuvwxyzabcdefghi") + "/a.ipynb", b"{}"),
        *((name, b"nothing") for name in (".DS_Store", "sam/Thumbs.db", "sam/desktop.ini", "__MACOSX/sam/._a.ipynb")),
    )
    with unpacked(path) as found:
        assert found.names == {}
        assert [name for name, _ in found.unread] == ["sam/photo.jpg", "sam/notes.txt", "sam/empty"]
        assert [name for name, _ in found.hidden] == ["sam/.secret/a.ipynb"]
        assert [why.split(",")[0] for _, why in found.refused] == [
            "it is in iCloud and not on this computer. Open the folder in Finder",
            "it is in more than 32 folders. Pack it again with `reflect pack`.",
        ]
        assert "cloud drive" in dict(found.unread)["sam/empty"]


@given(st.data())
def test_damage_anywhere_is_refused_in_plain_words(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("sam/a.ipynb", b"words " * 50)
        file.writestr(f"sam/answers/{ID}/a.jsonl", b"more words " * 50)
    content = bytearray(whole.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("zip") / "sent.zip"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content)
    try:
        names(path)
    except NotebookError:
        pass
