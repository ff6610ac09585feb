"""Journals: a workbook as a page for one reader, to read, print and keep.

`content` says what is in a journal and `pictures` lays its pictures out, both purely; `plain` makes HTML of what people
typed, `markdown` of the notebook's own cells, and `cleaning` sees that both are safe; `page` is the templates, and
`rendering` makes the page of a workbook on disk. `exporter` is the same page for `jupyter nbconvert --to reflect`.
"""

from reflect.journal.content import Journal, NotForReader, Reader, journal

__all__ = ["Journal", "NotForReader", "Reader", "journal"]
