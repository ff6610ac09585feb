"""What an English question looks like (pure).

The patterns work on text in small letters with plain apostrophes, as `plain` gives it.
"""

from __future__ import annotations

import re
import unicodedata

_ASKING = r"(?:what|how|who|whom|whose|which|where|when|why)(?:ever)?(?:'(?:s|d|re|ll|ve))?"
_BEFORE = (
    r"(?:about|after|at|before|behind|beyond|by|for|from|in|into|of|on|over|through|to"
    r"|towards|under|until|up to|with|without)"
)
_LINK = r"(?:and|but|so|then|or|yet)"
_AUXILIARY = (
    r"(?:do|does|did|is|are|am|was|were|can|could|should|would|will|shall|have|has|had|may|might|must|need|ought|dare)"
    r"(?:n't)?"
)
_SUBJECT = (
    r"(?:i|you|he|she|it|we|they|one|there|this|that|these|those|the|a|an|any|anyone|anybody|anything|someone|somebody"
    r"|something|everyone|everybody|everything|nobody|nothing|your|his|her|its|our|their|my|not|people)"
)
_CLAUSE = rf"(?:^|[,;:–—]\s*|\s-\s)(?:{_LINK},?\s+)*"
_OPENS = re.compile(rf"{_CLAUSE}(?:{_BEFORE}\s+)?{_ASKING}\b")
_CLOSED_CLAUSE = re.compile(rf"{_CLAUSE}{_AUXILIARY}\s+{_SUBJECT}\b|[,;]\s*{_LINK}\s+{_AUXILIARY}\b")
_CLOSED_START = re.compile(rf"^(?:{_LINK},?\s+)*{_AUXILIARY}\b")
_TAG = re.compile(r"[,;–—-]\s*(?:right|no|yes|correct|true|ok|okay|agreed|eh|huh|or not)\?$|\bor not\?$|\byes or no\b")


def is_open(text: str) -> bool:
    """Whether a question asks for more than yes or no.

    Some clause of it opens with a word of asking ("what", "in which", "if so, how"), and none asks for yes or no.
    """
    if any(pattern.search(text) for pattern in (_CLOSED_START, _CLOSED_CLAUSE, _TAG)):
        return False
    return _OPENS.search(text) is not None


_IMPERATIVE = (
    r"(?:please|try|consider|remember|make sure|be sure|ask|tell|stop|start|focus|avoid|keep|quit|apply|hire|seek|speak"
    r"|talk|go|take|give|let go|don't|do not|never|always|ignore|join|choose|pick|set|use|follow|click|visit|contact"
    r"|call|email|buy)"
)
_ADVICE = re.compile(
    r"\byou(?:'d| really| probably| definitely| certainly| simply| just)*"
    r" (?:should|shouldn't|ought|must|mustn't|needn't|had better|better|might want|may want|may wish|might wish"
    r"|might consider|could always|could just|could simply)\b"
    r"|(?<!do )(?<!did )(?<!would )(?<!might )(?<!will )\byou need to\b"
    r"|\byou(?:'d| would) (?:be better|do better|do well|be wise|benefit)\b"
    r"|\b(?:shouldn't|wouldn't|couldn't|don't|haven't|why not|why don't|why wouldn't|why couldn't) (?:you|we|it)\b"
    r"|\bwhy not\b|\bhow about\b|\bwhat about \w+ing\b|\bwhat if (?:you|we)\b|\bwhat (?:is|'s) stopping you\b"
    r"|\bhave you (?:ever )?(?:considered|thought|tried)\b|\byou (?:considered|thought about|tried) \w+ing\b"
    r"|\bi(?:'d| would| can| could| do)? (?:suggest|recommend|advise|propose|think|believe|urge|encourage)\b"
    r"|\bi would\b|\bif i were you\b|\bmy (?:advice|suggestion|recommendation|view|opinion)\b"
    r"|\bin my (?:view|opinion)\b"
    r"|\bit (?:would|might|may|could) be (?:better|best|good|wise|wiser|helpful|useful|worth|worthwhile|time)\b"
    r"|\bit(?:'s| is) (?:better|best|important|essential|vital|wise|worth|time)\b"
    r"|\bworth (?:trying|considering|asking|doing|exploring)\b|\ba good idea to\b"
    r"|\bthe (?:best|right) (?:thing|choice) is\b"
    r"|\blet's\b|\blet us\b"
    rf"|(?:^|[;:–—]\s*|,\s*(?:{_LINK}\s+)?|\s-\s){_IMPERATIVE}\b"
)
_PRAISE = re.compile(
    r"\b(?:great|excellent|amazing|awesome|wonderful|fantastic|impressive|impressively|brilliant|brilliantly|inspiring"
    r"|admirable|commendable|insightful|superb|outstanding|marvellous|terrific|perfect|perfectly|congratulations|kudos"
    r"|bravo|well done|good job|good work|nice work|good answer|good point|good start|strong start|proud of you"
    r"|unrealistic|naive|foolish|silly|selfish|lazy|pathetic|obviously|clearly|unfortunately|undoubtedly)\b"
    r"|\b(?:it|that) (?:sounds|seems) (?:like|as if|that|good|bad|right|wrong)\b"
    r"|\byou(?:'re| are) (?:so|such|very|clearly|right|wrong|doing|too|being|already|good|a good|a great|a bad)\b"
    r"|\byou (?:did|have done|handled|managed) (?:so |very |really )?(?:well|badly|poorly|wrong|right)\b"
    r"|\b(?:your|a|the) (?:mistake|failure|fault) (?:was|is)\b|\b(?:wrong|good|kind|brave|wise) of you\b"
    r"|\b(?:bad|good) (?:idea|choice|decision)\b|\bi (?:love|like|admire|appreciate)\b"
    r"|^(?:good|nice|wow|thanks|thank you|sure|yes|no)\b"
)


_SMALL = """
    a about after again all an and any are as at be because been before being between both but by can could did
    do does done each else ever every few for from had has have he her hers him his how i if in into is it its
    less like made make makes many may me might more most much must my no none nor not now of off on once one
    only or other our out over own said say says she should since so some someone somebody still such take than
    that the their them then there these they thing things this those through time to too two under until up us
    very was way we were what when where which while who whom whose why will with without would you your yours
    yourself
"""
FUNCTION_WORDS = frozenset(_SMALL.split())
"""The small words of English."""

_PUNCTUATION = frozenset(" ,;:'’‘“”\"()-–—/%?.")


def plain(text: str) -> str:
    """A text in small letters, its apostrophes plain."""
    return text.casefold().replace("’", "'").replace("‘", "'")


def advises(text: str) -> bool:
    """Whether a text tells somebody what to do, outright or dressed as a question ("have you considered ...")."""
    return _ADVICE.search(text) is not None


def judges(text: str) -> bool:
    """Whether a text praises or passes a verdict."""
    return _PRAISE.search(text) is not None


def is_english(text: str) -> bool:
    """Whether a text is in Latin letters and a good part of its words are the small words of English.

    A question without any of them, such as "Warum zögerst du?", is in another language, or is hardly a question.
    """
    if any(character.isalpha() and not unicodedata.name(character, "").startswith("LATIN") for character in text):
        return False
    if any(not (character.isalnum() or character in _PUNCTUATION) for character in text):
        return False
    words = re.findall(r"[^\W\d_]+", text.casefold())
    small = sum(word in FUNCTION_WORDS for word in words)
    return small >= 2 and small >= 0.3 * len(words)
