"""Workbooks on their way from one person to another, and back.

`packing` makes a workbook ready to be sent. What comes back is found by `gathering`, which opens with `unpacking` the
files that have others in them and tells by `contents` (pure) what each is, and is merged by `collecting`.
"""
