"""The dates of a pair as a calendar file, which any calendar takes (RFC 5545). Nothing is executed.

`events` says which days there are, from a workbook and its answers (pure), `source` finds the workbooks of one pair,
and `file` writes the calendar.
"""
