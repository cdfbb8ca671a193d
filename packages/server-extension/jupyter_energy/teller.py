"""Tells the energy server of kernels and what they run, again where that may have been lost."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from .patience import happens_within
from .unavailable import Unavailable
from .upstream import Upstream
from .wire import Wire

#: All that stands is told again this often, in seconds: the energy server may have begun anew.
AGAIN_SECONDS = 60.0
#: After an attempt that failed, in seconds.
PAUSE_SECONDS = 1.0
#: What waits while no energy server answers: what was run last.
LONGEST_QUEUE = 1000


@dataclass(frozen=True)
class Telling:
    """One request."""

    method: str
    path: str
    body: bytes = b""
    run: str | None = None
    """The execution that began or ended."""
    again: bool = False
    """It was answered before: no such kernel."""


def kernel_told(kernel_id: str, facts: dict[str, Any]) -> Telling:
    """Which process a kernel is, and of which notebook."""
    return Telling("PUT", f"/v1/kernels/{kernel_id}", json.dumps(facts).encode())


def kernel_ended(kernel_id: str) -> Telling:
    """There is no such kernel any more."""
    return Telling("DELETE", f"/v1/kernels/{kernel_id}")


def run_told(kernel_id: str, change: dict[str, Any]) -> Telling:
    """An execution began or ended."""
    body = json.dumps(change).encode()
    return Telling("POST", f"/v1/kernels/{kernel_id}/state", body, run=change["run"])


class Teller:
    """A bounded queue before a connection that comes and goes. Telling never waits."""

    def __init__(
        self,
        upstream: Callable[[], Awaitable[Upstream]],
        standing: Callable[[], Iterable[Telling]],
        log: logging.Logger,
    ) -> None:
        """``standing`` gives what holds now, for an energy server that knows nothing of it."""
        self._upstream = upstream
        self._standing = standing
        self._log = log
        self._waiting: deque[Telling] = deque()
        self._unanswered: deque[Telling] = deque()
        self._wire: Wire | None = None
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
            if not await happens_within(self._awake, AGAIN_SECONDS):
                self._waiting.extend(self._standing())
            self._awake.clear()
            try:
                if self._waiting:
                    await self._talk(await self._upstream())
            except (Unavailable, OSError) as reason:
                self._log.debug("The energy server could not be told of kernels: %s", reason)
                await asyncio.sleep(PAUSE_SECONDS)
            if self._waiting:
                self._awake.set()

    async def _talk(self, upstream: Upstream) -> None:
        """Over one connection, until that ends."""
        self._wire = wire = await Wire.open(upstream.socket)
        try:
            self._send(wire)
            await wire.listen()
        finally:
            self._wire = None
            wire.close()
            # Whatever was not answered is told again: twice is as good as once.
            self._waiting.extendleft(reversed(self._unanswered))
            self._unanswered.clear()

    def _send(self, wire: Wire) -> None:
        while self._waiting and wire.has_room:
            telling = self._waiting.popleft()
            self._unanswered.append(telling)
            wire.send(telling.method, telling.path, telling.body, self._answered)

    def _answered(self, status: int) -> None:
        telling = self._unanswered.popleft()
        if status >= 400:
            self._log.debug("%s %s: status %d", telling.method, telling.path, status)
        if status == 404 and telling.method == "POST" and not telling.again:
            # An energy server that began anew.
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
