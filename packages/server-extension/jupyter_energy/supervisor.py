"""Keeps one energy server at hand for as long as this Jupyter server lives."""

from __future__ import annotations

import asyncio
import logging
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from .launch import bound_log
from .patience import happens_within
from .sockets import SYSTEM_SOCKET, make_private, user_socket
from .starter import start_energy_server
from .unavailable import NobodyListens, Unavailable
from .upstream import Upstream

#: Often enough for the energy server to know that it is used, page or no page.
PING_SECONDS = 60.0
#: Pauses between attempts, in seconds.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
#: How long a request waits for an attempt under way.
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Wishes:
    """What the settings say about the energy server."""

    socket: Path | None = None
    """The only socket to use; None for the system service's, else the user's own."""
    start: bool = True
    """Whether to start an energy server when none listens."""
    arguments: Sequence[str] = ()
    """More arguments for the one that is started."""


class Supervisor:
    """Finds or starts an energy server, pings it, and replaces it with back-off when it dies."""

    def __init__(self, wishes: Wishes, log: logging.Logger) -> None:
        """Does nothing before ``start``."""
        self._wishes = wishes
        self._log = log
        self._upstream: Upstream | None = None
        self._reason = Unavailable("The energy server is being started.")
        self._decided = asyncio.Event()
        self._doubted = asyncio.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins, in the running loop."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ends the supervision. The energy server stays: others may use it, else it ends itself."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self._lose(Unavailable("This Jupyter server is shutting down."))
        self._decided.set()

    async def upstream(self) -> Upstream:
        """The energy server to talk to, after the attempt under way; raises ``Unavailable``."""
        await happens_within(self._decided, PATIENCE_SECONDS)
        if self._upstream is None:
            raise self._reason
        return self._upstream

    @asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[bytes]]:
        """The stream of whole events of the energy server; raises ``Unavailable``."""
        upstream = await self.upstream()
        try:
            async with upstream.events() as events:
                yield events
        finally:
            self.doubt(upstream)

    def doubt(self, upstream: Upstream) -> None:
        """Tells that this energy server may have died: it is pinged at once."""
        if upstream is self._upstream:
            self._doubted.set()

    async def _run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                self._upstream = await self._find_or_start()
                self._decided.set()
                self._log.info("Energy server at %s", self._upstream.socket)
                if await self._watch(self._upstream) >= LONGEST_PAUSE:
                    pause = FIRST_PAUSE
            except Unavailable as reason:
                self._despair(reason)
            except Exception as fault:
                # A fault of ours must not end the watch over the energy server.
                self._log.exception("The energy server's supervisor met a fault")
                ours = Unavailable(f"A fault of Jupyter Energy: {fault!r}. Please report it.")
                await self._lose(ours)
                self._despair(ours)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _find_or_start(self) -> Upstream:
        """An energy server that has just answered; raises ``Unavailable``."""
        chosen = self._wishes.socket
        sockets = [chosen] if chosen else [SYSTEM_SOCKET, user_socket()]
        refusals: list[Unavailable] = []
        for socket in sockets:
            upstream = Upstream(socket)
            try:
                return await self._reach(upstream, may_start=socket is sockets[-1])
            except Unavailable as reason:
                await upstream.close()
                # That there is no system service needs no mention, that it refuses does.
                if socket is sockets[-1] or not isinstance(reason, NobodyListens):
                    refusals.append(reason)
            except BaseException:
                await upstream.close()
                raise
        raise Unavailable(" ".join(map(str, refusals)))

    async def _reach(self, upstream: Upstream, *, may_start: bool) -> Upstream:
        if may_start and self._wishes.socket is None:
            # Nobody else may have put a socket where this user's own is expected.
            await asyncio.to_thread(make_private, upstream.socket.parent)
        try:
            await upstream.ping()
        except NobodyListens as reason:
            if not may_start:
                raise
            if not self._wishes.start:
                raise Unavailable(
                    f"{reason} Starting one is switched off "
                    "(c.JupyterEnergy.start_energy_server = False): "
                    f'start it with "jupyter energy serve --socket {upstream.socket}".'
                ) from reason
            self._child = await start_energy_server(upstream, self._wishes.arguments)
        return upstream

    async def _watch(self, upstream: Upstream) -> float:
        """Pings until that fails; returns for how many seconds it went well."""
        since = asyncio.get_running_loop().time()
        while True:
            if not await happens_within(self._doubted, PING_SECONDS):
                bound_log(upstream.socket)
            self._doubted.clear()
            try:
                await upstream.ping()
            except Unavailable as reason:
                self._log.warning("Energy server lost: %s", reason)
                await self._lose(reason)
                return asyncio.get_running_loop().time() - since
            # Another energy server may have taken its place.
            self._collect()

    async def _lose(self, reason: Unavailable) -> None:
        self._reason = reason
        self._decided.clear()
        upstream, self._upstream = self._upstream, None
        if upstream is not None:
            await upstream.close()
        self._collect()

    def _collect(self) -> None:
        """Takes the exit status of a child that has ended, lest it stay a zombie."""
        if self._child is not None:
            self._child.poll()

    def _despair(self, reason: Unavailable) -> None:
        # The same reason once a minute would drown the log.
        level = logging.DEBUG if str(reason) == str(self._reason) else logging.WARNING
        self._log.log(level, "No energy server: %s", reason)
        self._reason = reason
        self._decided.set()
