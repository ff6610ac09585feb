"""The programme register: which pairs a programme has, kept at its root and not in the pairs' folders.

An entry says a pair's id, the two names and e-mail addresses, the pair's folder and the templates of its workbooks. It
is kept as the answers are, as a set of revisions in append-only files, one writer a file (`reflect.stores`): the
field of a revision is the pair's id and its value the entry. So the registers of two coordinators merge by set union,
whatever cloud sync does to the files, and the newest entry of a pair counts, while every name that it ever had is
known.

`entry` and `recognising` are pure. `store` finds, reads and writes registers. The register holds names and e-mail
addresses: share a pair's folder with the pair, and not the programme's.
"""

from reflect.register.entry import Entry
from reflect.register.recognising import Recognised, Unrecognised, recognise
from reflect.register.roll import Roll

__all__ = ["Entry", "Recognised", "Roll", "Unrecognised", "recognise"]
