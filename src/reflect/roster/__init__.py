"""A roster read into pairs, with an error for each bad cell.

A roster is a table with one pair to a row, under a row of headings. It is made in a spreadsheet by a person who has
never heard of an encoding or a delimiter, so a file is taken as it comes wherever only one reading is possible, and
refused with what to do about it where a guess could lose a pair or alter a name.

There are two halves. `table` is the edge: it opens a file, CSV or XLSX, and gives plain text cells. The rest turns such
a table into a `Roster`, and is pure. `reading` puts the two together.

What a cell may hold and what is done to it is in `reflect.template.parameters`, since the same holds for `reflect new`.
What was done that a reader may not expect is said in a note.
"""
