"""A real HTTP server on a real Unix socket in place of the energy server, with bad manners."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

Answer = tuple[int, str, bytes]

STATUS: Answer = (200, "application/json", b'{"pid": 1}')


class LocalEnergyServer:
    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.answers: dict[str, Answer] = {"/v1/status": STATUS}
        self.requests: list[str] = []
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
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                target = head.split(b" ", 2)[1].decode()
                self.requests.append(target)
                if not await self._answer(target, reader, writer):
                    break
        self._connections.discard(writer)
        self.streams.discard(writer)
        writer.close()

    async def _answer(
        self, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
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
        status, content_type, body = self.answers.get(target, missing)
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
