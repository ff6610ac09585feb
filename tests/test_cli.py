"""The command line as a person meets it: each test runs the real command in a process of its own."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from reflect.catalogue import template_names
from reflect.demo.examples import examples
from reflect.notebook.files import read_notebook
from reflect.programme.batch import find_template
from reflect.template import read_template
from tests.hostile import NAMES
from tests.notebooks import code, markdown, save, template

PERSONAL = [name for name in template_names() if find_template(name).template.personal_to]
GOOD_ROW = ("Alex Reid", "Sam Okafor", "sam@example.org")


def reflect(*arguments: str | Path, status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run `reflect`, expecting this exit status, and never a traceback."""
    command = [sys.executable, "-m", "reflect", *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert "Traceback" not in run.stderr
    assert run.returncode == status, run.stderr
    return run


def roster(path: Path, *rows: tuple[str, ...], header: tuple[str, ...] = ("mentor", "mentee", "mentee_email")) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    assert "batch" in reflect("--help").stdout
    heavy = "{'papermill', 'nbconvert', 'openai', 'nbformat', 'jupyterlab', 'ipywidgets', 'openpyxl', 'jinja2'}"
    check = f"import sys, reflect.cli; found = sys.modules.keys() & {heavy}; sys.exit(str(found) if found else 0)"
    assert subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False).stderr == ""


def test_templates_are_listed_with_whose_they_are() -> None:
    listed = reflect("templates").stdout
    assert all(name in listed for name in template_names())
    assert "personal to the mentor" in listed
    assert "About 20 minutes for what is asked of everybody" in listed


def test_check_names_the_file_and_the_cell(tmp_path: Path) -> None:
    bad = save(template(code("wb.text(name)")), tmp_path / "bad.ipynb")
    good = save(template(code("wb.text('a')")), tmp_path / "good.ipynb")
    run = reflect("check", bad, good, status=1)
    assert f"{bad}, cell 4: argument 1 of wb.text is not a literal" in run.stderr
    assert f"{good}: a good template" in run.stdout


def test_new_makes_one_workbook_and_making_it_again_says_so(tmp_path: Path) -> None:
    arguments = (
        "new",
        "smart_goals",
        "--mentor",
        "Alex",
        "--mentee",
        "Sam",
        "-p",
        "programme",
        "Spring",
        "--out",
        tmp_path,
    )
    assert reflect(*arguments).stdout == f"{tmp_path / 'smart_goals.ipynb'}: made\n"
    assert reflect(*arguments).stdout == f"{tmp_path / 'smart_goals.ipynb'}: already there\n"


def test_new_says_where_it_failed_once_and_as_exactly_as_it_can(tmp_path: Path) -> None:
    mine = save(template(markdown("{{ mentee // 2 }}")), tmp_path / "mine.ipynb")
    run = reflect("new", mine, "--mentor", "Alex", "--mentee", "Sam", "--out", tmp_path / "out", status=2)
    assert run.stderr.startswith(f"{mine}, cell 4: FloorDiv cannot stand in a question")
    assert run.stderr.count(".ipynb") == 1
    (tmp_path / "out/smart_goals.ipynb").mkdir(parents=True)
    run = reflect("new", "smart_goals", "--mentor", "A", "--mentee", "B", "--out", tmp_path / "out", status=2)
    assert run.stderr.startswith(f"{tmp_path / 'out/smart_goals.ipynb'}: a folder of this name is in the way")


ALEX_AND_SAM = ("new", "smart_goals", "--mentor", "Alex", "--mentee", "Sam")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("start", "soon"), "start: unreadable date. Write it as year-month-day, like 2027-02-05."),
        (("ai_consent", "yes"), "ai_consent: this is how far a model may be asked, which is none, local or cloud."),
        (("pair_id", "P-001"), "pair_id: reflect gives each pair an id of its own. Leave it out."),
        (("mentor", "Bea"), "mentor: this is given twice. Name this person once, after --mentor."),
        (("start", "2027", "-p", "start", "2028"), "start: this is given twice. Give it once."),
        (("programme", "Spring\x1b[2J"), "programme: a character that cannot be seen (U+001B"),
        (("focus", "lead\u202eing"), "focus: a character that cannot be seen (U+202E"),
    ],
)
def test_new_refuses_a_value_that_batch_would_not_take(given: tuple[str, ...], said: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert said in reflect(*ALEX_AND_SAM, "--out", out, "-p", *given, status=2).stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*ALEX_AND_SAM, "--mentor", "Bea"), "--mentor is given twice. Give it once."),
        (("batch", "r.csv", "--out", "out", "--templates", "a", "--templates", "b"), "--templates is given twice."),
        (("journal", "demo", "--out", "a", "--out=b"), "--out is given twice."),
    ],
)
def test_an_option_that_is_given_twice_is_not_passed_over(arguments: tuple[str, ...], said: str) -> None:
    assert said in reflect(*arguments, status=2).stderr


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (("Alex", "\u200b"), "mentee: no name for the mentee. Write it."),
        (("Al\x07ex", "Sam"), "mentor: a character that cannot be seen (U+0007"),
        (("Alex", "x" * 201), "mentee: 201 characters is too long. Write at most 200."),
        (("Alex", "aL\u00adex "), "mentee: the same name as the mentor."),
    ],
)
def test_new_refuses_names_that_batch_would_not_take(people: tuple[str, str], said: str, tmp_path: Path) -> None:
    out, (mentor, mentee) = tmp_path / "out", people
    run = reflect("new", "smart_goals", "--mentor", mentor, "--mentee", mentee, "--out", out, status=2)
    assert said in run.stderr
    assert not out.exists()


def test_new_reads_values_as_batch_does_and_says_how(tmp_path: Path) -> None:
    given = {"start": "05/02/2027", "ai_consent": " Cloud ", "focus": "lead\u200bing  teams", "programme": "Spring"}
    run = reflect(*ALEX_AND_SAM, "--out", tmp_path / "new", *(each for pair in given.items() for each in ("-p", *pair)))
    assert "start: 05/02/2027 was read day first (5 February 2027)" in run.stderr
    assert "focus: what cannot be seen (U+200B) was left out" in run.stderr
    rows = [["mentor", "mentee", *given], ["Alex", "Sam", *given.values()]]
    roster = tmp_path / "roster.csv"
    roster.write_text("\n".join(map(",".join, rows)), "utf-8")
    reflect("batch", roster, "--out", tmp_path / "batch", "--templates", "smart_goals")
    [batch], [new] = ([*(tmp_path / name).rglob("smart_goals.ipynb")] for name in ("batch", "new"))
    expected = {"start": "2027-02-05", "ai_consent": "cloud", "focus": "leading teams", "programme": "Spring"}
    for path in (batch, new):
        made = read_template(read_notebook(path), "a workbook").parameters
        assert {name: made[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("new", "smart_gaols", "--mentor", "A", "--mentee", "B"), "There is no template 'smart_gaols'"),
        (("new", "smart_goals", "--mentor", "A", "--mentee", "B", "-p", "colour", "red"), "no parameter 'colour'"),
        (("new", "smart_goals", "--mentor", "A"), "Missing option '--mentee'"),
        (("new", "smart_goals", "--mentor", "A", "--mentee", " "), "The mentee has no name"),
        (("new", "gone.ipynb", "--mentor", "A", "--mentee", "B"), "gone.ipynb: there is no such file"),
        (("batch", "gone.csv", "--out", "out"), "gone.csv"),
        (("batch", __file__, "--out", "out"), "test_cli.py"),
        (("journal", "empty", "--out", "out"), "There is no workbook in empty"),
    ],
)
def test_bad_usage_says_what_is_wrong_and_writes_nothing(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    assert said in reflect(*arguments, status=2).stderr
    assert files(tmp_path) == []


def test_batch_makes_a_programme_and_again_changes_nothing(tmp_path: Path) -> None:
    table = roster(tmp_path / "r.csv", GOOD_ROW, ("Bo Lind", "Yuki Tanaka", ""))
    out = tmp_path / "out"
    count = 2 * len(template_names())
    assert f"{count} workbooks for 2 pairs in {out}: {count} made" in reflect("batch", table, "--out", out).stdout
    before = {path: path.stat().st_mtime_ns for path in files(out)}
    assert f"{count} already there" in reflect("batch", table, "--out", out).stdout
    assert {path: path.stat().st_mtime_ns for path in files(out)} == before


def test_good_rows_are_done_and_each_bad_cell_is_named(tmp_path: Path) -> None:
    table = roster(tmp_path / "r.csv", GOOD_ROW, ("", "Yuki", ""), ("Bo", "Ada", "ada@"), GOOD_ROW, ("Cy", "Cy", ""))
    run = reflect("batch", table, "--out", tmp_path / "out", "--templates", "career_map", status=1)
    assert "1 workbook for 1 pair " in run.stdout
    for said in ("row 3, column mentor", "row 4, column mentee_email, 'ada@'", "row 5", "row 6"):
        assert said in run.stderr


def test_a_dry_run_names_what_it_would_make_and_writes_nothing(tmp_path: Path) -> None:
    table = roster(tmp_path / "r.csv", GOOD_ROW)
    run = reflect("batch", table, "--out", tmp_path / "out", "--dry-run")
    assert "career_map.ipynb: made" in run.stdout
    assert "nothing was written" in run.stdout
    assert not (tmp_path / "out").exists()


def test_a_column_nothing_uses_is_named_and_one_that_a_template_has_is_used(tmp_path: Path) -> None:
    header = ("mentor", "mentee", "focus", "shoe size")
    table = roster(tmp_path / "r.csv", ("Alex", "Sam", "a first post", "43"), header=header)
    run = reflect("batch", table, "--out", tmp_path / "out", "--templates", "smart_goals")
    assert "The column 'shoe size' is not used" in run.stderr
    assert "focus" not in run.stderr
    [workbook] = (tmp_path / "out").glob("*/*.ipynb")
    assert "a first post" in workbook.read_text()


def test_a_hostile_roster_is_text_all_the_way_to_the_journal(tmp_path: Path) -> None:
    table = roster(tmp_path / "r.csv", *((name, f"Sam {n}", "") for n, name in enumerate(NAMES)))
    out, pages = tmp_path / "out", tmp_path / "pages"
    reflect("batch", table, "--out", out)
    assert {path.parent.parent for path in out.rglob("*.ipynb")} == {out}
    run = reflect("journal", out, "--out", pages)
    assert f"{len(PERSONAL) * len(NAMES)} personal workbooks left out" in run.stdout
    written = files(pages)
    assert len(written) == (len(template_names()) - len(PERSONAL)) * len(NAMES)
    assert not any("<script" in page.read_text() for page in written)
    assert any("{{ 7*7 }}" in page.read_text() for page in written)


def test_ones_own_template_is_tried_before_a_programme_is_made_from_it(tmp_path: Path) -> None:
    table = roster(tmp_path / "r.csv", GOOD_ROW)
    bad = save(template(code("wb.text('a')\n1 / 0")), tmp_path / "bad.ipynb")
    run = reflect("batch", table, "--out", tmp_path / "out", "--templates", bad, status=2)
    assert "ZeroDivisionError" in run.stderr
    assert not (tmp_path / "out").exists()


def test_a_personal_workbook_is_refused_to_the_pair_and_given_to_its_owner(tmp_path: Path) -> None:
    reflect("new", "mentor_reflection", "--mentor", "Alex", "--mentee", "Sam", "--out", tmp_path)
    [workbook] = tmp_path.glob("mentor_reflection-*.ipynb")
    run = reflect("journal", workbook, "--out", tmp_path / "pages", status=1)
    assert "personal to the mentor" in run.stderr
    assert "--for mentor" in run.stderr
    assert not (tmp_path / "pages").exists()
    reflect("journal", workbook, "--out", tmp_path / "pages", "--for", "mentee", status=1)
    reflect("journal", workbook, "--out", tmp_path / "pages", "--for", "mentor")
    assert (tmp_path / "pages" / f"{workbook.stem}.html").exists()


def test_a_returned_workbook_that_is_broken_is_named_and_the_rest_are_done(tmp_path: Path) -> None:
    reflect("new", "career_map", "--mentor", "Alex", "--mentee", "Sam", "--out", tmp_path / "in")
    (tmp_path / "in" / "broken.ipynb").write_text("{")
    run = reflect("journal", tmp_path / "in", "--out", tmp_path / "pages", status=1)
    assert "broken.ipynb: this notebook is damaged" in run.stderr
    assert "1 journal in" in run.stdout


def test_journals_of_two_runs_into_one_folder_are_two_and_so_it_says(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    for mentee in ("Sam", "Jo"):
        reflect("new", "smart_goals", "--mentor", "Alex", "--mentee", mentee, "--out", tmp_path / mentee)
        run = reflect("journal", tmp_path / mentee / "smart_goals.ipynb", "--out", pages)
        assert run.stdout.splitlines()[-1] == f"1 journal in {pages}"
    assert f"{pages / 'Jo' / 'smart_goals.html'}: the journal of {tmp_path / 'Jo' / 'smart_goals.ipynb'}" in run.stdout
    assert "Sam" in (pages / "smart_goals.html").read_text()
    assert "Jo" in (pages / "Jo" / "smart_goals.html").read_text()


IN_DEMO = [name for example in examples() for name, _, _ in example.workbooks]


def test_the_demo_is_made_filled_and_again_adds_nothing(tmp_path: Path) -> None:
    run = reflect("demo", tmp_path / "demo")
    assert "reflect new smart_goals" in run.stdout
    assert len(list((tmp_path / "demo" / "programme").glob("*/*.ipynb"))) == len(IN_DEMO)
    assert len(list((tmp_path / "demo" / "journals").glob("*/*.html"))) == len(IN_DEMO) + 3  # and each pair's year
    [year] = (tmp_path / "demo" / "journals").glob("blessing*/the-year.html")
    assert f"open {year}" in run.stdout
    assert "private answers" in run.stdout
    book = year.read_text(encoding="utf-8")
    assert "By the end of November, on at least 26 of 30 nights" in book  # the goal that was missed, rewritten
    assert "Something upset me" not in book
    before = {path: path.read_bytes() for path in files(tmp_path) if path.suffix in (".jsonl", ".ipynb")}
    assert any(path.is_relative_to(tmp_path / "home") for path in before)
    reflect("demo", tmp_path / "demo")
    assert {path: path.read_bytes() for path in files(tmp_path) if path.suffix in (".jsonl", ".ipynb")} == before


def test_every_answer_of_the_demo_has_its_day_and_knows_what_stood_there_before(tmp_path: Path) -> None:
    reflect("demo", tmp_path / "demo")
    [folder] = (tmp_path / "demo" / "programme").glob("blessing*")
    lines = [line for log in folder.rglob("*.jsonl") for line in log.read_text(encoding="utf-8").splitlines()]
    goal = [each for each in map(json.loads, lines) if each["field"] == "goal"]
    assert [each["time"][:10] for each in goal] == ["2027-02-08", "2027-04-12"]
    assert [each["parents"] for each in goal] == [[], [goal[0]["id"]]]
    assert "signed the practice sheet" in goal[0]["value"]


def test_a_programme_is_packed_and_collected_and_nobody_reads_a_word_of_it(tmp_path: Path) -> None:
    reflect("demo", tmp_path / "demo")
    packed = reflect("pack", tmp_path / "demo/programme", "--out", tmp_path / "sent.zip")
    personal = sum(name in PERSONAL for name in IN_DEMO)
    shared = len(IN_DEMO) - personal
    assert packed.stdout.count("stays with its owner") == personal
    assert f"{shared} workbooks in {tmp_path / 'sent.zip'}; {personal} left out" in packed.stdout
    run = reflect("collect", tmp_path / "sent.zip", "--into", tmp_path / "into")
    assert "17 new answers by Rosa Quispe Mamani (1), فاطمة الزهراء (16), in " in run.stdout
    assert f"{shared} came back into" in run.stdout
    assert f"{shared} merged" in run.stdout
    logs = "".join(path.read_text() for path in (tmp_path / "into").rglob("*.jsonl"))
    names = {name for example in examples() for name in (example.pair.mentor, example.pair.mentee)}
    words = {str(json.loads(line)["value"]) for line in logs.splitlines()} - names  # they have signed
    assert len(words) > 100
    assert not [text for text in words if len(text) > 12 and text in run.stdout + packed.stdout]
    again = reflect("collect", tmp_path / "demo/programme", tmp_path / "sent.zip", "--into", tmp_path / "into")
    assert f"{2 * shared} with nothing new; {personal} left out. 0 new answers." in again.stdout
    reflect("pack", tmp_path / "into", "--out", tmp_path / "back.zip")
    assert (tmp_path / "back.zip").read_bytes() == (tmp_path / "sent.zip").read_bytes()


def test_what_cannot_be_packed_or_collected_is_named(tmp_path: Path) -> None:
    reflect("new", "smart_goals", "--mentor", "Alex", "--mentee", "Sam", "--out", tmp_path / "in")
    (tmp_path / "in/broken.ipynb").write_text("{")
    run = reflect("pack", tmp_path / "in", "--out", tmp_path / "sent.zip", status=1)
    assert "broken.ipynb: this is not a notebook" in run.stderr
    run = reflect("pack", tmp_path / "in", "--out", tmp_path / "sent.zip", status=2)
    assert "may hold answers that are nowhere else" in run.stderr
    run = reflect("collect", tmp_path / "in", "--into", tmp_path / "into", status=1)
    assert f"{tmp_path / 'in/broken.ipynb'}: refused: this is not a notebook" in run.stderr
    assert "which was made now" in run.stdout
    (tmp_path / "in\x1b[2J").mkdir()
    run = reflect("collect", tmp_path / "in\x1b[2J", "--into", tmp_path / "nowhere", status=2)
    assert f"{tmp_path}/in?[2J: refused: there is no workbook in it." in run.stderr
    run = reflect("collect", tmp_path / "in", tmp_path / "gone", "--into", tmp_path / "nowhere", status=2)
    assert "gone: there is no such file or folder" in run.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_roster_without_one_usable_row_is_refused(tmp_path: Path) -> None:
    table = roster(tmp_path / "roster.csv", ("Alex", "", ""))
    run = reflect("batch", table, "--out", tmp_path / "out", status=2)
    assert "row 2, column mentee" in run.stderr
    assert not (tmp_path / "out").exists()


def test_a_template_named_twice_is_made_once(tmp_path: Path) -> None:
    table = roster(tmp_path / "roster.csv", GOOD_ROW)
    run = reflect("batch", table, "--out", tmp_path / "out", "--templates", "career_map, career_map")
    assert run.stdout.startswith("1 workbook for 1 pair")
    reflect("batch", table, "--out", tmp_path / "out", "--templates", "", status=2)


def test_two_templates_of_one_name_are_refused(tmp_path: Path) -> None:
    table = roster(tmp_path / "roster.csv", GOOD_ROW)
    one = save(template(code("wb.text('a')")), tmp_path / "one.ipynb")
    two = save(template(code("wb.text('b')")), tmp_path / "two.ipynb")
    run = reflect("batch", table, "--out", tmp_path / "out", "--templates", f"{one},{two}", status=2)
    assert f"{two}: another template here is called 'weekly_note' too" in run.stderr


def test_a_template_with_an_installed_ones_name_and_other_questions_is_refused(tmp_path: Path) -> None:
    header = 'wb = reflect.workbook("smart_goals", version=1, title="Mine", mentor=mentor, mentee=mentee)'
    mine = save(template(code("wb.text('mine')"), header=header), tmp_path / "mine.ipynb")
    said = f"{mine}: this asks something else than the template called 'smart_goals' that there is already"
    assert said in reflect("check", mine, status=1).stderr
    assert said in reflect("new", mine, "--mentor", "A", "--mentee", "B", "--out", tmp_path / "out", status=2).stderr


def test_names_that_the_terminal_cannot_show_are_spelt_out(tmp_path: Path) -> None:
    table = roster(tmp_path / "roster.csv", ("Alex", "佐々木", ""))
    command = [sys.executable, "-m", "reflect", "batch", str(table), "--out", str(tmp_path / "out"), "--dry-run"]
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    run = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert run.returncode == 0, run.stderr
    assert b"\\u4f50" in run.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a system without SIGINT for another process")
def test_ctrl_c_stops_the_work_and_says_how_to_go_on(tmp_path: Path) -> None:
    table = roster(tmp_path / "roster.csv", *((f"Mentor {n}", f"Mentee {n}", "") for n in range(3000)))
    out = tmp_path / "out"
    command = [sys.executable, "-m", "reflect", "batch", str(table), "--out", str(out)]
    # A shell starts what runs in the background with SIGINT ignored, and so would this test's child be.
    listen = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=listen) as run:
        while not out.exists() and run.poll() is None:
            time.sleep(0.01)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate()
    # Where it falls into an `exec`, as of a dataclass, Python ends by the signal itself. A shell calls both 130.
    assert run.returncode in (130, -signal.SIGINT), said
    assert "the same command again does the rest" in said
    assert "Traceback" not in said
    assert not list(out.rglob("*.part"))


def test_a_workbook_with_half_a_character_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    reflect("new", "smart_goals", "--mentor", "Alex", "--mentee", "Sam", "--out", tmp_path / "in")
    whole = (tmp_path / "in" / "smart_goals.ipynb").read_text(encoding="utf-8")
    halved = tmp_path / "in" / "halved.ipynb"
    halved.write_text(whole.replace("Sam", r"\\ud800"), encoding="utf-8")
    run = reflect("journal", tmp_path / "in", "--out", tmp_path / "pages", status=1)
    assert f"{halved}: half of a character" in run.stderr
    assert (tmp_path / "pages" / "smart_goals.html").exists()
