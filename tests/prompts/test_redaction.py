from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reflect.prompts.redaction import PLACEHOLDERS, named, redact
from tests.hostile import NAMES

PEOPLE = {"mentor": "Aoife O'Neill-Ní Dhomhnaill", "mentee": "Zoë Łukasz"}
PARTS = ("aoife", "neill", "dhomhnaill", "ní", "ni", "zoë", "zoe", "łukasz", "lukasz")


def words(text: str) -> set[str]:
    """The words of a text in small letters, placeholders apart. Written apart from the code under test, on purpose."""
    for placeholder in PLACEHOLDERS:
        text = text.replace(placeholder, " ")
    composed = unicodedata.normalize("NFC", text).casefold()
    return set(re.findall(r"[^\W\d_]+", "".join(map(_of_a_word, composed))))


def _of_a_word(character: str) -> str:
    """What a character is in a word, which for regular expressions a mark ends, and a numeral such as ¹ does not."""
    kind = unicodedata.category(character)
    return "" if kind.startswith("M") else " " if kind == "No" else character


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Aoife said so.", "[mentor] said so."),
        ("AOIFE and zoë", "[mentor] and [mentee]"),
        ("Zoe Lukasz's plan, Zoë’s plan, Zoes plan", "[mentee]'s plan, [mentee]’s plan, [mentee]s plan"),
        ("Zo\u0065\u0308 wrote", "[mentee] wrote"),
        ("Ａｏｉｆｅ wrote", "[mentor] wrote"),
        ("A\u200boi\u00adfe wrote", "[mentor] wrote"),
        ("AoifeONeillNiDhomhnaill", "[mentor]"),
        ("Neill, of Dhomhnaill", "[mentor], of [mentor]"),
        ("zoe_lukasz and Zoe2024", "[mentee] and [mentee]2024"),
        ("Zoology is no name", "Zoology is no name"),
        ("write to a.b+c@mail.example.org today", "write to [e-mail] today"),
        ("see https://example.org/a?b=c, or www.example.org", "see [link] or [link]"),
        ("it is on example.org/notes and EXAMPLE.COM", "it is on [link] and [link]"),
        ("ask @zoe_l on chat", "ask [link] on chat"),
        ("done.Then we met, e.g. on Monday at 2.30", "done.Then we met, e.g. on Monday at 2.30"),
        ("ring +44 (0)20 7946-0958 or 020.7946.0958 or 555-0123", "ring [phone] or [phone] or [phone]"),
        ("by 2027-04-12, or 12/04/2027, in 2026-2027", "by 2027-04-12, or 12/04/2027, in 2026-2027"),
        ("from 2027-04-12 - 2027-05-01 with 28 beds", "from 2027-04-12 - 2027-05-01 with 28 beds"),
    ],
)
def test_what_names_somebody_is_replaced(text: str, redacted: str) -> None:
    assert redact(text, PEOPLE) == redacted


@pytest.mark.parametrize(
    ("name", "text", "redacted"),
    [
        ("佐々木 拓真", "今日は佐々木さんと拓真の話。佐々木拓真", "今日は[mentee]さんと[mentee]の話。[mentee]"),
        ("김 민수", "민수는 말했다. 김민수가", "[mentee]는 말했다. [mentee]가"),
        ("שָׂרָה כֹּהֵן", "פגשתי את שרה כהן", "פגשתי את [mentee]"),
        ("محمد‌رضا کریمی", "با محمدرضا حرف زدم", "با [mentee] حرف زدم"),
        ("आदरसूचक विपुल झादव", "विपुल ने कहा", "[mentee] ने कहा"),
        ("Αριστείδης Πετρόπουλος", "ΑΡΙΣΤΕΙΔΗΣ", "[mentee]"),
        ("Straße Groß", "STRASSE und GROSS", "[mentee] und [mentee]"),
        ("Işıl Yılmaz", "Isil Yilmaz'a sordum", "[mentee]'a sordum"),
        ("Zoë Łukasz", "Zoeさんと話した、zoeと", "[mentee]さんと話した、[mentee]と"),
        ("Zoë Łukasz", "דיברתי עם בZoe Lukasz", "דיברתי עם ב[mentee]"),
    ],
)
def test_names_in_every_script(name: str, text: str, redacted: str) -> None:
    assert redact(text, {"mentee": name}) == redacted


def test_organisations_go_as_a_whole_and_their_ordinary_words_stay() -> None:
    given_ = {"programme": "Sample programme", "company": "Acme & Sons", "employer": "Ward 7"}
    assert redact("In the SAMPLE  programme at Acme & Sons's, a sample ward", given_) == (
        "In the [programme] at [organisation]'s, a sample ward"
    )


def test_an_address_from_the_roster_goes_even_where_it_looks_like_none() -> None:
    assert redact('write to "zoe l"@example now', {"mentee_email": '"zoe l"@example'}) == "write to [e-mail] now"


def test_no_rule_looks_inside_a_placeholder() -> None:
    odd = {"mentor": "Mail Link", "mentee": "Mentor Phone"}
    assert redact("Mail me@example.org, Mentor", odd) == "[mentor] [e-mail], [mentee]"


def test_named_finds_what_redact_would_take() -> None:
    assert named("What would Zoe and AOIFE say?", PEOPLE) == ("Zoe", "AOIFE")
    assert named("What would they say?", PEOPLE) == ()
    assert named("What would they say?", {}) == ()


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names_break_nothing_and_do_not_survive(name: str) -> None:
    redacted = redact(f"I met {name}, and {name.upper()}'s friend. {name}", {"mentor": name, "mentee": "Sam"})
    parts = {part for part in words(name) if len(part) >= 2}
    assert not parts & words(redacted)
    assert "friend" in redacted


NAME = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30) | st.sampled_from(NAMES)
BETWEEN = st.text(max_size=12) | st.sampled_from([" ", "'s ", "’", ". ", "\n", " and ", "@", "-", "/", "://", "."])


@given(NAME, NAME, st.lists(st.tuples(BETWEEN, st.integers(0, 5)), max_size=8))
@example("A¹", "0", [("", 0)])
@example("AA\u093a", "0", [("", 0), ("", 0)])
@example("ऄऄ", "AA", [("AA", 0)])
@example("A:Aٹ", "0", [("@", 0)])
@example("A:ĿA", "0", [("@", 0)])
@example("0", "AÀ\x1fA0", [("", 1), ("://", 0)])
def test_no_name_survives_as_a_word(mentor: str, mentee: str, pieces: list[tuple[str, int]]) -> None:
    forms = (mentor, mentee, mentor.upper(), mentee.lower(), mentor.title(), mentee.casefold())
    text = "".join(between + forms[which] for between, which in pieces)
    left = words(redact(text, {"mentor": mentor, "mentee": mentee}))
    assert not {part for part in words(mentor) | words(mentee) if len(part) >= 2} & left


@given(
    st.emails(),
    st.from_regex(r"\+?[0-9]{2,4}[ -][0-9]{3,4}[ -][0-9]{3,4}", fullmatch=True),
    st.text(alphabet=st.characters(categories=["L", "Zs"]), max_size=20),
)
def test_no_address_or_number_survives(address: str, number: str, words_: str) -> None:
    redacted = redact(f"{words_} {address} {words_}\n{number}\n{words_}", {})
    assert address not in redacted
    assert address.rpartition("@")[2] not in redacted
    assert number not in redacted


@given(st.text(), st.dictionaries(st.sampled_from(["mentor", "mentee", "programme", "company", "email"]), st.text()))
def test_any_text_can_be_redacted_again_and_loses_nothing_more(text: str, parameters: dict[str, str]) -> None:
    once = redact(text, parameters)
    assert redact(once, {}).count("[") >= once.count("[")


def test_a_very_long_text_is_no_trouble() -> None:
    for text in ("a" * 100_000, "a." * 50_000, "1 " * 50_000, "@" * 50_000, "a@" * 50_000, "://" * 30_000):
        redact(text, PEOPLE)
