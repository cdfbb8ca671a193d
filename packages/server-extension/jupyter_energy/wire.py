"""One connection to the energy server on which requests follow each other without waiting."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable
from pathlib import Path

from .unavailable import Unavailable

#: An energy server that is slow gets no more requests than these at a time.
MOST_UNDER_WAY = 100

_LONGEST_HEAD_BYTES = 16 << 10
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d{1,9})\r\n", re.IGNORECASE)

#: Gets status and body of an answer.
Answered = Callable[[int, bytes], None]


class Wire:
    """Requests go out at once and in order; their answers come in the same order.

    Who waits for answers is late: an energy server gives them after a reading.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Takes over a connection."""
        self._reader = reader
        self._writer = writer
        self._under_way: deque[Answered] = deque()

    @classmethod
    async def open(cls, socket: Path) -> Wire:
        """Connects. Raises ``OSError`` when nobody listens."""
        return cls(*await asyncio.open_unix_connection(socket, limit=_LONGEST_HEAD_BYTES))

    @property
    def has_room(self) -> bool:
        """Whether another request may be sent now."""
        return len(self._under_way) < MOST_UNDER_WAY and not self._writer.is_closing()

    def send(self, method: str, path: str, body: bytes, answered: Answered) -> None:
        """Sends a request with a JSON body; never waits."""
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        self._writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        self._under_way.append(answered)

    async def listen(self) -> None:
        """Reads answers until the other side ends the connection, as it does when that is idle.

        Raises ``Unavailable`` when nothing was answered, or with what is no answer.
        """
        answers = 0
        try:
            while True:
                head = await self._reader.readuntil(b"\r\n\r\n")
                status, length = _STATUS.match(head), _LENGTH.search(head)
                if status is None or length is None or not self._under_way:
                    break
                body = await self._reader.readexactly(int(length[1]))
                self._under_way.popleft()(int(status[1]), body)
                answers += 1
        except (asyncio.IncompleteReadError, ConnectionError):
            if answers > 0:
                return
        except asyncio.LimitOverrunError:
            # The head of no answer.
            pass
        raise Unavailable("What listens there does not answer as an energy server does.")

    def close(self) -> None:
        """Ends the connection at once."""
        self._writer.transport.abort()
