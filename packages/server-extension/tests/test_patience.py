from __future__ import annotations

import asyncio

import pytest

from jupyter_energy.patience import happens_within


async def test_it_happens_or_not() -> None:
    event = asyncio.Event()
    assert not await happens_within(event, 0.01)
    asyncio.get_running_loop().call_soon(event.set)
    assert await happens_within(event, 10)
    assert await happens_within(event, 0)


async def test_a_cancellation_that_comes_with_the_event_is_not_lost() -> None:
    event = asyncio.Event()
    waiting = asyncio.create_task(happens_within(event, 10))
    await asyncio.sleep(0.01)
    event.set()
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_nothing_is_left_behind() -> None:
    before = asyncio.all_tasks()
    await happens_within(asyncio.Event(), 0.01)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
