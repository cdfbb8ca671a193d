"""An energy server behind a Unix socket: replies and events as bytes, failures as words."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from .events import split_events
from .sockets import check_length
from .unavailable import NobodyListens, Unavailable

#: A reply may have to wait for a reading, and the machine may be busy with a notebook.
REPLY_SECONDS = 10.0
#: While a page watches, beats come several times in this span.
SILENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Reply:
    """What the energy server answered, unread."""

    status: int
    content_type: str
    body: bytes


class Upstream:
    """A client of one energy server; close it after use."""

    def __init__(self, socket: Path) -> None:
        """Connects nowhere yet."""
        self.socket = socket
        self._client = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(uds=str(socket), verify=False),
            base_url="http://localhost",
            timeout=REPLY_SECONDS,
            trust_env=False,
        )

    async def ask(self, method: str, target: str, body: bytes = b"") -> Reply:
        """Asks for this path and query. Any answer is an answer, whatever its status."""
        headers = {"Content-Type": "application/json"} if body else None
        with _in_words(self.socket):
            answer = await self._client.request(method, target, content=body, headers=headers)
        content_type = answer.headers.get("content-type", "application/octet-stream")
        return Reply(answer.status_code, content_type, answer.content)

    async def ping(self) -> None:
        """Returns when an energy server answers; it counts as use, so its history is kept."""
        status = (await self.ask("GET", "/v1/status")).status
        if status != httpx.codes.OK:
            raise Unavailable(
                f"What listens at {self.socket} is not an energy server: "
                f"it answered /v1/status with {status}. "
                "End it, or set JUPYTER_ENERGY_SOCKET to another path."
            )

    @asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[bytes]]:
        """Opens the stream of whole events; leaving, or being cancelled, closes it."""
        timeout = httpx.Timeout(REPLY_SECONDS, read=SILENCE_SECONDS)
        headers = {"Accept": "text/event-stream"}
        with _in_words(self.socket):
            request = self._client.stream("GET", "/v1/stream", headers=headers, timeout=timeout)
            async with request as answer:
                if answer.status_code != httpx.codes.OK:
                    raise Unavailable(
                        f"The energy server refused its stream (status {answer.status_code}). "
                        "It is tried again."
                    )
                yield split_events(answer.aiter_raw())

    async def close(self) -> None:
        """Ends all connections."""
        await self._client.aclose()


@contextmanager
def _in_words(socket: Path) -> Iterator[None]:
    """Turns the transport's errors into ``Unavailable``."""
    check_length(socket)
    try:
        yield
    except httpx.RequestError as error:
        raise _explain(error, socket) from error


def _explain(error: httpx.RequestError, socket: Path) -> Unavailable:
    code = _errno_of(error)
    if code in (errno.ENOENT, errno.ECONNREFUSED, errno.ENOTDIR):
        return NobodyListens(f"No energy server listens at {socket}.")
    if code in (errno.EACCES, errno.EPERM):
        return Unavailable(
            f"You may not open {socket}. "
            f'"ls -l {socket}" shows whose it is; join its group, or ask the administrator.'
        )
    if isinstance(error, httpx.TimeoutException):
        return Unavailable(
            f"The energy server at {socket} takes connections but does not answer. "
            "It is tried again; if that lasts, restart it."
        )
    said = str(error) or type(error).__name__
    return Unavailable(
        f"The energy server at {socket} broke off in the middle of an answer ({said}). "
        "It is tried again."
    )


def _errno_of(error: BaseException | None) -> int | None:
    # The transport wraps the system's error, sometimes twice.
    while error is not None:
        if isinstance(error, OSError) and error.errno is not None:
            return error.errno
        error = error.__cause__ or error.__context__
    return None
