"""What a model wrote on the way to its answer, taken out (pure).

Models that think aloud put their thoughts between marks, each family between its own, and the server in front of them
may take out the first mark, or both, or neither. Thoughts hold what must never reach a person: guesses about them,
drafts, examples in the very form of an answer. So what cannot be told from a thought is not read: nothing before a mark
that ends thinking or begins an answer, and nothing after one that begins thinking.
"""

from __future__ import annotations

import re

_NAMES = (
    r"(?:think|thinks|thinking|thought|thoughts|reason|reasons|reasoning|reflection|reflections|analysis|analyze|analyse"
    r"|scratchpad|cot|monologue|deliberation|deliberate|rationale|planning|introspection|commentary|details)"
)
_ANSWER = r"(?:answer|solution|response|output|final|result)"
_LEFT, _RIGHT = r"(?:<|&lt;|＜|\[|◁|【|⟨|《)[|｜ \t]{0,3}", r"[^<>\[\]▷◁]{0,120}?(?:>|&gt;|＞|\]|▷|】|⟩|》)"
_SPELT = r"(?:[a-z]{1,16}[:_ -]){0,3}(?:ant|inner|long)?"
_LINE = r"^[ \t*_#>.]{0,8}"

_END = re.compile(
    rf"""{_LEFT}(?:[/\\]|end[ _]?(?:of[ _]?)?)[| ]{{0,3}}{_SPELT}{_NAMES}(?![a-z]){_RIGHT}  # </think>
    | {_LEFT}{_NAMES}[ \t]{{0,3}}/[ \t]{{0,3}}>  # <think/>, a thought left empty
    | {_LEFT}(?!end)(?:(?:begin|start)[ _](?:of[ _])?)?(?:[a-z]{{1,12}}[_-])?{_ANSWER}\b{_RIGHT}  # <answer>
    | <\|channel\|>[ \t]{{0,3}}final\b[^\n]{{0,80}}?<\|message\|> | <channel\|> | <unused95>
    | assistantfinal(?:json)?
    | {_LINE}done\ thinking\b[ \t*_.]{{0,8}}
    | {_LINE}(?:here\ is\ my\ |my\ )?(?:final\ )?(?:answer|response|output)[ \t*_]{{0,4}}(?::|[.]{{0,3}}$)
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
"""What ends thinking, or begins an answer."""

_START = re.compile(
    rf"""{_LEFT}{_SPELT}{_NAMES}(?![a-z]){_RIGHT}
    | {_LEFT}[/\\]?[| ]{{0,3}}{_NAMES}[ \t]{{0,3}}\Z
    | <\|channel\|?> | <\|start\|> | <unused94>
    | \A[ \t\n]{{0,8}}(?:analysis|commentary|thought$)
    | {_LINE}(?:here\ is\ my\ |my\ |the\ )?
        (?:thinking|thoughts?|reasoning|analysis|rationale|chain\ of\ thought)(?:\ process|\ steps)?
        [ \t*_]{{0,4}}(?::|[.]{{0,3}}[ \t*_]{{0,4}}$)
    | ```[ \t]{{0,3}}{_NAMES}\b
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
"""What begins thinking. An answer cut short, or a mark that its server took out, leaves it without an end."""

_TAIL = re.compile(
    rf"<\|(?:end|return|call|eot_id|im_end)\b[^>\n]{{0,40}}>|{_LEFT}(?:/|end_(?:of_)?){_ANSWER}\b{_RIGHT}",
    re.IGNORECASE,
)
"""What ends an answer."""


def without_reasoning(content: str) -> str:
    """The part of what a model wrote that is its answer; "" where there is none, or none that can be told apart."""
    answer = content
    for end in _END.finditer(content):
        answer = content[end.end() :]
    for mark in (_START, _TAIL):
        if (found := mark.search(answer)) is not None:
            answer = answer[: found.start()]
    return answer


def is_reasoning(kind: str) -> bool:
    """Whether a type, or a role, is that of a thought."""
    return re.search(rf"{_NAMES}", kind, re.IGNORECASE) is not None
