"""Prompts: questions offered to the person who is writing. They ask; they never write for anybody.

    offering        a request in, questions out; never raises
      disclosure    whether somebody wrote of harm: then no question is asked, and nothing sent
      bank          our own questions, chosen for what was written: offline, deterministic, the default
      consent       whether a model may be asked at all (pure)
      asking        the bytes that a model would be sent
        redaction   names, addresses, numbers and links replaced by placeholders (pure)
      endpoint      any OpenAI-compatible server, with a limit on time and size
      reply         what it answered, without how it came to it (`reasoning`), read as questions (pure)
      gate          what every question passes, whatever its source (pure)
    settings        what the environment says (pure)
    request         a request made from a workbook on disk

`import reflect.prompts` is light: `openai` and `jinja2` are loaded when a model is asked, and not before.
"""

from reflect.prompts.question import Offer, Question, Request, record

__all__ = ["Offer", "Question", "Request", "record"]
