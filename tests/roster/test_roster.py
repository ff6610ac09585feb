from __future__ import annotations

import csv
import datetime as dt
import io
import pickle
import tempfile
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from reflect.pairs import Pair
from reflect.pairs.unseen import plain, shows
from reflect.roster import table
from reflect.roster.problems import CellProblem, RosterError
from reflect.roster.reading import Roster, read_roster

PARAMETERS = (
    "mentor", "mentee", "programme", "start", "focus", "session_date", "ends_on", "pair_id", "ai_consent",
    "ai_consent_mentor",
)  # fmt: skip
HEADER = "mentor,mentor_email,mentee,mentee_email,programme,start,focus\n"

DAY = dt.datetime.fromisoformat("2027-02-05")  # a date cell, as openpyxl gives it
MORNING = dt.datetime.fromisoformat("2027-02-05T09:30")


def read(tmp_path: Path, content: str | bytes, name: str = "pairs.csv") -> Roster:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_roster(path, PARAMETERS)


def read_rows(tmp_path: Path, *rows: Sequence[object], name: str = "pairs.xlsx") -> Roster:
    """The roster in a real XLSX file that holds these rows."""
    return read(tmp_path, xlsx(*rows), name)


def xlsx(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """An XLSX file with one part of it replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, part if info.filename == name else old.read(info))
    return made.getvalue()


def the_problem(found: Roster) -> CellProblem:
    assert len(found.problems) == 1, found.problems
    return found.problems[0]


def people(found: Roster) -> list[tuple[str, str]]:
    return [(pair.mentor, pair.mentee) for pair in found.pairs]


# --- Good rosters -----------------------------------------------------------------------------------------------------


def test_a_row_becomes_a_pair_with_its_details(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        HEADER + "Zoë Ng,zoe@example.org,Sam Obi,sam@example.org,Spring 2027,2027-02-05,first leadership role\n",
    )
    details = {"start": "2027-02-05", "focus": "first leadership role"}
    pair = Pair("Zoë Ng", "Sam Obi", "zoe@example.org", "sam@example.org", "Spring 2027", details)
    assert found == Roster((pair,), (), (), ())


def test_only_the_two_names_are_needed(tmp_path: Path) -> None:
    assert read(tmp_path, "mentee,mentor\nSam,Alex\n").pairs == (Pair("Alex", "Sam", details={}),)


def test_an_empty_detail_is_left_to_the_template(tmp_path: Path) -> None:
    assert read(tmp_path, "mentor,mentee,start,focus\nAlex,Sam,, \n").pairs[0].details == {}


def test_pairs_can_be_sent_to_another_process(tmp_path: Path) -> None:
    pairs = read(tmp_path, "mentor,mentee,focus\nAlex,Sam,Leading\n").pairs
    assert pickle.loads(pickle.dumps(pairs)) == pairs


@pytest.mark.parametrize(
    "header",
    [
        "mentor,mentor_email,mentee,mentee_email,programme,session_date",
        "Mentor,Mentor email,MENTEE,Mentee Email,Program,Session date",
        " mentor ,Mentor E-mail,mentee,mentee e-mail,PROGRAMME,session-date",
        "\ufeff\ufeffmentor,mentor-email,ｍｅｎｔｅｅ,MENTEE_E_MAIL, program ,Session  Date",
        '"mentor","Mentor\nemail",mentee,mentee-e-mail,programme,SESSION_DATE',
    ],
)
def test_headings_are_read_as_a_person_reads_them(tmp_path: Path, header: str) -> None:
    found = read(tmp_path, header + "\nAlex,alex@example.org,Sam,sam@example.org,Spring,2027-02-05\n")
    details = {"session_date": "2027-02-05"}
    assert found == Roster((Pair("Alex", "Sam", "alex@example.org", "sam@example.org", "Spring", details),), (), (), ())


def test_columns_that_nothing_uses_are_named(tmp_path: Path) -> None:
    found = read(tmp_path, "mentor,Shoe Size,mentee,notes\nAlex,9,Sam,x\n")
    assert found.unknown_columns == ("Shoe Size", "notes")
    assert found.pairs == (Pair("Alex", "Sam", details={}),)


def test_empty_rows_are_skipped_and_still_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "mentor,mentee,focus\n\n , ,\n,,\nAlex,,\n,,\nAlex,Sam,\n\n")
    assert (the_problem(found).where.row, people(found)) == (5, [("Alex", "Sam")])


def test_a_quoted_newline_is_a_space_and_the_row_is_one_row(tmp_path: Path) -> None:
    found = read(tmp_path, 'mentor,mentee\n"Alex\nNg","Sam\r\n Obi"\n,Kim\n')
    assert people(found) == [("Alex Ng", "Sam Obi")]
    assert the_problem(found).where.row == 3


# --- CSV as spreadsheets write it -------------------------------------------------------------------------------------


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter_byte_order_mark_and_line_ends_do_not_matter(
    tmp_path: Path, bom: str, newline: str, delimiter: str
) -> None:
    lines = [["mentor", "mentee", "focus"], ["Åse", "Sam; Jr, III", "x"], ["李", "Kim", "y"]]
    content = io.StringIO(newline="")
    csv.writer(content, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL).writerows(lines)
    found = read(tmp_path, bom + content.getvalue())
    assert people(found) == [("Åse", "Sam; Jr, III"), ("李", "Kim")]
    assert not found.unknown_columns


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_sep_line_names_the_delimiter_and_is_no_row(tmp_path: Path, delimiter: str) -> None:
    text = f"\ufeffsep={delimiter}\r\nmentor{delimiter}mentee\r\nAlex{delimiter}Sam\r\nAlex{delimiter}\r\n"
    found = read(tmp_path, text)
    assert (people(found), the_problem(found).where.row) == ([("Alex", "Sam")], 3)


def test_the_delimiter_is_found_below_empty_rows(tmp_path: Path) -> None:
    assert people(read(tmp_path, "\n;;;\nmentor;mentee\nAlex;Sam, Jr\n")) == [("Alex", "Sam, Jr")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_text_from_excel_is_read_and_noted(tmp_path: Path, encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    found = read(tmp_path, (mark + "mentor\tmentee\r\nŁukasz\tसुमन\r\n").encode(encoding), "pairs.txt")
    assert people(found) == [("Łukasz", "सुमन")]
    assert len(found.notes) == 1
    assert "UTF-16" in found.notes[0]


def test_windows_1252_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match=r"pairs\.csv: line 3 .*CSV UTF-8"):
        read(tmp_path, "mentor,mentee\nAlex,Sam\nZoë,Kim\n".encode("cp1252"))


def test_damaged_utf_16_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="UTF-16"):
        read(tmp_path, b"\xff\xfe\x00\xd8\x41")


@pytest.mark.parametrize("row", ['"Alex,Sam\nKim,Lee\n', 'Kim,Lee\n"Alex" Ng,Sam\n'])
def test_a_lost_quotation_mark_does_not_swallow_pairs(tmp_path: Path, row: str) -> None:
    with pytest.raises(RosterError, match=r"row (2|3) cannot be read .*quotation mark"):
        read(tmp_path, "mentor,mentee\n" + row)


# --- XLSX -------------------------------------------------------------------------------------------------------------


def test_a_workbook_gives_the_same_as_a_csv_file(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        ["Mentor", "Mentor e-mail", "Mentee", "Start", "Session date", "Ends on", "Focus", "Colour"],
        ["Zoë\nNg", "zoe@example.org", "Sam", DAY, dt.date(2027, 3, 1), "2 May 2027", 7.0, "red"],
    )
    details = {"start": "2027-02-05", "session_date": "2027-03-01", "ends_on": "2027-05-02", "focus": "7"}
    pair = Pair("Zoë Ng", "Sam", "zoe@example.org", details=details)
    assert found == Roster((pair,), (), ("Colour",), ())


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (7, "7"),
        (7.25, "7.25"),
        (True, "TRUE"),
        (DAY, "2027-02-05"),
        (MORNING, "2027-02-05 09:30:00"),
        (dt.time(9, 30), "09:30:00"),
        ("two_x000D_\nlines", "two lines"),
        ("=cmd()", None),
    ],
)
def test_cells_come_as_the_text_a_spreadsheet_shows(tmp_path: Path, cell: object, text: str | None) -> None:
    found = read_rows(tmp_path, ["mentor", "mentee", "focus"], ["Alex", "Sam", cell])
    assert found.pairs[0].details.get("focus") == text


@pytest.mark.parametrize(
    ("stored", "text"), [("0.30000000000000004", "0.3"), ("7.0", "7"), ("2.027E3", "2027"), ("1E+300", "1e+300")]
)
def test_numbers_have_the_digits_that_excel_shows(tmp_path: Path, stored: str, text: str) -> None:
    content = xlsx(["mentor", "mentee", "focus"], ["Alex", "Sam", 12345])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").replace(b"12345", stored.encode())
    found = read(tmp_path, with_part(content, "xl/worksheets/sheet1.xml", sheet), "pairs.xlsx")
    assert found.pairs[0].details == {"focus": text}


def test_a_date_cell_with_a_time_of_day_is_a_date(tmp_path: Path) -> None:
    found = read_rows(tmp_path, ["mentor", "mentee", "start"], ["Alex", "Sam", MORNING])
    assert found.pairs[0].details == {"start": "2027-02-05"}


def test_a_formula_counts_for_the_value_it_last_had(tmp_path: Path) -> None:
    content = xlsx(["mentor", "mentee"], ["Alex", "=A2"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    formula = b"<f>A2</f><v />"
    assert formula in sheet
    sheet = sheet.replace(b'<c r="B2"', b'<c t="str" r="B2"').replace(formula, b"<f>A2</f><v>Sam</v>")
    assert people(read(tmp_path, with_part(content, "xl/worksheets/sheet1.xml", sheet), "p.xlsx")) == [("Alex", "Sam")]


def test_rows_are_numbered_as_the_spreadsheet_does(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for place, text in {"B3": "mentor", "C3": "mentee", "B7": "Alex", "C7": "Sam", "B900": "Kim"}.items():
        sheet[place] = text
    sheet["G20000"].font = Font(bold=True)
    found = read(tmp_path, saved(book), "pairs.xlsx")
    assert people(found) == [("Alex", "Sam")]
    assert (the_problem(found).where.row, the_problem(found).where.column) == (900, "mentee")


def test_a_wrong_size_written_in_a_sheet_loses_no_row(tmp_path: Path) -> None:
    content = xlsx(["mentor", "mentee"], ["Alex", "Sam"], ["Kim", "Lee"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b'ref="A1:B3"' in sheet
    wrong = with_part(content, "xl/worksheets/sheet1.xml", sheet.replace(b'ref="A1:B3"', b'ref="A1:A1"'))
    assert people(read(tmp_path, wrong, "pairs.xlsx")) == [("Alex", "Sam"), ("Kim", "Lee")]


def test_the_first_sheet_that_shows_is_read_and_others_noted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].sheet_state = "hidden"
    for title in ("Pairs", "Rooms"):
        book.create_sheet(title).append(["mentor", "mentee"])
    book["Pairs"].append(["Alex", "Sam"])
    book["Pairs"].row_dimensions[2].hidden = True
    found = read(tmp_path, saved(book), "pairs.xlsx")
    assert people(found) == [("Alex", "Sam")]
    assert found.notes == (
        "Only the sheet 'Pairs' was read; not read: 'Sheet' (hidden), 'Rooms' (it has mentor and mentee).",
        "What is hidden or filtered out was read too: row 2.",
    )


def test_a_workbook_under_a_csv_name_is_still_read(tmp_path: Path) -> None:
    assert people(read_rows(tmp_path, ["mentor", "mentee"], ["Alex", "Sam"], name="pairs.csv")) == [("Alex", "Sam")]


def test_an_odd_date_number_is_one_bad_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["mentor", "mentee", "start"], ["Alex", "Sam", 1e12], ["Kim", "Lee", 46423]):
        sheet.append(row)
    sheet["C2"].number_format = sheet["C3"].number_format = "yyyy-mm-dd"
    found = read(tmp_path, saved(book), "pairs.xlsx")
    assert (the_problem(found).where.row, the_problem(found).message) == (2, "unreadable date")
    assert found.pairs[0].details == {"start": "2027-02-05"}


# --- Names ------------------------------------------------------------------------------------------------------------

NAMES = [
    "O'Brien-Łukaszewicz",
    "Dr. María José Ñúñez",
    "शर्मा विपुल",
    "王小明",
    "محمد بن سلمان",
    "שרה כהן",
    "عَلِي‌رضا",  # with a zero-width non-joiner
    "\u200fמשה\u200e",  # the harmless direction marks, which typing leaves behind
    "👩‍👩‍👧 Kim 🏳️‍🌈",
    "x" * 200,
    "../../etc/passwd",
    "C:\\Users\\..\\x",
    "=cmd()",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '"; import os #',
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    "Robert'); DROP TABLE pairs;--",
    "007",
    "null",
    "-",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_are_text_and_come_through_as_themselves(tmp_path: Path, name: str) -> None:
    content = io.StringIO(newline="")
    csv.writer(content).writerows([["mentor", "mentee"], [name, "Sam"], ["Kim", name]])
    assert people(read(tmp_path, content.getvalue())) == [(name, "Sam"), ("Kim", name)]


@pytest.mark.parametrize("name", NAMES)
def test_names_come_through_a_workbook_as_themselves(tmp_path: Path, name: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["mentor", "mentee"])
    sheet.append(["Kim", ""])
    sheet["B2"] = name
    sheet["B2"].data_type = "s"  # text, even where openpyxl would take it for a formula
    assert people(read(tmp_path, saved(book), "pairs.xlsx")) == [("Kim", name)]


def test_white_space_is_collapsed_and_characters_composed(tmp_path: Path) -> None:
    found = read(tmp_path, "mentor,mentee\n  Zoe\u0308 \t Ng\u00a0,李\u3000明\n")
    assert people(found) == [("Zoë Ng", "李 明")]


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x1b", "\x1f", "\x7f", "\x9b", "\u202a", "\u202e", "\u2066", "\u2069"]
)
@pytest.mark.parametrize("column", ["mentor", "programme", "focus"])
def test_a_character_that_cannot_be_seen_is_reported_without_printing_it(
    tmp_path: Path, column: str, character: str
) -> None:
    cells = {"mentor": "Alex", "mentee": "Sam", "programme": "Spring", "focus": "Leading"}
    cells[column] = f"ab{character}cd"
    problem = the_problem(read(tmp_path, ",".join(cells) + "\n" + ",".join(cells.values()) + "\n"))
    assert (problem.where.row, problem.where.column, problem.value) == (2, column, "ab\ufffdcd")
    assert f"U+{ord(character):04X}" in problem.message
    assert character not in str(problem)


@pytest.mark.parametrize("character", ["\u200b", "\u00ad", "\u2060", "\ufeff", "\u200c", "\ufe0f", "\U000e0041"])
def test_what_cannot_be_seen_makes_no_second_pair(tmp_path: Path, character: str) -> None:
    found = read(tmp_path, f"mentor,mentee\nAlex Reid,Sam Okafor\nAl{character}ex Reid,Sam Okafor{character}\n")
    assert (people(found), the_problem(found).message) == ([("Alex Reid", "Sam Okafor")], "the same pair as row 2")
    [note] = found.notes
    cells = "row 3 mentor, row 3 mentee"
    assert note == f"What cannot be seen (U+{ord(character):04X}) was left out of {cells}."


@pytest.mark.parametrize("blank", ["\u3164", "\u2800", "\uffa0", "\u00a0", "\u2003"])
def test_what_looks_like_a_space_is_one(tmp_path: Path, blank: str) -> None:
    assert people(read(tmp_path, f"mentor,mentee\nAlex{blank}Reid,{blank}Sam\n")) == [("Alex Reid", "Sam")]


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_a_name_that_differs_only_in_how_it_is_joined_is_no_second_pair(tmp_path: Path, joiner: str) -> None:
    found = read(tmp_path, f"mentor,mentee\nAlex,محمد{joiner}رضا\nAlex,محمدرضا\n")
    assert the_problem(found).message == "the same pair as row 2"
    assert (people(found), found.notes) == ([("Alex", f"محمد{joiner}رضا")], ())


def test_an_unseen_character_is_left_out_of_an_address_a_date_and_a_heading(tmp_path: Path) -> None:
    rows = "mentor,men\u200btee,mentor_email,start\nAlex,Sam,\u202aalex@exam\u200bple.org\u202c,\u200e05.02.2027\n"
    found = read(tmp_path, rows)
    assert found.pairs == (Pair("Alex", "Sam", "alex@example.org", details={"start": "2027-02-05"}),)
    assert found.notes == (
        "What cannot be seen (U+200B) was left out of the heading 'mentee'.",
        "What cannot be seen (U+202A, U+200B, U+202C, U+200E) was left out of row 2 mentor_email, row 2 start.",
    )


def test_many_cells_that_something_was_left_out_of_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "mentor,mentee\n" + "".join(f"Alex,Sam {n}\u200b\n" for n in range(40)))
    assert len(found.pairs) == 40
    assert found.notes[0].endswith("row 6 mentee and 35 more.")


def test_a_name_in_the_wrong_encoding_is_said(tmp_path: Path) -> None:
    names = [name.encode().decode("cp1252") for name in ("Zoë Ng", "Jürgen", "Søren")]
    found = read(tmp_path, "mentor,mentee\n" + "".join(f"{name},Sam\n" for name in (*names, "Zoë", "Ångström", "Â")))
    assert len(found.pairs) == 6
    [note] = found.notes
    assert "row 2 mentor ('ZoÃ« Ng' for 'Zoë Ng')" in note
    assert ("row 3" in note, "row 4" in note, "row 5" in note) == (True, True, False)


def test_what_looks_like_a_formula_is_said_and_stays_a_text(tmp_path: Path) -> None:
    name = '=HYPERLINK(""https://example.org"",""Alex"")'
    found = read(tmp_path, f'mentor,mentee,focus\n"{name}",Sam,"=""007"""\n')
    assert people(found) == [(name.replace('""', '"'), "Sam")]
    assert found.pairs[0].details == {"focus": "007"}
    assert found.notes == ("What looks like a formula was read as a text: row 2 mentor.",)


@pytest.mark.parametrize("date", [DAY, "5 May 2027", "05/05/2027"])
def test_a_name_that_a_spreadsheet_made_a_date_is_reported(tmp_path: Path, date: object) -> None:
    assert the_problem(read_rows(tmp_path, ["mentor", "mentee"], ["Alex", date])).message == "a date, and no name"


def test_cells_with_nothing_to_be_seen_are_empty(tmp_path: Path) -> None:
    found = read(tmp_path, "mentor,mentee\nAlex,Sam,\u200b\n\u200b,\ufeff\nKim,Lee\n")
    assert (people(found), found.problems) == ([("Alex", "Sam"), ("Kim", "Lee")], ())


def test_a_letter_that_was_lost_is_reported(tmp_path: Path) -> None:
    problem = the_problem(read(tmp_path, "mentor,mentee\nZo\ufffd Ng,Sam\n"))
    assert "a letter was lost" in problem.message


@pytest.mark.parametrize("name", ["", "   ", "\u200d", "\u200b\u2060"])
@pytest.mark.parametrize("role", ["mentor", "mentee"])
def test_a_name_that_is_not_there_is_reported(tmp_path: Path, role: str, name: str) -> None:
    row = f"{name},Sam" if role == "mentor" else f"Alex,{name}"
    found = read(tmp_path, f"mentor,mentee,focus\n{row},x\nKim,Lee,y\n")
    problem = the_problem(found)
    assert (problem.where.row, problem.where.column, problem.message) == (2, role, f"no name for the {role}")
    assert people(found) == [("Kim", "Lee")]


def test_a_name_of_201_characters_is_too_long_and_shown_short(tmp_path: Path) -> None:
    problem = the_problem(read(tmp_path, f"mentor,mentee\n{'é' * 201},Sam\n"))
    assert problem.message == "201 characters is too long"
    assert problem.value == "é" * 79 + "…"


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#NAME?", "#VALUE!"])
def test_an_error_value_of_a_spreadsheet_is_no_name(tmp_path: Path, error: str) -> None:
    problem = the_problem(read_rows(tmp_path, ["mentor", "mentee"], ["Alex", error]))
    assert (problem.value, problem.message) == (error, "an error value from the spreadsheet")


# --- E-mail addresses -------------------------------------------------------------------------------------------------


def test_a_problem_reads_as_a_sentence(tmp_path: Path) -> None:
    rows = "".join(f"M{i},m{i}@example.org,S{i}\n" for i in range(5))
    found = read(tmp_path, f"mentor,mentor_email,mentee\n{rows}Alex,alex@,Sam\n")
    assert str(the_problem(found)) == (
        "row 7, column mentor_email, 'alex@': not an e-mail address."
        " Write it like name@example.org. Or leave the cell empty."
    )
    assert len(found.pairs) == 5


def test_a_problem_with_an_empty_cell_quotes_nothing(tmp_path: Path) -> None:
    problem = the_problem(read(tmp_path, "Mentor Name,MENTOR,mentee\nx,,Sam\n"))
    assert str(problem) == "row 2, column MENTOR: no name for the mentor. Write it. Or empty the whole row."


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("alex@example.org", "alex@example.org"),
        (" Alex.Ng+x@EXAMPLE.Org ", "Alex.Ng+x@example.org"),
        ("a@school.example", "a@school.example"),
        ("a@school.test", "a@school.test"),
        ("jörg@münchen.de", "jörg@münchen.de"),
        ("a@xn--mnchen-3ya.de", "a@münchen.de"),
        ("用户@例子.公司", "用户@例子.公司"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("mailto:alex@example.org", "alex@example.org"),
    ],
)
def test_addresses_of_every_script_are_accepted(tmp_path: Path, written: str, address: str) -> None:
    assert read(tmp_path, f"mentor,mentee,mentee_email\nAlex,Sam,{written}\n").pairs[0].mentee_email == address


@pytest.mark.parametrize(
    "written",
    ["alex", "alex@", "@example.org", "a b@example.org", "a@example", "a@b@example.org", "Al <al@example.org>",
     "a@example.org; b@example.org", "a@-x.org", "a\x00@example.org", "mailto:a", "a@" + "x" * 5000 + ".org"],
)  # fmt: skip
def test_what_is_no_address_is_reported(tmp_path: Path, written: str) -> None:
    problem = the_problem(read(tmp_path, f"mentor,Mentor E-mail,mentee\nAlex,{written},Sam\n"))
    assert (problem.where.column, problem.message) == ("Mentor E-mail", "not an e-mail address")
    assert len(problem.value) <= 80
    assert "\x00" not in problem.value


# --- Dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["start", "session_date", "ends_on"])
@pytest.mark.parametrize(
    "written",
    ["2027-02-05", "05/02/2027", "5/2/2027", "05.02.2027", "5.2.2027", "5 February 2027", "5 Feb 2027",
     "05 feb. 2027", " 5  FEBRUARY\t2027 ", "2027-02-05T00:00:00", "2027/02/05", "2027/2/5", "2027. 2. 5.",
     "2027年2月5日", "5-Feb-2027", "Feb 5, 2027", "Friday, February 5, 2027", "Fri 5th February 2027", "5. 2. 2027",
     "05/02/2027 00:00", "5/2/2027 9:30:00 AM", "2027-02-05T09:30:00.000Z", "05-02-2027"],
)  # fmt: skip
def test_dates_are_normalised(tmp_path: Path, written: str, column: str) -> None:
    found = read(tmp_path, f'mentor,mentee,{column}\nAlex,Sam,"{written}"\n')
    assert found.pairs[0].details == {column: "2027-02-05"}


def test_a_year_alone_stays_a_year(tmp_path: Path) -> None:
    assert read(tmp_path, "mentor,mentee,start\nAlex,Sam,2027\n").pairs[0].details == {"start": "2027"}


@pytest.mark.parametrize(
    "written",
    ["31/02/2027", "02/13/2027", "2027-02-30", "29 February 2027", "5 Fe 2027", "5 Fevrier 2027", "05/02/27",
     "05/02.2027", "46423", "soon", "٠٥/٠٢/٢٠٢٧", "٢٠٢٧-٠٢-٠٥", "0/1/2027", "0000-01-01", "February 2027"],
)  # fmt: skip
def test_what_is_no_date_is_reported(tmp_path: Path, written: str) -> None:
    problem = the_problem(read(tmp_path, f"mentor,mentee,Start\nAlex,Sam,{written}\n"))
    assert (problem.where.row, problem.where.column, problem.value) == (2, "Start", written)
    assert problem.message == "unreadable date"
    assert "2027-02-05" in problem.remedy


def test_a_date_that_some_read_month_first_is_noted_once(tmp_path: Path) -> None:
    found = read(tmp_path, "mentor,mentee,start\nA,B,15/02/2027\nC,D,05/02/2027\nE,F,06/02/2027\n")
    assert found.notes == ("dates like 05/02/2027 are read day first (5 February 2027)",)


def test_dates_beside_one_with_the_month_first_are_not_read_day_first(tmp_path: Path) -> None:
    rows = "A,B,02/05/2027\nC,D,2027-02-05\nE,F,02/13/2027\nG,H,2-6-2027\nI,J,03/03/2027\n"
    found = read(tmp_path, "mentor,mentee,start\n" + rows)
    assert [(problem.where.row, problem.where.column) for problem in found.problems] == [
        (2, "start"),
        (4, "start"),
        (5, "start"),
    ]
    assert "row 4 has the month first" in found.problems[0].message
    assert people(found) == [("C", "D"), ("I", "J")]


@pytest.mark.parametrize("written", ["15/02/2027", "05/05/2027", "05.02.2027", "2027-02-05"])
def test_a_date_with_one_reading_is_not_noted(tmp_path: Path, written: str) -> None:
    assert read(tmp_path, f"mentor,mentee,start\nA,B,{written}\n").notes == ()


def test_other_parameters_are_text_even_if_they_look_like_dates(tmp_path: Path) -> None:
    found = read(tmp_path, "mentor,mentee,focus\nA,B,05/02/2027\n")
    assert found.pairs[0].details == {"focus": "05/02/2027"}
    assert found.notes == ()


# --- Agreement to a model, and ids ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "level"), [("none", "none"), (" Local ", "local"), ("CLOUD", "cloud"), ("", None)])
def test_an_agreement_is_one_of_three_words(tmp_path: Path, written: str, level: str | None) -> None:
    assert read(tmp_path, f"mentor,mentee,AI consent\nA,B,{written}\n").pairs[0].details.get("ai_consent") == level


@pytest.mark.parametrize("column", ["ai_consent", "ai_consent_mentor"])
@pytest.mark.parametrize("written", ["yes", "true", "TRUE", "1", "x", "no", "cloud, local", "✓", "-", "#N/A"])
def test_any_other_word_for_an_agreement_is_reported(tmp_path: Path, column: str, written: str) -> None:
    problem = the_problem(read(tmp_path, f'mentor,mentee,{column}\nA,B,"{written}"\n'))
    assert (problem.where.row, problem.where.column, problem.value) == (2, column, written)
    assert "none, local or cloud" in problem.message


def test_an_agreement_that_is_a_tick_in_a_sheet_is_reported(tmp_path: Path) -> None:
    problem = the_problem(read_rows(tmp_path, ["mentor", "mentee", "ai_consent"], ["Alex", "Sam", True]))
    assert (problem.where.column, problem.value) == ("ai_consent", "TRUE")


def test_an_id_of_ones_own_is_said_not_to_be_used(tmp_path: Path) -> None:
    found = read(tmp_path, "mentor,mentee,Pair ID\nAlex,Sam,P-001\n")
    assert found.notes == ("The column 'Pair ID' is not used: reflect gives each pair an id of its own.",)
    assert (found.pairs, found.unknown_columns) == ((Pair("Alex", "Sam"),), ())


# --- Rows that do not fit together ------------------------------------------------------------------------------------


def test_the_same_pair_twice_names_the_first_row(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "mentor,mentor_email,mentee,mentee_email,start\n"
        "Alex,alex@example.org,Sam,sam@example.org,\n"
        "Alexandra,ALEX@example.org,Samuel,sam@EXAMPLE.org,\n"
        "Kim,,Lee,,never\n"
        "kim,,LEE,,2027-02-05\n",
    )
    assert [(p.where.row, p.where.column, p.message) for p in found.problems] == [
        (3, "mentee", "the same pair as row 2"),
        (4, "start", "unreadable date"),
        (5, "mentee", "the same pair as row 4"),
    ]
    assert people(found) == [("Alex", "Sam")]


def test_people_in_several_pairs_or_programmes_are_no_duplicates(tmp_path: Path) -> None:
    found = read(tmp_path, "mentor,mentee,programme\nAlex,Sam,A\nAlex,Sam,B\nAlex,Kim,A\nSam,Alex,A\n")
    assert (len(found.pairs), found.problems) == (4, ())


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("Alex Ng,,alex  NG,", "mentee"),
        ("Zoë,,Zoe\u0308,", "mentee"),
        ("Alex,alex@example.org,Alex,", "mentee"),
        ("Alex,alex@example.org,Sam,ALEX@example.org", "mentee_email"),
        ("Alex,alex@example.org,Alex,alex@example.org", "mentee_email"),
    ],
)
def test_nobody_mentors_themselves(tmp_path: Path, row: str, column: str) -> None:
    found = read(tmp_path, f"mentor,mentor_email,mentee,mentee_email\n{row}\n")
    assert (the_problem(found).where.column, found.pairs) == (column, ())
    assert "the mentor" in the_problem(found).message


def test_two_people_may_share_a_name(tmp_path: Path) -> None:
    found = read(tmp_path, "mentor,mentor_email,mentee,mentee_email\nAlex,a@example.org,Alex,b@example.org\n")
    assert people(found) == [("Alex", "Alex")]


def test_a_cell_under_no_heading_is_reported(tmp_path: Path) -> None:
    found = read(tmp_path, "mentor,mentee,focus\nAlex,Sam,Leeds,York,Hull\nKim,Lee,Hull,,,\n")
    problem = the_problem(found)
    assert (problem.where.row, problem.where.column, problem.value) == (2, "D", "York")
    assert "heading" in problem.message
    assert people(found) == [("Kim", "Lee")]


def test_an_empty_heading_between_others_is_allowed_over_empty_cells(tmp_path: Path) -> None:
    found = read(tmp_path, "mentor,,mentee\nAlex,,Sam\nKim,x,Lee\n")
    assert (people(found), the_problem(found).where.column) == ([("Alex", "Sam")], "B")


def test_a_column_without_heading_has_the_letters_a_spreadsheet_shows(tmp_path: Path) -> None:
    found = read(tmp_path, "mentor,mentee\nAlex,Sam" + "," * 27 + "x\n")
    assert the_problem(found).where.column == "AC"


def test_a_row_may_have_several_problems(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER + ",alex@,Sam,sam,,31/02/2027,x\nKim,,Lee,,,,\n")
    assert [problem.where.column for problem in found.problems] == ["mentor", "mentor_email", "mentee_email", "start"]
    assert people(found) == [("Kim", "Lee")]


def test_a_roster_of_bad_rows_is_a_roster_without_pairs(tmp_path: Path) -> None:
    found = read(tmp_path, "mentor,mentee\nAlex,\n")
    assert (found.pairs, len(found.problems)) == ((), 1)


# --- Files that cannot be used ----------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match=r"pairs\.csv: there is no such file"):
        read_roster(tmp_path / "pairs.csv", PARAMETERS)


def test_a_folder_is_no_roster(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="it is a folder"):
        read_roster(tmp_path, PARAMETERS)


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> object:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "pairs.csv").write_text("mentor,mentee\nAlex,Sam\n")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(RosterError, match=r"pairs\.csv: it cannot be opened \(Permission denied\)"):
        read_roster(tmp_path / "pairs.csv", PARAMETERS)


@pytest.mark.parametrize("name", ["pairs.xls", "pairs.XLS", "pairs.ods", "pairs.xlsb", "pairs.pdf", "pairs"])
def test_other_kinds_of_file_are_refused_with_what_to_save_as(tmp_path: Path, name: str) -> None:
    with pytest.raises(RosterError, match=r"save it as an Excel workbook \(\.xlsx\) or as CSV UTF-8 \(\.csv\)"):
        read(tmp_path, "mentor,mentee\nAlex,Sam\n", name)


@pytest.mark.parametrize("name", ["pairs.xlsx", "pairs.csv"])
def test_an_old_or_locked_workbook_under_another_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RosterError, match="password"):
        read(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), name)


@pytest.mark.parametrize("content", ["", "\ufeff", "\n\n", " , ,\n", "sep=;\n"])
def test_an_empty_file_has_no_header(tmp_path: Path, content: str) -> None:
    with pytest.raises(RosterError, match="it is empty"):
        read(tmp_path, content)


def test_an_empty_sheet_has_no_header(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="it is empty"):
        read_rows(tmp_path)


@pytest.mark.parametrize(
    ("header", "missing"),
    [("mentor,focus", "mentee"), ("mentee|mentor", "mentor or mentee"), ("Alex,Sam", "mentor or mentee")],
)
def test_a_missing_column_is_named(tmp_path: Path, header: str, missing: str) -> None:
    with pytest.raises(RosterError, match=f"no {missing} in '{header[:4]}"):
        read(tmp_path, f"{header}\nAlex,Sam\n")


def test_a_heading_that_only_looks_right_is_named(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match=r"no mentor in .*'m\u0435ntor' holds U\+0435, which only looks like a Latin"):
        read(tmp_path, "m\u0435ntor,mentee,стар\nAlex,Sam,x\n")


@pytest.mark.parametrize("header", ["mentor,Mentor,mentee", "mentor,mentee,program,programme", "mentor,mentee,x,X "])
def test_a_heading_that_is_there_twice_is_refused(tmp_path: Path, header: str) -> None:
    with pytest.raises(RosterError, match=r"are the same\. Keep one"):
        read(tmp_path, f"{header}\nAlex,Sam,Kim\n")


def test_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="no rows"):
        read(tmp_path, "mentor,mentee\n,\n")


@pytest.mark.parametrize("kept", [4, 60, 1000, -30])
def test_a_truncated_workbook_is_refused(tmp_path: Path, kept: int) -> None:
    with pytest.raises(RosterError, match=r"pairs\.xlsx: it is damaged"):
        read(tmp_path, xlsx(["mentor", "mentee"], ["Alex", "Sam"])[:kept], "pairs.xlsx")


@pytest.mark.parametrize("content", ["mentor,mentee\nAlex,Sam\n", "", "<html></html>"])
def test_a_workbook_that_is_no_zip_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(RosterError, match="in spite of its name"):
        read(tmp_path, content, "pairs.xlsx")


@pytest.mark.parametrize(
    "part", ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"]
)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<",
        b"\xff\xff",
        b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>',
    ],
)
def test_a_workbook_with_a_hostile_part_is_refused(tmp_path: Path, part: str, content: bytes) -> None:
    hostile = with_part(xlsx(["mentor", "mentee"], ["Alex", "Sam"]), part, content)
    with pytest.raises(RosterError, match="it is damaged"):
        read(tmp_path, hostile, "pairs.xlsx")


def test_a_row_number_beyond_any_sheet_is_not_counted_up_to(tmp_path: Path) -> None:
    rows = b'<row r="1"><c t="str"><v>mentor</v></c><c t="str"><v>mentee</v></c></row><row r="9999999999999"/>'
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{name}"><sheetData>'.encode() + rows + b"</sheetData></worksheet>"
    content = with_part(xlsx(["mentor", "mentee"]), "xl/worksheets/sheet1.xml", sheet)
    with pytest.raises(RosterError, match="no rows"):
        read(tmp_path, content, "pairs.xlsx")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, part: str) -> None:
    bomb = with_part(xlsx(["mentor", "mentee"]), part, b"<c/>" * 1_000_000)
    assert len(bomb) < 20_000
    with pytest.raises(RosterError, match="unpacks to far more than a roster holds"):
        read(tmp_path, bomb, "pairs.xlsx")


def test_a_workbook_may_be_large_but_not_endless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = xlsx(["mentor", "mentee"], *([f"Alex {number}", f"Sam {number}"] for number in range(2000)))
    assert len(read(tmp_path, content, "pairs.xlsx").pairs) == 2000
    monkeypatch.setattr(table, "MOST_BYTES", len(content))
    with pytest.raises(RosterError, match="unpacks to far more than a roster holds"):
        read(tmp_path, content, "pairs.xlsx")


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    with path.open("wb") as file:
        file.truncate(table.MOST_BYTES + 1)
    with pytest.raises(RosterError, match="larger than 50 MB"):
        read_roster(path, PARAMETERS)


def test_a_table_may_be_long_but_not_endless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 3)
    assert len(read(tmp_path, "mentor,mentee\nA,B\n\nC,D\nE,F\n\n").pairs) == 3
    with pytest.raises(RosterError, match="more than 3 rows"):
        read(tmp_path, "mentor,mentee\nA,B\nC,D\nE,F\nG,H\n")
    with pytest.raises(RosterError, match="more than 3 rows"):
        read_rows(tmp_path, ["mentor", "mentee"], *(["A", name] for name in "BCDE"))


def test_a_table_may_be_wide_but_not_endless(tmp_path: Path) -> None:
    row: list[object] = ["mentor", "mentee", *(f"c{number}" for number in range(254))]
    assert len(read_rows(tmp_path, row, ["Alex", "Sam"]).unknown_columns) == 254
    with pytest.raises(RosterError, match="row 1 has more than 256 columns"):
        read_rows(tmp_path, [*row, "one more"], ["Alex", "Sam"])


def test_the_message_of_an_error_is_safe_to_print(tmp_path: Path) -> None:
    with pytest.raises(RosterError) as caught:
        read(tmp_path, "men\x1b[31mtor,\u202emeh\nAlex,Sam\n", "pa\x1birs.csv")
    assert not {"\x1b", "\u202e"} & set(str(caught.value))


# --- Whatever is in the file ------------------------------------------------------------------------------------------

UNSEEN = [chr(c) for c in (*range(9), *range(14, 32), *range(0x7F, 0x85), *range(0x86, 0xA0))]
OVERRIDES = [chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
ANY_NAME = st.text(st.characters(codec="utf-8", exclude_characters=UNSEEN + OVERRIDES), min_size=1, max_size=60)


def as_stated(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def is_a_name(name: str) -> bool:
    return shows(name) and name[0] != "#" and plain(name) == name and "\ufffd" not in name


@given(
    names=st.lists(st.tuples(ANY_NAME.filter(is_a_name), ANY_NAME.filter(is_a_name)), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@example(names=[('"', ",;\t"), ("\r", "a\rb")][:1], delimiter=";", encoding="utf-8", quoting=csv.QUOTE_MINIMAL)
def test_any_names_written_come_back(names: list[tuple[str, str]], delimiter: str, encoding: str, quoting: int) -> None:
    # An address of their own keeps any two people apart, whatever their names.
    rows = [(a, f"a{i}@example.org", b, f"b{i}@example.org") for i, (a, b) in enumerate(names)]
    content = io.StringIO(newline="")
    writer = csv.writer(content, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([("mentor", "mentor_email", "mentee", "mentee_email"), *rows])
    with tempfile.TemporaryDirectory() as folder:
        found = read(Path(folder), content.getvalue().encode(encoding))
    assert people(found) == [(as_stated(a), as_stated(b)) for a, b in names]
    assert found.problems == ()


@given(content=st.binary(max_size=400), name=st.sampled_from(["p.csv", "p.xlsx", "p.txt", "p.ods"]))
@example(content=b"PK\x03\x04", name="p.csv")
@example(content=b"\xff\xfe", name="p.csv")
@example(content=b'"' * 9, name="p.csv")
@example(content=b"mentor,mentee\n" + b"x" * 200_000, name="p.csv")
def test_any_bytes_are_a_roster_or_a_roster_error(content: bytes, name: str) -> None:
    read_or_refuse(content, name)


@given(rows=st.text(st.one_of(st.sampled_from(',;"\n\r\t@/#'), st.characters(codec="utf-8")), max_size=200))
def test_any_text_under_a_header_is_pairs_problems_or_a_roster_error(rows: str) -> None:
    read_or_refuse((HEADER + rows).encode(), "p.csv")


@settings(max_examples=60)
@given(place=st.integers(0, 4000), damage=st.binary(min_size=1, max_size=30))
def test_any_damage_to_a_workbook_is_a_roster_or_a_roster_error(place: int, damage: bytes) -> None:
    content = bytearray(DAMAGED)
    content[place : place + len(damage)] = damage
    read_or_refuse(bytes(content), "p.xlsx")


DAMAGED = xlsx(["mentor", "mentee", "start"], ["Alex", "Sam", DAY], ["Kim", "Lee", 3])


def read_or_refuse(content: bytes, name: str) -> None:
    """Reads content that may be anything; whatever comes of it must be safe to print and must name the file."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            found, refusal = read(Path(folder), content, name), ""
        except RosterError as error:
            found, refusal = Roster((), (), (), ()), str(error)
    assert not refusal or refusal.startswith(f"{name}: ")
    for problem in found.problems:
        assert len(problem.value) <= 80
        assert not {"\0", "\x1b", "\n", "\u202e"} & set(str(problem))
    assert all(pair.mentor and pair.mentee for pair in found.pairs)
