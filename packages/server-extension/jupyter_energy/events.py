"""Server-sent events as bytes: cut a stream into whole ones, name them, write one of our own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, AsyncIterator

from .unavailable import Unavailable

#: An event beyond this is not waited for; a beat has some kilobytes.
LONGEST_EVENT_BYTES = 4 << 20

_BLANK_LINE = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_NAME = re.compile(rb"^event: ?(.*?)\r?$", re.MULTILINE)


async def split_events(chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """The stream's events with the blank lines that end them; an unfinished last one is dropped."""
    rest = b""
    async for chunk in chunks:
        # A blank line may straddle two chunks; what was searched before need not be again.
        start, rest = max(0, len(rest) - 3), rest + chunk
        while (blank := _BLANK_LINE.search(rest, start)) is not None:
            yield rest[: blank.end()]
            start, rest = 0, rest[blank.end() :]
        if len(rest) > LONGEST_EVENT_BYTES:
            raise Unavailable(
                "The energy server's stream holds no events. "
                "It may be of another version: end it, and one of this version is started."
            )


def name_of(event: bytes) -> bytes:
    """The event's name; ``message``, as in browsers, when it has none."""
    match = _NAME.search(event)
    return match.group(1) if match else b"message"


def write_event(name: str, data: str) -> bytes:
    """An event; the data must be on one line."""
    return f"event: {name}\ndata: {data}\n\n".encode()
