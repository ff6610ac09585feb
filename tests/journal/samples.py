"""Templates and answer logs for tests of journals."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from reflect.fields import Value
from reflect.journal import Journal, Reader, journal
from reflect.journal.content import AnsweredQuestion
from reflect.programme.stored import read_workbook
from reflect.revisions import Revision, revise
from reflect.stores.folder import FolderStore
from reflect.template import Template, read_template
from tests.notebooks import PARAMETERS, code, markdown, save, template

WORKBOOK = "6d9a0b3e-5a57-5a3e-9d57-0d1b6b8f0b11"
NOON = dt.datetime(2027, 2, 5, 12, tzinfo=dt.UTC)

FILLED = PARAMETERS.replace('mentor = ""', 'mentor = "Alex"').replace('mentee = ""', 'mentee = "Sam"')


def read(*cells: dict[str, Any], parameters: str = FILLED) -> Template:
    """A template of these cells, for Alex and Sam."""
    return read_template(template(*cells, parameters=parameters), "note.ipynb")


def wrote(
    slot: str, value: Value, author: str = "Sam", minute: int = 0, parents: tuple[str, ...] = (), name: str = ""
) -> Revision:
    """A revision, so many minutes after noon."""
    return revise(
        workbook=WORKBOOK,
        field=slot,
        author=author,
        value=value,
        source="test",
        now=NOON + dt.timedelta(minutes=minute),
        parents=parents,
        revision_id=name or f"{slot}-{author}-{minute}",
    )


def made(of: Template, *revisions: Revision, reader: Reader = "pair") -> Journal:
    return journal(of, frozenset(revisions), reader)


def questions(of: Journal) -> dict[str, AnsweredQuestion]:
    """The questions in a journal's sections, by field."""
    return {question.id: question for section in of.sections for question in section.questions}


def filled(path: Path, notebook: dict[str, Any], answers: dict[str, Value], author: str = "Sam") -> Path:
    """A workbook in a file, with answers in the folder beside it."""
    save(notebook, path)
    store = FolderStore(path.parent / "answers", device="test")
    workbook = read_workbook(path).id
    for minute, (slot, value) in enumerate(answers.items()):
        now = NOON + dt.timedelta(minutes=minute)
        store.append(revise(workbook=workbook, field=slot, author=author, value=value, source="test", now=now))
    return path


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</style><script>alert(1)</script>",
    "</title></desc></svg><script>alert(1)</script>",
    "<!-- <![CDATA[ ]]> -->",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt&colon;alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "![seen](https://example.org/x.png)",
    "[](https://example.org/)",
    "<https://example.org/?a=1&b=2>",
    "# Heading\n\n###### Deep\n\n#",
    "| a | |\n|---|---|\n| <b>1</b> | 2 |",
    "```html\n<script>alert(1)</script>\n```",
    "{{ 7*7 }} {% raw %} {# gone #}",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62;",
    "W" * 10_000,
    "שלום עולם, מה נשמע?",
    "\u202eright to left\u202c and \u0000 and \ufeff",
    "👩🏽‍🚀🇬🇧❤️",
)


def hostile_notebook() -> dict[str, Any]:
    """A template that asks everything, with hostile Markdown, outputs and code."""
    cells = [
        markdown("## <script>alert(1)</script> [x](javascript:alert(2)) ![y](http://example.org/y.png)"),
        code('wb.text("words", label="<script>alert(3)</script>", help="<b>why?</b>", by="each")'),
        code('wb.text("more", required=True)\nwb.number("count", unit="<i>")\nwb.date("day")'),
        markdown("#### Skips a level\n\n" + "\n\n".join(HOSTILE)),
        code('wb.scale("mood", -2, 2, ends=["<u>", "</u>"])\nwb.choice("kind", ["<a>", "<b>"])'),
        code('wb.choices("kinds", ["<a>", "<b>"])\nwb.yes_no("sure")\nwb.text("later", when={"sure": True})'),
        code(
            'wb.rows("road", {"milestone": "text", "date": "date", "status": ["Done", "Dropped"]}, picture="road_map")'
        ),
        code(
            'wb.rows("gaps", {"skill": "text", "now": "scale 0-4", "needed": "scale 0-4", "priority": "text"},'
            ' picture="skills")'
        ),
        code(
            'wb.rows("people", {"initials": "text", "sphere": ["Job", "Personal"], "closeness": "scale 1-5"},'
            ' picture="network")\nwb.text("missing_role")'
        ),
        code(
            'wb.choice("own", ["{{ mentor }}", "b"], other=True, label="{{ mentee }}", help="Is it {{ mentor }}?")\n'
            'wb.choices("owns", ["{{ mentor }}", "b"], other=True)\nwb.scale("apart", 1, 5, may_not_apply=True)'
        ),
        code(
            'wb.rows("roles", {"initials": "text", "closeness": ("Near", "scale 1-5", "may not apply"),'
            ' "roles": ("{{ mentee }}", ["{{ mentor }}", "b"], "several", "other", "optional"),'
            ' "cost": ("Cost", "number", "optional")}, picture="network")'
        ),
    ]
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {"text/html": "<script>alert('output')</script>", "text/plain": "output"},
                }
            ]
    people = FILLED.replace('"Alex"', repr("<b>Alex</b> {{ 7*7 }}")).replace('"Sam"', repr('שרה "><script>'))
    return template(*cells, parameters=people)


def hostile_answers() -> dict[str, Value]:
    """Answers for that template, each as bad as can be, and some that fit no field."""
    everything = "\n\n".join(HOSTILE)
    return {
        "words.mentor": everything,
        "words.mentee": HOSTILE[0],
        "more": 7,
        "count": "many",
        "day": "2027-13-45",
        "mood": 10**30,
        "kind": "<img src=x onerror=alert(4)>",
        "kinds": ["<script>", None],
        "sure": False,
        "later": "<script>alert(5)</script>",
        "road": [
            *({"milestone": text, "date": f"2027-0{n % 9 + 1}-11", "status": text} for n, text in enumerate(HOSTILE)),
            {"milestone": HOSTILE[0], "date": None, "extra": HOSTILE[1]},
            {"milestone": 3.5, "date": ["2027"], "status": {}},
            "no row",
            None,
        ],
        "gaps": [{"skill": text, "now": n % 5, "needed": 4, "priority": text} for n, text in enumerate(HOSTILE)],
        "people": [{"initials": text, "sphere": text, "closeness": n % 6} for n, text in enumerate(HOSTILE)],
        "missing_role": HOSTILE[1],
        "own": HOSTILE[2],
        "owns": ["{{ mentor }}", *HOSTILE],
        "apart": "does not apply",
        "roles": [
            *({"initials": text, "roles": [text, "b"], "closeness": 3, "cost": text} for text in HOSTILE),
            {"initials": "AB", "roles": [None, {}, ["b"]], "closeness": "does not apply", "cost": 10**30},
            {"initials": "CD", "roles": "b"},
        ],
        "gone</h3><script>alert(6)</script>": [{f"<{n}>": text for n, text in enumerate(HOSTILE)}],
        "gone_too.mentor": {"a": [HOSTILE[0]]},
    }
