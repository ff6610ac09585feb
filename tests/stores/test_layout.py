"""How logs are named, and which of a folder's files are logs."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.stores.folder import FolderStore
from reflect.stores.layout import ANSWERS, REGISTER, holds_logs, log_folder
from tests.revisions.samples import WORKBOOK, revision
from tests.stores.test_folder import ids, line


@pytest.mark.parametrize(
    ("folders", "above", "is_copy"),
    [
        ((ANSWERS, WORKBOOK), (), False),
        (("sam", ANSWERS, WORKBOOK), ("sam",), False),
        (("sam", "answers (1)", WORKBOOK), ("sam",), True),
        (("sam", "Copy of answers", WORKBOOK), ("sam",), True),
        (("sam", ANSWERS, f"{WORKBOOK} 2"), ("sam",), True),
        (("sam", ANSWERS, WORKBOOK.upper()), ("sam",), True),
        (("sam", ANSWERS, "answers 2", WORKBOOK), ("sam",), True),
    ],
)
def test_a_folder_of_logs_that_came_back_is_read_where_it_is_put(
    folders: tuple[str, ...], above: tuple[str, ...], is_copy: bool, tmp_path: Path
) -> None:
    found = log_folder(folders)
    assert found is not None
    assert (found.above, found.workbook, found.is_copy) == (above, WORKBOOK, is_copy)
    put = tmp_path / found.again(3)
    put.mkdir(parents=True)
    (put / "7.jsonl").write_bytes(line(revision("a")))
    assert ids(tmp_path / ANSWERS) == {"a"}


@pytest.mark.parametrize("folders", [(), (WORKBOOK,), (ANSWERS,), ("sam", WORKBOOK), (ANSWERS, "notes"), ("a", "b")])
def test_any_other_folder_is_none_of_logs(folders: tuple[str, ...]) -> None:
    assert log_folder(folders) is None


def test_a_register_is_kept_as_answers_are_and_has_none() -> None:
    assert log_folder((REGISTER, WORKBOOK)) is None
    assert log_folder((REGISTER, WORKBOOK), REGISTER) is not None


def test_only_a_workbooks_own_folder_holds_nothing_but_logs() -> None:
    assert holds_logs(Path("sam", ANSWERS, WORKBOOK))
    for other in (Path("sam", WORKBOOK), Path("answers 2", WORKBOOK), Path(ANSWERS, f"{WORKBOOK} of ours")):
        assert not holds_logs(other)


def test_workbooks_are_those_with_answers_in_a_folder_or_a_copy_of_it(tmp_path: Path) -> None:
    one, copied, empty, linked = (f"{number}{WORKBOOK[1:]}" for number in "1234")
    for place in (f"{ANSWERS}/{one}", f"answers (1)/{copied}", f"{ANSWERS}/{empty}", f"elsewhere/{linked}"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "sam.ab12.jsonl").write_bytes(line(revision("a")) if empty not in place else b"")
    (tmp_path / ANSWERS / linked).symlink_to(tmp_path / "elsewhere" / linked)
    store = FolderStore(tmp_path / ANSWERS)
    assert store.workbooks() == (one, copied)
    assert [store.has(each) for each in (one, empty)] == [True, True]
