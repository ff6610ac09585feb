"""Names that have broken software before, and what real names look like."""

NAMES = (
    "Aoife O'Neill-Ní Dhomhnaill",
    "आदरसूचक विपुल झादव",
    "佐々木 拓真",
    "Αριστείδης Πετρόπουλος",
    "שָׂרָה כֹּהֵן",
    "محمد‌رضا کریمی",
    "👩🏽‍🚀 Zoë",
    "x" * 200,
    "../../etc/passwd",
    "C:\\Windows\\System32",
    "=cmd()",
    "+1-2",
    '"; import os #',
    "'''; import os #",
    "\\",
    "\\N{DIGIT ONE}",
    "{{ 7*7 }}",
    "{% raw %}",
    "{# gone #}",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![](https://example.org/x.png)",
    "https://example.org and www.example.org and a@example.org",
    "*bold* _it_ `code` ~~gone~~ $x^2$ \\(y\\)",
    "# Heading",
    "1. List",
    "- item",
    "%s %d %(x)s {0} {x!r}",
    "&lt;b&gt; &amp;",
    "CON",
    "NUL.txt",
    ".hidden",
)

CODE = {
    "a long number": "0x" + "f" * 5000,
    "a number beyond all": "1e999",
    "nested brackets": "[" * 90 + "]" * 90,
    "nested brackets never closed": "{[(" * 60,
    "a wide formatted text": 'f"' + "{a}" * 200_000 + '"',
    "formatted texts nested": "f'''{f\"\"\"{f'{f\"{1}\"}'}\"\"\"}'''" * 3_000,
    "formatted texts nested as since 3.12": 'f"{' * 60 + "1" + '}"' * 60,
    "nested after a carriage return": f"1 #\r{'(' * 100}1{')' * 100}",
    "a long sum": "1+" * 40_000 + "1",
    "a long text": f'"{"a" * 3_000_000}"',
    "many signs": "-" * 50_000 + "1",
    "not a text": "b'x'",
    "an imaginary number": "2j",
    "half a character": '"\\ud800"',
    "a NUL": '"\0"',
    "a dict of lists": "{1: [2]}",
    "many dots": "a" + ".b" * 40_000,
}
"""Values in code that have stopped a server or a command, or might: what Python makes of each is its own affair."""


def hostile_parameters(value: str) -> str:
    """A parameters cell with such a value among what a workbook needs."""
    return f'mentor = "Alex"\nmentee = "Sam"\nprogramme = {value}\nstart = ""\npair_id = ""'
