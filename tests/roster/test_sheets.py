"""Rosters as spreadsheets write them: sheets, titles, what is hidden or merged, formulas; and other kinds of file."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from reflect.roster import table
from reflect.roster.problems import RosterError
from reflect.roster.reading import Roster
from tests.roster.test_roster import people, read, read_rows, saved, the_problem, with_part, xlsx

SHEET = "xl/worksheets/sheet1.xml"


def read_book(tmp_path: Path, book: openpyxl.Workbook) -> Roster:
    return read(tmp_path, saved(book), "pairs.xlsx")


def book_of(**sheets: Sequence[Sequence[object]]) -> openpyxl.Workbook:
    """A workbook with these sheets, `_` in a title for a space."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(list(row))
    return book


def edited(content: bytes, old: bytes, new: bytes, part: str = SHEET) -> bytes:
    """An XLSX file with something in one of its parts replaced, as another program writes it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(part)
    assert old in text, text
    return with_part(content, part, text.replace(old, new))


def with_shared_texts(content: bytes, *texts: str) -> bytes:
    """An XLSX file in which these texts (as XML) stand once, for any cell to name, as Excel keeps them."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    content = edited(content, b"</Types>", override.encode(), "[Content_Types].xml")
    items = "".join(f"<si>{text}</si>" for text in texts)
    with zipfile.ZipFile(made := io.BytesIO(content), "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/sharedStrings.xml",
            f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>',
        )
    return made.getvalue()


HEADINGS = ("mentor", "mentee")
ROSTER = (HEADINGS, ("Alex", "Sam"))

# --- Which sheet ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first",
    [(), (("Mentoring 2027",), ("Please fill in by May",)), (("mentor", "phone"), ("Alex", 1)), (HEADINGS,)],
)
def test_the_sheet_that_has_the_columns_is_read(tmp_path: Path, first: Sequence[Sequence[object]]) -> None:
    found = read_book(tmp_path, book_of(Read_me=first, Pairs=ROSTER, Rooms=[("room", "seats")]))
    assert people(found) == [("Alex", "Sam")]
    [note] = found.notes
    assert note.startswith("Only the sheet 'Pairs' was read; not read: 'Read me'")
    assert note.endswith(", 'Rooms'.")


def test_a_second_roster_in_the_file_is_said_not_to_be_read(tmp_path: Path) -> None:
    found = read_book(tmp_path, book_of(Spring=ROSTER, Autumn=[HEADINGS, ("Kim", "Lee")]))
    assert people(found) == [("Alex", "Sam")]
    assert found.notes == ("Only the sheet 'Spring' was read; not read: 'Autumn' (it has mentor and mentee).",)


def test_a_hidden_roster_is_not_read_and_named(tmp_path: Path) -> None:
    book = book_of(Cover=[("Mentoring",)], Pairs=ROSTER)
    book["Pairs"].sheet_state = "veryHidden"
    with pytest.raises(RosterError, match=r"no mentor or mentee in 'Mentoring'.*'Pairs' \(hidden, it has mentor"):
        read_book(tmp_path, book)


def test_a_file_without_a_roster_says_which_sheet_was_read(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match=r"in 'room, seats'.*Only the sheet 'Rooms' was read; not read: 'Cover'\."):
        read_book(tmp_path, book_of(Cover=[], Rooms=[("room", "seats")]))


# --- Which row has the headings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pairs.xlsx", "pairs.csv"])
def test_headings_below_a_title_are_found(tmp_path: Path, name: str) -> None:
    rows = [
        ("Mentoring, 2027",),
        (),
        ("Spring", "as of May"),
        ("mentor", "mentee", "focus"),
        ("Alex", "Sam", ""),
        ("Kim",),
    ]
    text = "\n".join(";".join(row) for row in rows)
    found = read(tmp_path, text, name) if name.endswith("csv") else read_rows(tmp_path, *rows)
    assert (people(found), the_problem(found).where.row) == ([("Alex", "Sam")], 6)
    assert found.notes == ("The headings were found in row 4; not read: row 1, row 3.",)


def test_a_first_row_that_names_one_person_only_is_still_refused(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="no mentee in 'mentor, focus'"):
        read_rows(tmp_path, ("mentor", "focus"), ("Alex", "mentee"))


def test_headings_that_come_again_are_no_pair(tmp_path: Path) -> None:
    found = read_rows(tmp_path, *ROSTER, ("Mentor", "Mentee "), ("Kim", "Lee"))
    assert people(found) == [("Alex", "Sam"), ("Kim", "Lee")]
    assert (the_problem(found).where.row, the_problem(found).message) == (3, "the headings again")


@pytest.mark.parametrize("row", [("Total", 12), ("TOTAL:", "12"), ("Grand total", "2"), ("Count", 2)])
def test_a_row_of_totals_is_no_pair(tmp_path: Path, row: tuple[object, object]) -> None:
    found = read_rows(tmp_path, *ROSTER, row)
    assert (people(found), the_problem(found).message) == ([("Alex", "Sam")], "a row of totals")


# --- What is hidden, merged, or a formula -----------------------------------------------------------------------------


def test_what_is_hidden_is_read_and_said(tmp_path: Path) -> None:
    book = book_of(Pairs=[(*HEADINGS, "focus"), ("Alex", "Sam", "Leading"), ("Kim", "Lee", "")])
    sheet = book["Pairs"]
    sheet.auto_filter.ref = "A1:C3"
    sheet.row_dimensions[3].hidden = sheet.row_dimensions[40].hidden = True
    sheet.column_dimensions["C"].hidden = sheet.column_dimensions["H"].hidden = True
    found = read_book(tmp_path, book)
    assert people(found) == [("Alex", "Sam"), ("Kim", "Lee")]
    assert found.pairs[0].details == {"focus": "Leading"}
    assert found.notes == (
        "What is hidden was read too: column C.",
        "What is hidden or filtered out was read too: row 3.",
    )


def test_a_name_merged_over_several_rows_stands_in_each(tmp_path: Path) -> None:
    book = book_of(
        Pairs=[
            ("Mentoring 2027", ""),
            HEADINGS,
            ("Alex", "Sam"),
            ("", "Noor"),
            (),
            ("", "Jo"),
            ("Kim", "Lee"),
            ("", "Bo"),
        ]
    )
    for area in ("A1:B1", "A3:A6"):
        book["Pairs"].merge_cells(area)
    found = read_book(tmp_path, book)
    assert people(found) == [("Alex", "Sam"), ("Alex", "Noor"), ("Alex", "Jo"), ("Kim", "Lee")]
    assert (the_problem(found).where.row, the_problem(found).where.column) == (8, "mentor")
    assert "What stands in merged cells was read in each of their rows: A3:A6." in found.notes


def test_headings_merged_over_two_rows_make_no_pair(tmp_path: Path) -> None:
    book = book_of(Pairs=[HEADINGS, (), ("Alex", "Sam")])
    for area in ("A1:A2", "B1:B2"):
        book["Pairs"].merge_cells(area)
    assert (people(read_book(tmp_path, book)), read_book(tmp_path, book).problems) == ([("Alex", "Sam")], ())


@pytest.mark.parametrize("area", ["A2:A1048576", "A2:XFD1048576", "A2:A2", "A2", "A3:C3"])
def test_odd_areas_that_are_merged_harm_nothing(tmp_path: Path, area: str) -> None:
    areas = f'<mergeCell ref="{area}"/>' * 2000
    merge = f"</sheetData><mergeCells>{areas}</mergeCells>".encode()
    content = edited(xlsx(*ROSTER, ("Kim", "Lee")), b"</sheetData>", merge)
    assert people(read(tmp_path, content, "pairs.xlsx")) == [("Alex", "Sam"), ("Kim", "Lee")]


def test_a_formula_that_was_never_calculated_is_said(tmp_path: Path) -> None:
    found = read_rows(tmp_path, (*HEADINGS, "focus"), ("Alex", "Sam", "=D2"), ("=D3", "Lee", "x"))
    assert people(found) == [("Alex", "Sam")]
    assert (the_problem(found).where.row, the_problem(found).where.column) == (3, "mentor")
    assert "There is a formula without a value in C2, A3, where nothing was read." in found.notes[0]


def test_a_roster_of_nothing_but_such_formulas_says_why_it_is_empty(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="no rows.*a formula without a value in A2, B2"):
        read_rows(tmp_path, HEADINGS, ("=Other!A2", "=Other!B2"))


def test_a_formula_that_gave_nothing_is_an_empty_cell(tmp_path: Path) -> None:
    content = xlsx((*HEADINGS, "focus"), ("Alex", "Sam", "=D2"))
    content = edited(content, b'<c r="C2"><f>D2</f><v />', b'<c r="C2" t="str"><f>D2</f><v></v>')
    assert read(tmp_path, content, "pairs.xlsx").notes == ()


def test_rows_out_of_order_are_not_lost_without_a_word(tmp_path: Path) -> None:
    content = edited(xlsx(*ROSTER, ("Kim", "Lee")), b'<row r="3"', b'<row r="2"')
    with pytest.raises(RosterError, match="it is damaged"):
        read(tmp_path, content, "pairs.xlsx")


# --- Cells as other programs write them -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown_as", "text"),
    [
        (0.5, "0%", "50%"),
        (0.125, "0.0%", "12.5%"),
        (7, "000", "007"),
        (7, "#,##0", "7"),
        (7.5, "0.00", "7.5"),
        (dt.date(2027, 2, 5), "mmm yyyy", "2027-02-05"),
    ],
)
def test_a_number_is_read_as_it_is_shown(tmp_path: Path, value: object, shown_as: str, text: str) -> None:
    book = book_of(Pairs=[(*HEADINGS, "focus"), ("Alex", "Sam", value)])
    book["Pairs"]["C2"].number_format = shown_as
    assert read_book(tmp_path, book).pairs[0].details == {"focus": text}


def test_dates_count_from_1904_where_the_file_says_so(tmp_path: Path) -> None:
    book = book_of(Pairs=[(*HEADINGS, "start")])
    book.epoch = CALENDAR_MAC_1904
    book["Pairs"].append(["Alex", "Sam", dt.date(2027, 2, 5)])
    assert read_book(tmp_path, book).pairs[0].details == {"start": "2027-02-05"}


@pytest.mark.parametrize("shared", [True, False])
def test_rich_text_is_read_whole_and_without_its_reading_aids(tmp_path: Path, shared: bool) -> None:
    runs = "<r><rPr><b/></rPr><t>Sa</t></r><r><t>m</t></r><rPh sb='0' eb='1'><t>XX</t></rPh>"
    cell = '<c r="B2" t="s"><v>1</v>' if shared else f'<c r="B2" t="inlineStr"><is>{runs}</is>'
    content = edited(xlsx(HEADINGS, ("Alex", 777)), b'<c r="B2" t="n"><v>777</v>', cell.encode())
    content = with_shared_texts(content, "<t>another</t>", runs)
    assert people(read(tmp_path, content, "pairs.xlsx")) == [("Alex", "Sam")]


def test_a_character_that_excel_wrote_as_a_code_is_that_character(tmp_path: Path) -> None:
    found = read_rows(tmp_path, HEADINGS, ("Al_x200B_ex", "Sam_x0007_"), ("Kim", "x_x005F_x0041_"))
    assert people(found) == [("Kim", "x_x0041_")]
    assert "U+0007" in the_problem(found).message


def test_a_sheet_whose_names_have_a_prefix_is_read(tmp_path: Path) -> None:
    content = xlsx(*ROSTER)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(SHEET).replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"xmlns=", b"xmlns:x=")
    assert people(read(tmp_path, with_part(content, SHEET, text), "pairs.xlsx")) == [("Alex", "Sam")]


# --- Other kinds of file ----------------------------------------------------------------------------------------------


def zipped(*parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("p.numbers", b"x", "Numbers file.*File > Export To"),
        ("p.gsheet", b"{}", "link to a Google sheet.*File > Download"),
        ("p.zip", zipped("p.csv"), "a zip file. Unpack it"),
        ("p.xlsx", zipped("p.csv"), "a zip file.*Unpack it"),
        ("p.xlsx", zipped("mimetype", "content.xml"), "OpenDocument spreadsheet"),
        ("p.xlsx", zipped("[Content_Types].xml", "xl/workbook.bin"), "binary Excel workbook"),
        ("p.xlsx", zipped("[Content_Types].xml", "word/document.xml"), "Word document"),
        ("p.csv", zipped("Index/Document.iwa"), "Numbers file.*File > Export To"),
        (
            "p.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99) + "EncryptedPackage".encode("utf-16-le"),
            "a password, so it",
        ),
        ("p.xlsx", zipped("[Content_Types].xml"), "damaged"),
    ],
)
def test_another_kind_of_file_is_named_with_what_to_do(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    with pytest.raises(RosterError, match=rf"{name}: .*{said}"):
        read(tmp_path, content, name)


def test_a_numbers_file_that_is_a_folder_is_named_too(tmp_path: Path) -> None:
    (tmp_path / "pairs.numbers").mkdir()
    with pytest.raises(RosterError, match="Numbers file"):
        table.read_table(tmp_path / "pairs.numbers")


def test_strict_open_xml_is_named(tmp_path: Path) -> None:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    content = edited(xlsx(*ROSTER), main, b"http://purl.oclc.org/ooxml/spreadsheetml/main", "xl/workbook.xml")
    with pytest.raises(RosterError, match="Strict Open XML"):
        read(tmp_path, content, "pairs.xlsx")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_other_unicode_is_read_and_noted(tmp_path: Path, encoding: str) -> None:
    found = read(tmp_path, "mentor\tmentee\r\nŁukasz\tसुमन\r\n".encode(encoding))
    assert (people(found), len(found.notes)) == ([("Łukasz", "सुमन")], 1)


def test_one_long_text_in_many_cells_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f'<row r="{row}"><c t="s"><v>0</v></c></row>' for row in range(3, 60))
    content = edited(xlsx(*ROSTER), b"</sheetData>", f"{rows}</sheetData>".encode())
    content = with_shared_texts(content, f"<t>{'x' * 30_000}</t>")
    monkeypatch.setattr(table, "MOST_BYTES", 1_000_000)
    with pytest.raises(RosterError, match="more text than any roster"):
        read(tmp_path, content, "pairs.xlsx")
