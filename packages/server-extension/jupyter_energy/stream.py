"""One stream from the energy server for all pages: opened with the first, closed with the last."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

from .events import name_of, write_event
from .patience import happens_within
from .unavailable import Unavailable, absence

#: Whole events that wait for a page that reads slowly.
LONGEST_QUEUE = 16
#: Pauses between attempts to get the stream back, in seconds.
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0

#: Opens the stream of whole events, or raises ``Unavailable``.
Connect = Callable[[], AbstractAsyncContextManager[AsyncIterator[bytes]]]


class Page:
    """One page's queue. Offering never waits: a page that falls behind loses the oldest events."""

    def __init__(self) -> None:
        """An empty queue."""
        self._waiting: deque[bytes] = deque()
        self._awake = asyncio.Event()
        self._left = False

    def offer(self, event: bytes) -> None:
        """Queues an event. When full, an older one of its name gives way, else the oldest."""
        if len(self._waiting) >= LONGEST_QUEUE:
            name = name_of(event)
            victim = next((old for old in self._waiting if name_of(old) == name), self._waiting[0])
            self._waiting.remove(victim)
        self._waiting.append(event)
        self._awake.set()

    def leave(self) -> None:
        """Ends the page's reading."""
        self._left = True
        self._awake.set()

    async def take(self, seconds: float) -> bytes | None:
        """Waits so long for events and returns all that are queued; None after ``leave``."""
        await happens_within(self._awake, seconds)
        if self._left:
            return None
        events = b"".join(self._waiting)
        self._waiting.clear()
        self._awake.clear()
        return events


class Relay:
    """Fans the energy server's stream out to pages.

    The newest event of each name is kept and given to a page that joins later. While the energy
    server is away, pages stay connected and are told: ``gone`` with the reason, then ``back``.
    """

    def __init__(self, connect: Connect) -> None:
        """Opens nothing before the first page joins."""
        self._connect = connect
        self._pages: set[Page] = set()
        self._newest: dict[bytes, bytes] = {}
        self._task: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._closed = False

    @property
    def pages(self) -> int:
        """How many pages are connected."""
        return len(self._pages)

    def join(self) -> Page:
        """Connects a page, with the first one also to the energy server."""
        page = Page()
        if self._closed:
            page.leave()
            return page
        for event in self._newest.values():
            page.offer(event)
        self._pages.add(page)
        if len(self._pages) == 1:
            self._task = asyncio.create_task(self._run())
        return page

    def leave(self, page: Page) -> None:
        """Disconnects a page, with the last one also from the energy server. Twice is harmless."""
        page.leave()
        if page not in self._pages:
            # A second cancellation would break into the closing that the first one began.
            return
        self._pages.remove(page)
        if not self._pages and self._task is not None:
            self._task.cancel()
            self._newest.clear()

    async def close(self) -> None:
        """Sends all pages away and waits until the stream is closed."""
        self._closed = True
        for page in list(self._pages):
            self.leave(page)
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        # A stream left a moment ago may still be closing; two at a time are never open.
        async with self._one_at_a_time:
            await self._keep_open()

    async def _keep_open(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                async with self._connect() as events:
                    self._welcome()
                    async for event in events:
                        pause = FIRST_PAUSE
                        self._publish(event)
                reason = Unavailable("The energy server ended its stream. It is looked for again.")
            except Unavailable as error:
                reason = error
            self._farewell(reason)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _publish(self, event: bytes) -> None:
        self._newest[name_of(event)] = event
        for page in self._pages:
            page.offer(event)

    def _farewell(self, reason: Unavailable) -> None:
        event = write_event("gone", absence(reason))
        if self._newest.get(b"gone") != event:
            self._newest.clear()
            self._publish(event)

    def _welcome(self) -> None:
        if b"gone" in self._newest:
            self._publish(write_event("back", "{}"))
            self._newest.clear()
