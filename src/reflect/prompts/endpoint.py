"""A model behind any OpenAI-compatible server.

The time-out is one for everything: loading the client, finding the server, connecting, a retry, and reading an answer
that comes one byte at a time. `httpx2` has a time-out for each of these but none for their sum, so the work is done in
a thread that can be left behind, by tasks that can be cancelled. (Only looking up a server's address cannot be: a
thread that hangs there ends when the system gives up.)

Nothing that was sent or received is logged here, and no error carries it.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, cast

from reflect.prompts.reply import Candidate, candidates
from reflect.prompts.settings import Settings

if TYPE_CHECKING:
    import httpx2

MOST_BYTES = 256 * 1024
"""The longest answer that is read. Three questions take up less than one kilobyte."""


class NoAnswer(Exception):  # noqa: N818 - that a model does not answer is nothing unusual
    """The model gave no answer that could be read, within the time-out. It says nothing of why, or of what was sent."""


def ask(body: Callable[[], bytes], settings: Settings) -> tuple[Candidate, ...]:
    """What the model answers when it is sent `body()`, which is made inside the time-out too.

    Raises NoAnswer, whatever the reason, and no later than the time-out.
    """
    answers: queue.SimpleQueue[tuple[Candidate, ...] | None] = queue.SimpleQueue()
    deadline = time.monotonic() + settings.timeout

    def work() -> None:
        try:
            import asyncio

            answers.put(candidates(asyncio.run(_post(body(), settings, deadline))))
        except Exception:  # noqa: BLE001 - whatever goes wrong with somebody else's server, people get their questions
            answers.put(None)

    threading.Thread(target=work, name="reflect-prompts", daemon=True).start()
    try:
        found = answers.get(timeout=settings.timeout)
    except queue.Empty:
        found = None
    if found is None:
        raise NoAnswer
    return found


async def _post(body: bytes, settings: Settings, deadline: float) -> bytes:
    """What the server answers to one POST of these very bytes."""
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
        response = await client.post(
            "/chat/completions",
            cast_to=httpx2.Response,
            content=body,
            options={"headers": {"Content-Type": "application/json", "Accept-Encoding": "identity"}},
        )
        return response.content


async def _limit(response: httpx2.Response) -> None:
    """Let a response, of whatever status, be read only up to the limit."""
    import httpx2

    if response.headers.get("content-encoding", "identity") != "identity":
        raise NoAnswer  # it was not asked for, and a few compressed bytes can unpack to gigabytes

    class Limited(httpx2.AsyncByteStream):
        """The bytes of a response, up to the limit."""

        def __init__(self, stream: httpx2.AsyncByteStream) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            size = 0
            async for chunk in self._stream:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise NoAnswer
                yield chunk

        async def aclose(self) -> None:
            await self._stream.aclose()

    response.stream = Limited(cast("httpx2.AsyncByteStream", response.stream))
