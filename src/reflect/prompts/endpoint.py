"""A model behind any OpenAI-compatible server.

The time-out is one for everything: loading the client, finding the server, connecting, a retry, and reading an answer
that comes one byte at a time. `httpx2` has a time-out for each of these but none for their sum, so the work is done in
a thread that can be left behind, by tasks that can be cancelled. (Only looking up a server's address cannot be: a
thread that hangs there ends when the system gives up.)

A server that refuses `response_format` is asked once more without it: what it answers is read leniently anyway.

Nothing that was sent or received is logged here, and no error carries it; an error says which kind of failure it was.
"""

from __future__ import annotations

import json
import queue
import re
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextvars import copy_context
from typing import TYPE_CHECKING, cast

from reflect.errors import UnplacedError
from reflect.language import N_, _, decimal
from reflect.prompts.reply import Candidate, ReplyError, candidates
from reflect.prompts.settings import Settings

if TYPE_CHECKING:
    import httpx2

MOST_BYTES = 256 * 1024
"""The longest answer that is read. Three questions take up less than one kilobyte."""


_REFUSED = frozenset({400, 415, 422, 501})
"""What servers answer to a request that they do not take as it is."""

_ABOUT_FORMAT = re.compile(
    rb"response_?\s?format|json.?schema|json.?(?:mode|object)|structured|grammar|guided|requested parameters|additional"
    rb"|unsupported|unrecogni[sz]ed|not support|unknown (?:field|parameter|argument)|extra (?:field|input)",
    re.IGNORECASE,
)
"""What a complaint under any other status says where it is about that."""

_STATUS = {
    401: N_("the key was not accepted: see OPENAI_API_KEY"),
    403: N_("this key may not do that: see OPENAI_API_KEY and REFLECT_MODEL"),
    404: N_("no such address or model: see OPENAI_BASE_URL, which often ends in /v1, and REFLECT_MODEL"),
    429: N_("too many requests, or no credit left"),
}


class NoAnswer(UnplacedError):  # noqa: N818 - that a model does not answer is nothing unusual
    """The model gave no answer that could be read, within the time-out.

    The message says which kind of failure it was, for whoever set the model up, and nothing of what was sent or
    received.
    """


def ask(body: Callable[[], bytes], settings: Settings) -> tuple[Candidate, ...]:
    """What the model answers when it is sent `body()`, which is made inside the time-out too.

    Raises NoAnswer, whatever the reason, and no later than the time-out.
    """
    answers: queue.SimpleQueue[tuple[Candidate, ...] | str] = queue.SimpleQueue()
    deadline = time.monotonic() + settings.timeout

    def work() -> None:
        try:
            import asyncio

            answers.put(_read(asyncio.run(_post(body(), settings, deadline))))
        except Exception as error:  # noqa: BLE001 - whatever goes wrong with somebody else's server, people get questions
            answers.put(_cause(error, settings))

    threading.Thread(target=copy_context().run, args=[work], name="reflect-prompts", daemon=True).start()
    try:
        found = answers.get(timeout=settings.timeout)
    except queue.Empty:
        found = _too_slow(settings)
    if isinstance(found, str):
        raise NoAnswer(found)
    return found


def _read(payload: bytes) -> tuple[Candidate, ...]:
    """The candidates in what a server sent. Raises NoAnswer where it is something else."""
    try:
        return candidates(payload)
    except ReplyError:
        start = payload.lstrip()[:200]
    if start.startswith(b"<"):
        raise NoAnswer(_("the server sent a web page: see OPENAI_BASE_URL, or sign in to the network"))
    if re.match(rb'\{\s*"(?:error|detail)"', start):
        raise NoAnswer(_("the server sent an error in place of an answer: see REFLECT_MODEL"))
    raise NoAnswer(_("the server sent something that is no chat completion with text in it"))


def _cause(error: Exception, settings: Settings) -> str:
    """Which kind of failure an error is, in words that hold nothing of the error's own."""
    if isinstance(error, NoAnswer):
        return error.message
    if isinstance(error, ImportError):
        return _("the client could not be loaded ({reason})").format(reason=type(error).__name__)
    import openai

    match error:
        case openai.APIStatusError(status_code=status):
            other = N_("a fault at the server") if status >= 500 else N_("it does not take such a request")
            known = _(_STATUS.get(status, other))
            return _("the server answered {status}, {reason}").format(status=status, reason=known)
        case TimeoutError() | openai.APITimeoutError():
            return _too_slow(settings)
        case openai.APIConnectionError():
            cause = error.__cause__
            unreached = _("no connection to the server: see OPENAI_BASE_URL")
            return cause.message if isinstance(cause, NoAnswer) else unreached
    return _("the request failed ({reason})").format(reason=type(error).__name__)


def _too_slow(settings: Settings) -> str:
    text = _("no whole answer within {most} seconds: see REFLECT_PROMPTS_TIMEOUT")
    return text.format(most=decimal(settings.timeout))


async def _post(body: bytes, settings: Settings, deadline: float) -> bytes:
    """What the server answers to one POST of these very bytes, or of the same without `response_format`."""
    import asyncio

    import httpx2
    import openai

    left = max(0.0, deadline - time.monotonic())
    async with (
        asyncio.timeout(left),
        httpx2.AsyncClient(
            follow_redirects=False,  # what was agreed to go to one server goes to no other
            trust_env=not settings.loopback,  # a proxy would carry words elsewhere that may not leave this computer
            timeout=left,
            event_hooks={"response": [_limit]},
        ) as http,
    ):
        client = openai.AsyncOpenAI(
            api_key=settings.key or "none",  # a server on this computer seldom asks for one, but the client does
            base_url=settings.base_url,
            max_retries=1,
            timeout=left,
            http_client=http,
        )

        async def send(content: bytes) -> bytes:
            response = await client.post(
                "/chat/completions",
                cast_to=httpx2.Response,
                content=content,
                options={"headers": {"Content-Type": "application/json", "Accept-Encoding": "identity"}},
            )
            return response.content

        try:
            answer = await send(body)
        except openai.APIStatusError as error:
            if not _refuses_format(error.status_code, error.response.content):
                raise
            return await send(without_format(body))
        if re.match(rb'\s*\{\s*"(?:error|detail)"', answer) and _refuses_format(200, answer):
            return await send(without_format(body))
        return answer


def _refuses_format(status: int, complaint: bytes) -> bool:
    """Whether a server's complaint may be about `response_format`, and not about the key or the credit."""
    if status in (401, 403, 429):
        return False
    return status in _REFUSED or _ABOUT_FORMAT.search(complaint) is not None


def without_format(body: bytes) -> bytes:
    """The same request without `response_format`, for a server that does not take it."""
    asked = json.loads(body)
    asked.pop("response_format", None)
    return json.dumps(asked, ensure_ascii=False).encode("utf-8", errors="replace")


async def _limit(response: httpx2.Response) -> None:
    """Let a response, of whatever status, be read only up to the limit."""
    import httpx2

    if response.headers.get("content-encoding", "identity") != "identity":
        raise NoAnswer(_("the server sent it compressed"))  # unasked, and a few such bytes can unpack to gigabytes

    class Limited(httpx2.AsyncByteStream):
        """The bytes of a response, up to the limit."""

        def __init__(self, stream: httpx2.AsyncByteStream) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            size = 0
            async for chunk in self._stream:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise NoAnswer(_("the answer was longer than {most} KB").format(most=MOST_BYTES // 1024))
                yield chunk

        async def aclose(self) -> None:
            await self._stream.aclose()

    response.stream = Limited(cast("httpx2.AsyncByteStream", response.stream))
