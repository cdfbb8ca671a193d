"""Tells the energy server of kernels and what they run, again where that may have been lost."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from .patience import happens_within
from .tellings import Telling
from .unavailable import Unavailable
from .upstream import Upstream
from .wire import Wire

#: So often it is looked whether the energy server began anew, and knows of nothing, in seconds.
LOOK_SECONDS = 60.0
#: After an attempt that failed, in seconds.
PAUSE_SECONDS = 1.0
#: What waits while no energy server answers: what was run last.
LONGEST_QUEUE = 1000


class Finder(Protocol):
    """Knows the energy server of the moment."""

    async def upstream(self) -> Upstream:
        """The energy server to talk to; raises ``Unavailable``."""

    def doubt(self, upstream: Upstream) -> None:
        """Tells that it may have died."""


class Teller:
    """A bounded queue before a connection that comes and goes. Telling never waits."""

    def __init__(
        self,
        finder: Finder,
        standing: Callable[[], Iterable[Telling]],
        log: logging.Logger,
    ) -> None:
        """``standing`` gives what holds now, for an energy server that knows nothing of it."""
        self._finder = finder
        self._standing = standing
        self._log = log
        self._waiting: deque[Telling] = deque()
        self._unanswered: deque[Telling] = deque()
        self._wire: Wire | None = None
        self._met: tuple[Any, Any] | None = None
        self._has_told = False
        self._awake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins, in the running loop."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ends; what waits is lost."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def tell(self, telling: Telling) -> None:
        """Sends it at once where there is a connection, else as soon as there is one."""
        if len(self._waiting) >= LONGEST_QUEUE:
            self._make_room()
        self._waiting.append(telling)
        if self._wire is None:
            self._awake.set()
        else:
            self._send(self._wire)

    async def _run(self) -> None:
        while True:
            await happens_within(self._awake, LOOK_SECONDS)
            self._awake.clear()
            self._has_told = False
            try:
                await self._talk()
            except Unavailable as reason:
                self._log.debug("The energy server could not be told of kernels: %s", reason)
            except Exception:
                # Whatever it may answer, or a fault of ours: the next attempt may succeed.
                self._log.debug("Telling of kernels met a fault", exc_info=True)
            if self._waiting and not self._has_told:
                await asyncio.sleep(PAUSE_SECONDS)
            # The end of the connection may have been the energy server's, and a new one be there.
            if self._waiting or self._has_told:
                self._awake.set()

    async def _talk(self) -> None:
        """Over one connection, until that ends."""
        if not self._waiting and not list(self._standing()):
            return
        upstream = await self._finder.upstream()
        try:
            wire = await Wire.open(upstream.socket)
        except OSError as error:
            self._finder.doubt(upstream)
            raise Unavailable(f"Nobody listens: {error}") from error
        try:
            # Nothing else goes out before it is known who listens.
            wire.send("GET", "/v1/status", b"", partial(self._meet, wire))
            await wire.listen()
        finally:
            self._wire = None
            wire.close()
            # Whatever was not answered is told again: twice is as good as once.
            self._waiting.extendleft(reversed(self._unanswered))
            self._unanswered.clear()

    def _meet(self, wire: Wire, _status: int, body: bytes) -> None:
        try:
            facts = json.loads(body)
            met = (facts["pid"], facts.get("startedAt"))
        except (ValueError, KeyError, TypeError) as error:
            raise Unavailable("What listens there is not an energy server.") from error
        if met != self._met:
            self._met = met
            standing = list(self._standing())
            kernels = [telling for telling in standing if telling.run is None]
            # Each once: much of what stands may be waiting to be told.
            self._waiting = deque(dict.fromkeys([*kernels, *self._waiting, *standing]))
        self._wire = wire
        self._send(wire)

    def _send(self, wire: Wire) -> None:
        while self._waiting and wire.has_room:
            telling = self._waiting.popleft()
            self._unanswered.append(telling)
            wire.send(telling.method, telling.path, telling.body, self._answered)

    def _answered(self, status: int, _body: bytes) -> None:
        telling = self._unanswered.popleft()
        self._has_told = True
        if status >= 400:
            self._log.debug("%s %s: status %d", telling.method, telling.path, status)
        if status == 404 and telling.method == "POST" and not telling.again:
            # It may forget kernels, too, where there are very many.
            kernel = telling.path.removesuffix("/state")
            self._waiting.extend(old for old in self._standing() if old.path == kernel)
            self._waiting.append(replace(telling, again=True))
        if self._wire is not None:
            self._send(self._wire)

    def _make_room(self) -> None:
        """Forgets the first run that has begun and ended meanwhile; else what waits longest."""
        begun: set[str] = set()
        for telling in self._waiting:
            if telling.run in begun:
                self._waiting = deque(old for old in self._waiting if old.run != telling.run)
                return
            if telling.run is not None:
                begun.add(telling.run)
        self._waiting.popleft()
