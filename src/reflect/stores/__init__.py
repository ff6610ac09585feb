"""Where revisions are kept.

`protocol` says what a store does, and `opening` which one keeps what: every use of answers goes through these two.
There are two stores:

  folder      JSON Lines in a folder that may be shared or synced, one writer a file
    growing   one such file, of which only what is new is read
    places    the folders of one workbook, the copies that sync programs make among them
    layout    how files and folders are named (pure)
    returned  logs that came back from somebody in no workbook's folder
  memory      nothing beyond the process (pure)

Both are watched by `watching` (pure), and pass one contract test. A saved revision is on disk before `append` of the
folder store returns. No error message or report of a problem holds the words of an answer.
"""

from reflect.stores.memory import MemoryStore
from reflect.stores.protocol import LogStamp, Store

__all__ = ["LogStamp", "MemoryStore", "Store"]
