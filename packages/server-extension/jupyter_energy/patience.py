"""Waits for an event, but not for ever."""

from __future__ import annotations

import asyncio


async def happens_within(event: asyncio.Event, seconds: float) -> bool:
    """Whether the event is set before so many seconds have passed.

    ``asyncio.wait_for`` will not do: before Python 3.12 it loses a cancellation that comes
    together with the event, and the task that should have ended goes on.
    """
    waiting = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait([waiting], timeout=seconds)
    finally:
        waiting.cancel()
    return event.is_set()
