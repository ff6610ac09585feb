"""Files that are no roster as they are: what they are, and what to do with them (pure)."""

from __future__ import annotations

from reflect.language import N_, _

SAVE_AS = N_("Open it in a spreadsheet and save it as an Excel workbook (.xlsx) or as CSV UTF-8 (.csv).")

_EXPORT = N_("Open it in Numbers, choose File > Export To, and export it as Excel or CSV.")
_DOWNLOAD = N_("Open the sheet in your browser and choose File > Download > Microsoft Excel (.xlsx).")
_UNPACK = N_("Unpack it, and name the roster that is in it.")
_NO_PASSWORD = N_("Leave out the password.")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old .xls files begin, and XLSX files behind a password."""

_LOCKED = "EncryptedPackage".encode("utf-16-le")

Refusal = tuple[str, str]
"""Why a file is no roster, and what to do."""

_NUMBERS = (N_("it is a Numbers file in spite of its name"), _EXPORT)

_BY_NAME = {
    ".xls": (N_("it is an old Excel file (.xls), and .xls files are not read"), SAVE_AS),
    ".xlsb": (N_("it is a binary Excel workbook, and .xlsb files are not read"), SAVE_AS),
    ".ods": (N_("it is an OpenDocument spreadsheet, and .ods files are not read"), SAVE_AS),
    ".numbers": (N_("it is a Numbers file, and .numbers files are not read"), _EXPORT),
    ".gsheet": (N_("it is only a link to a Google sheet"), _DOWNLOAD),
    ".zip": (N_("it is a zip file"), _UNPACK),
}
_BY_PART: dict[str, tuple[str, ...]] = {
    "xl/workbook.bin": (N_("it is a binary Excel workbook (.xlsb) in spite of its name"), SAVE_AS),
    "word/document.xml": (N_("it is a Word document"), N_("Copy its table into a spreadsheet."), SAVE_AS),
    "Index.zip": _NUMBERS,
    "Index/Document.iwa": _NUMBERS,
    "content.xml": (N_("it is an OpenDocument spreadsheet (.ods) in spite of its name"), SAVE_AS),
}
"""Why, and the sentences that say what to do."""


def refusal_by_name(suffix: str) -> Refusal | None:
    """Why a file whose name ends in this (in small letters) is not read, and what to do; None where it may be."""
    if suffix in (".xlsx", ".xlsm", ".xltx", ".csv", ".tsv", ".txt"):
        return None
    return _said(*_BY_NAME.get(suffix, (N_("a roster is a .csv or .xlsx file"), SAVE_AS)))


def folder_kind(suffix: str) -> Refusal | None:
    """What a folder with a name that ends in this is, if programs keep files as folders of that name."""
    return _said(*_BY_NAME[suffix]) if suffix == ".numbers" else None


def refusal_by_content(content: bytes) -> Refusal | None:
    """Why content is no roster, whatever its name, and what to do; None where it may be one."""
    if not content.startswith(_OLE):
        return None
    if _LOCKED in content:
        return _said(N_("it has a password, so it cannot be read"), SAVE_AS, _NO_PASSWORD)
    return _said(N_("it is an old Excel file, or has a password"), SAVE_AS, _NO_PASSWORD)


def refusal_by_parts(parts: list[str]) -> Refusal | None:
    """Why a zip file with these parts is no XLSX file, and what to do; None where it may be one."""
    if found := next((why for part, why in _BY_PART.items() if part in parts), None):
        return _said(*found)
    if "[Content_Types].xml" in parts or not parts:
        return None
    return _said(N_("it is a zip file, and no Excel workbook in spite of its name"), _UNPACK)


def _said(why: str, *remedy: str) -> Refusal:
    return _(why), " ".join(map(_, remedy))
