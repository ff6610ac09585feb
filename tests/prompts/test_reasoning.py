"""What a model thought on the way is never read, however it is marked, and whatever is in it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.prompts.offering import offer
from reflect.prompts.reasoning import without_reasoning
from reflect.prompts.reply import ReplyError, candidates
from tests.prompts.conftest import Endpoint
from tests.prompts.samples import OPEN, a_request, completion
from tests.prompts.server import sends

THOUGHT = "What is wrong with this person?"
AS_JSON = json.dumps({"questions": [{"text": THOUGHT, "angle": "deepen"}]})
THOUGHTS = {
    "a line": THOUGHT,
    "lines": f"The draft is vague.\n1. {THOUGHT}\n2. {THOUGHT}",
    "JSON": f"They want {AS_JSON}, I think.",
    "a list": json.dumps([THOUGHT]),
    "JSON in a fence": f"```json\n{AS_JSON}\n```",
    "a mark inside": f"I close it with </think> later.\n{THOUGHT}",
}
ANSWERS = {
    "JSON": json.dumps({"questions": [{"text": text, "angle": "deepen"} for text in OPEN]}),
    "JSON in a fence": "```json\n" + json.dumps({"questions": list(OPEN)}) + "\n```",
    "lines": "\n".join(f"{number}. {text}" for number, text in enumerate(OPEN, start=1)),
}
CLOSED = {
    "think": "<think>{}</think>{}",
    "thinking": "<thinking>\n{}\n</thinking>\n\n{}",
    "reasoning": "<reasoning>{}</reasoning>\n{}",
    "capitals": "<THINK>{}</THINK>{}",
    "attributes": '<think effort="high">{}</think >\n{}',
    "Mistral": "[THINK]{}[/THINK]{}",
    "Kimi": "◁think▷{}◁/think▷{}",
    "harmony": "<|channel|>analysis<|message|>{}<|end|><|start|>assistant<|channel|>final<|message|>{}<|return|>",
    "harmony, JSON": "<|channel|>analysis<|message|>{}<|end|><|channel|>final <|constrain|>json<|message|>{}<|return|>",
    "harmony, marks lost": "analysis{}assistantfinal{}",
    "Gemma": "<|channel>thought\n{}<channel|>{}",
    "MedGemma": "<unused94>thought\n{}<unused95>{}",
    "Cohere": "<|START_THINKING|>{}<|END_THINKING|><|START_RESPONSE|>{}<|END_RESPONSE|>",
    "OpenThinker": "<|begin_of_thought|>{}<|end_of_thought|><|begin_of_solution|>\n{}\n<|end_of_solution|>",
    "Seed": "<seed:think>{}</seed:think>{}",
    "R1-Zero": "<think>{}</think> <answer>\n{}\n</answer>",
    "no first mark": "{}\n</think>\n{}",
    "an answer after no thought": "{}\n<answer>\n{}\n</answer>",
    "Granite": "Here is my thought process:\n{}\nHere is my response:\n{}",
    "Ollama": "Thinking...\n{}\n...done thinking.\n\n{}",
    "headings": "**Reasoning:**\n{}\n\n**Final answer:**\n{}",
    "escaped": "&lt;think&gt;{}&lt;/think&gt;\n{}",
    "nested": "<think>First.<think>{}</think>Then.</think>{}",
    "twice": "<think>Once.</think>Hm. <thinking>{}</thinking>{}",
    "one in another's": "<think>{}<reasoning>More.</reasoning></think>{}",
}
OPENED = (
    "<think>{}",
    "<thinking>\n{}",
    "<|channel|>analysis<|message|>{}",
    "<|channel|>commentary<|message|>{}<|end|>",
    "[THINK]{}",
    "◁think▷{}",
    "<|START_THINKING|>{}",
    "analysis{}",
    "Thinking...\n{}",
    "**Thoughts:** {}",
    "```thinking\n{}\n```",
    "Well. <reasoning>{}",
    "{}</think>",
    "<think>Done.</think> <think>{}",
)


@pytest.mark.parametrize("thought", THOUGHTS)
@pytest.mark.parametrize("closed", CLOSED)
def test_only_what_comes_after_the_thoughts_is_read(closed: str, thought: str) -> None:
    for answer in ANSWERS.values():
        content = CLOSED[closed].replace("{}", THOUGHTS[thought], 1).replace("{}", answer, 1)
        texts = [candidate.text for candidate in candidates(completion(content))]
        assert [text for text in texts if text in OPEN] == list(OPEN)
        assert not [text for text in texts if THOUGHT in text]


@pytest.mark.parametrize("thought", THOUGHTS.values(), ids=THOUGHTS)
@pytest.mark.parametrize("opened", OPENED)
def test_of_thoughts_without_an_answer_nothing_is_read(opened: str, thought: str) -> None:
    if "</think>" not in thought or opened.startswith("<think>"):
        found = candidates(completion(opened.replace("{}", thought)))
        assert not [c.text for c in found if THOUGHT in c.text and "</think>" not in thought]


@pytest.mark.parametrize(
    "body",
    [
        {"content": None, "reasoning_content": AS_JSON},
        {"content": "", "reasoning_content": AS_JSON, "reasoning": THOUGHT},
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": AS_JSON}]}]},
        {"content": [{"type": "reasoning", "text": AS_JSON}, {"type": "text", "text": "", "thought": True}]},
        {"content": [{"type": "text", "text": AS_JSON, "thought": True}]},
        {"content": json.dumps({"reasoning": [THOUGHT], "questions": []})},
        {"content": json.dumps({"reasoning": {"questions": [THOUGHT]}, "questions": []})},
        {"content": json.dumps({"thoughts": THOUGHT, "next": [THOUGHT]})},
        {"content": json.dumps([{"type": "thought", "text": THOUGHT}])},
        {"content": json.dumps({"reasoning": [THOUGHT], "questions": ["What"]})[:-6]},
        {"content": json.dumps({"reasoning": [THOUGHT, THOUGHT], "questions": ["What"]}, indent=1)[:-20]},
    ],
)
def test_no_field_of_a_reply_that_holds_thoughts_is_read(body: dict[str, object]) -> None:
    payload = json.dumps({"choices": [{"message": body}]}).encode()
    try:
        found = candidates(payload)
    except ReplyError:
        return
    assert THOUGHT not in [candidate.text for candidate in found]


def test_a_message_in_parts_is_heard() -> None:
    parts = [{"type": "thinking", "thinking": THOUGHT}, {"type": "text", "text": ANSWERS["JSON"]}]
    assert [candidate.text for candidate in candidates(completion(parts))] == list(OPEN)


def test_an_example_before_the_answer_is_not_the_answer() -> None:
    content = f"The form is {AS_JSON}, so:\n{ANSWERS['JSON']}"
    assert [candidate.text for candidate in candidates(completion(content))] == list(OPEN)


def test_an_answer_about_thinking_is_an_answer() -> None:
    for text in ("What is your thinking here?", "Which [reason] weighs most?", "How would the analysis end?"):
        assert without_reasoning(f"1. {text}") == f"1. {text}" or "[" in text


def test_a_model_that_thinks_aloud_is_heard_and_its_thoughts_are_not(endpoint: Endpoint) -> None:
    with endpoint(sends(completion(f"<think>{AS_JSON}</think>\n```json\n{ANSWERS['JSON']}\n```"))):
        given_ = offer(a_request())
    assert given_.questions[0].source == "endpoint"
    assert THOUGHT not in [question.text for question in given_.questions]


@given(st.lists(st.sampled_from(["<", "[", "|", "/", "think", "end", "_", ">", " ", "\n", "answer", ":", "a", "*"])))
def test_nothing_before_the_end_of_a_thought_is_left(pieces: list[str]) -> None:
    assert "zebra" not in without_reasoning("zebra" + "".join(pieces) + "</think>" + "".join(pieces))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", ["<", "[a", "<think ", "\n", " ", "*", "<|channel|>final ", "a_", "```", "- ", "<end "]
)
def test_a_long_answer_is_no_trouble(piece: str) -> None:
    without_reasoning(piece * (250_000 // len(piece)))
