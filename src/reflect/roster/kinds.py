"""Files that are no roster as they are: what they are, and what to do with them (pure)."""

from __future__ import annotations

SAVE_AS = "Open it in a spreadsheet and save it as an Excel workbook (.xlsx) or as CSV UTF-8 (.csv)."

_EXPORT = "Open it in Numbers, choose File > Export To, and export it as Excel or CSV."
_DOWNLOAD = "Open the sheet in your browser and choose File > Download > Microsoft Excel (.xlsx)."
_UNPACK = "Unpack it, and name the roster that is in it."

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old .xls files begin, and XLSX files behind a password."""

_LOCKED = "EncryptedPackage".encode("utf-16-le")

Refusal = tuple[str, str]
"""Why a file is no roster, and what to do."""

_BY_NAME: dict[str, Refusal] = {
    ".xls": ("it is an old Excel file (.xls), and .xls files are not read", SAVE_AS),
    ".xlsb": ("it is a binary Excel workbook, and .xlsb files are not read", SAVE_AS),
    ".ods": ("it is an OpenDocument spreadsheet, and .ods files are not read", SAVE_AS),
    ".numbers": ("it is a Numbers file, and .numbers files are not read", _EXPORT),
    ".gsheet": ("it is only a link to a Google sheet", _DOWNLOAD),
    ".zip": ("it is a zip file", _UNPACK),
}

_BY_PART: dict[str, Refusal] = {
    "xl/workbook.bin": ("it is a binary Excel workbook (.xlsb) in spite of its name", SAVE_AS),
    "word/document.xml": ("it is a Word document", f"Copy its table into a spreadsheet. {SAVE_AS}"),
    "Index.zip": ("it is a Numbers file in spite of its name", _EXPORT),
    "Index/Document.iwa": ("it is a Numbers file in spite of its name", _EXPORT),
    "content.xml": ("it is an OpenDocument spreadsheet (.ods) in spite of its name", SAVE_AS),
}


def refusal_by_name(suffix: str) -> Refusal | None:
    """Why a file whose name ends in this (in small letters) is not read, and what to do; None where it may be."""
    if suffix in (".xlsx", ".xlsm", ".xltx", ".csv", ".tsv", ".txt"):
        return None
    return _BY_NAME.get(suffix, ("a roster is a .csv or .xlsx file", SAVE_AS))


def folder_kind(suffix: str) -> Refusal | None:
    """What a folder with a name that ends in this is, if programs keep files as folders of that name."""
    return _BY_NAME[suffix] if suffix == ".numbers" else None


def refusal_by_content(content: bytes) -> Refusal | None:
    """Why content is no roster, whatever its name, and what to do; None where it may be one."""
    if not content.startswith(_OLE):
        return None
    if _LOCKED in content:
        return "it has a password, so it cannot be read", f"{SAVE_AS} Leave out the password."
    return "it is an old Excel file, or has a password", f"{SAVE_AS} Leave out the password."


def refusal_by_parts(parts: list[str]) -> Refusal | None:
    """Why a zip file with these parts is no XLSX file, and what to do; None where it may be one."""
    found = next((why for part, why in _BY_PART.items() if part in parts), None)
    if not found and "[Content_Types].xml" not in parts:
        return ("it is a zip file, and no Excel workbook in spite of its name", _UNPACK) if parts else None
    return found
