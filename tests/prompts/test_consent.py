from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.prompts.consent import Consent, agreed, refusal, strictest
from reflect.prompts.settings import LONGEST, OPENAI, TIMEOUT, Settings, is_loopback
from tests.prompts.samples import a_request

ANSWERS = st.lists(st.sampled_from(["none", "local", "cloud", "Cloud ", "", "yes"]) | st.text())
ENDPOINT = {"REFLECT_PROMPTS": "endpoint", "REFLECT_MODEL": "m", "OPENAI_API_KEY": "k"}


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ([], Consent.NONE),
        (["cloud"], Consent.CLOUD),
        (["cloud", "cloud"], Consent.CLOUD),
        (["cloud", "local"], Consent.LOCAL),
        (["none", "cloud"], Consent.NONE),
        (["cloud", ""], Consent.NONE),
        ([" Local "], Consent.LOCAL),
        (["true"], Consent.NONE),
    ],
)
def test_the_stricter_answer_wins(answers: list[str], level: Consent) -> None:
    assert strictest(answers) is level


@given(ANSWERS, ANSWERS)
def test_another_answer_never_loosens_consent(some: list[str], more: list[str]) -> None:
    both = strictest(some + more)
    assert both is strictest(more + some)
    assert not some or both <= strictest(some)
    assert strictest(some + some) is strictest(some)


def test_each_persons_answer_in_the_parameters_counts() -> None:
    assert agreed({"ai_consent": "cloud"}) is Consent.CLOUD
    assert agreed({"ai_consent.mentor": "cloud", "ai_consent.mentee": "local"}) is Consent.LOCAL
    assert agreed({"mentor": "cloud"}) is Consent.NONE


@given(st.sampled_from(["off", "bank"]))
def test_settings_come_before_any_consent(source: str) -> None:
    assert refusal(Settings.from_environment({"REFLECT_PROMPTS": source}), a_request())


@given(st.dictionaries(st.sampled_from([*ENDPOINT, "OPENAI_BASE_URL", "REFLECT_PROMPTS_TIMEOUT"]), st.text()))
def test_any_environment_makes_settings(environ: dict[str, str]) -> None:
    settings = Settings.from_environment(environ)
    assert 0 < settings.timeout <= LONGEST
    assert settings.source in ("off", "bank", "endpoint")


def test_the_bank_is_the_default() -> None:
    assert Settings.from_environment({}) == Settings(source="bank", base_url=OPENAI, timeout=TIMEOUT)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"REFLECT_PROMPTS": "banana"}, "REFLECT_PROMPTS "),
        ({"REFLECT_PROMPTS_TIMEOUT": "soon"}, "REFLECT_PROMPTS_TIMEOUT"),
        ({"REFLECT_PROMPTS_TIMEOUT": "0"}, "REFLECT_PROMPTS_TIMEOUT"),
        ({"REFLECT_PROMPTS_TIMEOUT": "nan"}, "REFLECT_PROMPTS_TIMEOUT"),
        ({"REFLECT_PROMPTS_TIMEOUT": "inf"}, "REFLECT_PROMPTS_TIMEOUT"),
        ({"REFLECT_PROMPTS_PERSONAL": "yes"}, "REFLECT_PROMPTS_PERSONAL"),
        ({"OPENAI_BASE_URL": "models.example"}, "OPENAI_BASE_URL"),
        ({"OPENAI_BASE_URL": "file:///etc/passwd"}, "OPENAI_BASE_URL"),
        ({"OPENAI_BASE_URL": "http://[half"}, "OPENAI_BASE_URL"),
        ({"OPENAI_BASE_URL": "http://host:99999999"}, "OPENAI_BASE_URL"),
    ],
)
def test_a_setting_that_cannot_be_used_leaves_the_bank_and_is_named(
    changed: dict[str, str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reflect.prompts.offering import offer, preview

    for name, value in (ENDPOINT | changed).items():
        monkeypatch.setenv(name, value)
    given_ = offer(a_request())
    assert [question.source for question in given_.questions] == ["bank", "bank"]
    assert named in given_.note
    assert "question bank" in given_.note
    assert named in preview(a_request())


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:8080/v1", True),
        ("http://127.0.0.1/v1", True),
        ("http://127.9.9.9/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://LOCALHOST/v1", True),
        ("http://localhost.example.org/v1", False),
        ("http://127.0.0.1.example.org/v1", False),
        ("http://127.0.0.1@example.org/v1", False),
        ("http://192.168.0.7/v1", False),
        ("http://0.0.0.0/v1", False),
        ("https://api.openai.com/v1", False),
    ],
)
def test_only_this_computer_counts_as_this_computer(url: str, here: bool) -> None:
    assert is_loopback(url) is here


def test_a_model_on_this_computer_needs_no_key() -> None:
    here = ENDPOINT | {"OPENAI_API_KEY": "", "OPENAI_BASE_URL": "http://localhost:1/v1"}
    assert Settings.from_environment(here).missing == ""
    assert Settings.from_environment(ENDPOINT | {"OPENAI_API_KEY": ""}).missing == "OPENAI_API_KEY is not set"
    assert Settings.from_environment(here | {"REFLECT_MODEL": ""}).missing == "REFLECT_MODEL is not set"
