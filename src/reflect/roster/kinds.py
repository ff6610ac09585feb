"""Files that are no roster as they are: what they are, and what to do with them (pure)."""

from __future__ import annotations

SAVE_AS = "Open it in a spreadsheet and save it as an Excel workbook (.xlsx) or as CSV UTF-8 (.csv)."

_EXPORT = "Open it in Numbers, choose File > Export To, and export it as Excel or CSV."
_DOWNLOAD = "Open the sheet in your browser and choose File > Download > Microsoft Excel (.xlsx)."
_UNPACK = "Unpack it, and name the roster that is in it."

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old .xls files begin, and XLSX files behind a password."""

_LOCKED = "EncryptedPackage".encode("utf-16-le")

_BY_NAME = {
    ".xls": f"it is an old Excel file (.xls), and .xls files are not read. {SAVE_AS}",
    ".xlsb": f"it is a binary Excel workbook, and .xlsb files are not read. {SAVE_AS}",
    ".ods": f"it is an OpenDocument spreadsheet, and .ods files are not read. {SAVE_AS}",
    ".numbers": f"it is a Numbers file, and .numbers files are not read. {_EXPORT}",
    ".gsheet": f"it is only a link to a Google sheet. {_DOWNLOAD}",
    ".zip": f"it is a zip file. {_UNPACK}",
}

_BY_PART = {
    "xl/workbook.bin": f"it is a binary Excel workbook (.xlsb) in spite of its name. {SAVE_AS}",
    "word/document.xml": f"it is a Word document. Copy its table into a spreadsheet. {SAVE_AS}",
    "Index.zip": f"it is a Numbers file in spite of its name. {_EXPORT}",
    "Index/Document.iwa": f"it is a Numbers file in spite of its name. {_EXPORT}",
    "content.xml": f"it is an OpenDocument spreadsheet (.ods) in spite of its name. {SAVE_AS}",
}


def refusal_by_name(suffix: str) -> str:
    """Why a file whose name ends in this (in small letters) is not read, and what to do; "" where it may be."""
    if suffix in (".xlsx", ".xlsm", ".xltx", ".csv", ".tsv", ".txt"):
        return ""
    return _BY_NAME.get(suffix, f"a roster is a .csv or .xlsx file. {SAVE_AS}")


def folder_kind(suffix: str) -> str:
    """What a folder with a name that ends in this is, if programs keep files as folders of that name; "" otherwise."""
    return _BY_NAME[suffix] if suffix == ".numbers" else ""


def refusal_by_content(content: bytes) -> str:
    """Why content is no roster, whatever its name, and what to do; "" where it may be one."""
    if not content.startswith(_OLE):
        return ""
    if _LOCKED in content:
        return f"it has a password, so it cannot be read. {SAVE_AS} Leave out the password."
    return f"it is an old Excel file, or has a password. {SAVE_AS} Leave out the password."


def refusal_by_parts(parts: list[str]) -> str:
    """Why a zip file with these parts is no XLSX file, and what to do; "" where it may be one."""
    found = next((why for part, why in _BY_PART.items() if part in parts), "")
    if not found and "[Content_Types].xml" not in parts:
        return f"it is a zip file, and no Excel workbook in spite of its name. {_UNPACK}" if parts else ""
    return found
