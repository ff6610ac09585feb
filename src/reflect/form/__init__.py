"""The form: what a person fills in, inside the notebook.

workbook      what `wb` is: the fields shown, who hears of a save, what is hidden (the kernel's side)
  book        the answers of one workbook while it is open: read, saved, current
  messages    what a browser may send, checked (pure)
  outbound    what a kernel tells the browser, as types (pure)
  describe    what a browser is told of a field: never an answer (pure)
  releasing   what a pair has released to each other from personal workbooks
  offers      words and rows from other workbooks of the same pair
  beside      those other workbooks, read from their answers
  asking      questions for the writer, asked for without keeping anybody waiting
  writer      whose name a revision is kept under
widget        the widgets: a heading, a field, and the one copy of the browser's code that they share
bundle        the browser's modules made into the one that anywidget takes
browser/      the browser's side
  form            what anywidget calls: shows a field or a heading, each with a line to the kernel
  field, heading  the two things that are shown
  elsewhere       what a field offers from other workbooks
  seal            an answer that the other sees once both have sealed theirs
  slot            one answer on its way to disk and back
  kept            words that are not yet on disk, kept in the browser
  kinds           all that the browser has of each kind of field; inputs and rows make its input
  wire.d.ts       what kernel and browser send each other, made of `outbound` and `messages`
  values, dates, dom, nonces, timing   what the others are built of
"""
