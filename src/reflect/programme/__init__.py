"""A programme: the folder of workbooks made from a roster, and each workbook in it.

`batch` makes it, for the pairs that `enrolment` finds or adds; `standing` tells where each workbook stands. `stored` is
one workbook on disk: its template, its pair, its answers. `root` tells where a programme begins. What may be the
matter with a workbook has its own module: `belonging` (pure) tells whether it is of the pair whose id it has, `foreign`
(pure) which cells somebody has put there, `somebodys` (pure) that it was made from another pair's workbook, and
`damaged` what is left of it.
"""
