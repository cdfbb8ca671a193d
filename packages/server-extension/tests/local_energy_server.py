"""A real HTTP server on a real Unix socket in place of the energy server, with bad manners."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Answer = tuple[int, str, bytes]

STATUS: Answer = (200, "application/json", b'{"pid": 1}')


@dataclass(frozen=True)
class Told:
    """A request that is no GET."""

    method: str
    target: str
    body: Any
    arrived: float


class LocalEnergyServer:
    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.answers: dict[str, Answer] = {"/v1/status": STATUS}
        self.requests: list[str] = []
        self.told: list[Told] = []
        self.starts = 0
        #: As after a start, it knows of none.
        self.kernels: set[str] = set()
        #: A connection on which nothing comes for so long is closed, as Node does.
        self.patience_seconds = 60.0
        #: "hang" = never answer, "break off" = close without an answer, "garbage" = not HTTP.
        self.misbehaviour: str | None = None
        #: What a new stream begins with.
        self.greeting = b""
        self.streams: set[asyncio.StreamWriter] = set()
        self.streams_opened = 0
        self.most_streams = 0
        self._connections: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> LocalEnergyServer:
        self.socket.parent.mkdir(exist_ok=True)
        self.socket.unlink(missing_ok=True)
        self.kernels.clear()
        self.starts += 1
        self._server = await asyncio.start_unix_server(self._serve, self.socket)
        return self

    async def stop(self, *, leave_socket: bool = False) -> None:
        """As after a crash: connections break, and the socket may be left behind."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections):
            connection.close()
        if not leave_socket:
            self.socket.unlink(missing_ok=True)
        await asyncio.sleep(0)

    def about(self, kernel: str) -> list[Told]:
        """What was told of a kernel."""
        return [told for told in self.told if told.target.startswith(f"/v1/kernels/{kernel}")]

    def emit(self, event: bytes) -> None:
        """Sends bytes down every open stream."""
        for stream in self.streams:
            stream.write(b"%x\r\n%s\r\n" % (len(event), event))

    def end_streams(self) -> None:
        """Ends the streams in order, as a server that stops does."""
        for stream in self.streams:
            stream.write(b"0\r\n\r\n")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._server is None or not self._server.is_serving():
            writer.close()
            return
        self._connections.add(writer)
        with contextlib.suppress(
            ConnectionError, asyncio.IncompleteReadError, asyncio.TimeoutError
        ):
            while True:
                waiting = reader.readuntil(b"\r\n\r\n")
                head = await asyncio.wait_for(waiting, self.patience_seconds)
                method, target = head.decode().split(" ", 2)[:2]
                length = re.search(rb"\r\ncontent-length: (\d+)", head, re.IGNORECASE)
                body = await reader.readexactly(int(length[1]) if length else 0)
                self.requests.append(target)
                if self.misbehaviour is None and method != "GET":
                    self._take(method, target, body)
                if not await self._answer(method, target, reader, writer):
                    break
        self._connections.discard(writer)
        self.streams.discard(writer)
        writer.close()

    def _take(self, method: str, target: str, body: bytes) -> None:
        self.told.append(Told(method, target, json.loads(body or b"null"), time.time()))
        kernel = target.split("/")[3] if target.startswith("/v1/kernels/") else None
        if kernel and method == "PUT":
            self.kernels.add(kernel)

    async def _answer(
        self, method: str, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answers one request; returns whether the connection goes on."""
        if self.misbehaviour == "break off":
            return False
        if self.misbehaviour == "garbage":
            writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
            return False
        if self.misbehaviour == "hang":
            await reader.read()
            return False
        if target == "/v1/stream" and target not in self.answers:
            await self._stream(reader, writer)
            return False
        missing: Answer = (404, "application/problem+json", b'{"status": 404}')
        known = target.startswith("/v1/kernels/") and target.split("/")[3] in self.kernels
        fallback = STATUS if method != "GET" and known else missing
        status, content_type, body = answer = self.answers.get(target, fallback)
        if answer == STATUS:
            body = b'{"pid": 1, "startedAt": %d}' % self.starts
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\n"
        head += f"Content-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        return True

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
        writer.write(head + b"Transfer-Encoding: chunked\r\n\r\n")
        self.streams.add(writer)
        self.streams_opened += 1
        self.most_streams = max(self.most_streams, len(self.streams))
        if self.greeting:
            writer.write(b"%x\r\n%s\r\n" % (len(self.greeting), self.greeting))
        # Nothing more is asked on a stream: what can be read is its end.
        await reader.read()
