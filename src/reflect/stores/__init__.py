"""Where revisions are kept.

`folder` keeps logs as JSON Lines in a folder that may be shared or synced, one writer a file, watches for what others
write, and reads with `growing` only what is new; `places` are the folders that hold the answers to one workbook. A
saved revision is on disk before `append` returns. No error message or report of a problem holds the words of an answer.
"""

from reflect.stores.folder import FolderStore, Reading

__all__ = ["FolderStore", "Reading"]
