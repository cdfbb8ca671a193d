from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from local_energy_server import LocalEnergyServer

from jupyter_energy.stream import LONGEST_QUEUE, Page, Relay
from jupyter_energy.upstream import Upstream

Eventually = Callable[[Callable[[], object]], Awaitable[None]]


def beat(number: int) -> bytes:
    return b"event: beat\ndata: %d\n\n" % number


@pytest.fixture
def relay(
    energy_server: LocalEnergyServer, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[Relay]:
    @asynccontextmanager
    async def connect() -> AsyncIterator[AsyncIterator[bytes]]:
        upstream = Upstream(energy_server.socket)
        try:
            async with upstream.events() as events:
                yield events
        finally:
            await upstream.close()

    relay = Relay(connect)
    yield relay
    jp_asyncio_loop.run_until_complete(relay.close())


async def next_of(page: Page) -> bytes | None:
    return await page.take(10)


async def test_many_pages_one_stream(
    energy_server: LocalEnergyServer, relay: Relay, eventually: Eventually
) -> None:
    pages = [relay.join() for _ in range(50)]
    await eventually(lambda: energy_server.streams)
    energy_server.emit(beat(1))
    assert [await next_of(page) for page in pages] == [beat(1)] * 50
    assert energy_server.streams_opened == 1

    for page in pages[1:]:
        relay.leave(page)
    energy_server.emit(beat(2))
    assert await next_of(pages[0]) == beat(2)
    assert energy_server.streams_opened == 1

    relay.leave(pages[0])
    await eventually(lambda: not energy_server.streams)
    assert relay.pages == 0


async def test_none_leaks_however_pages_come_and_go(
    energy_server: LocalEnergyServer, relay: Relay, eventually: Eventually
) -> None:
    for round_ in range(60):
        page = relay.join()
        for _ in range(round_ % 4):
            await asyncio.sleep(0)
        if round_ % 5 == 0:
            await eventually(lambda: energy_server.streams)
        relay.leave(page)
        relay.leave(page)
    await eventually(lambda: not energy_server.streams)
    assert energy_server.most_streams == 1
    page = relay.join()
    await eventually(lambda: energy_server.streams)
    energy_server.emit(beat(3))
    assert await next_of(page) == beat(3)


async def test_leaving_twice_does_not_break_into_the_closing() -> None:
    steps: list[str] = []

    @asynccontextmanager
    async def connect() -> AsyncIterator[AsyncIterator[bytes]]:
        async def nothing_yet() -> AsyncIterator[bytes]:
            await asyncio.Event().wait()
            yield b""

        try:
            steps.append("open")
            yield nothing_yet()
        finally:
            steps.append("closing")
            await asyncio.sleep(0.05)
            steps.append("closed")

    relay = Relay(connect)
    page = relay.join()
    await asyncio.sleep(0.01)
    # The page's connection breaks, and then its handler ends.
    relay.leave(page)
    await asyncio.sleep(0.01)
    relay.leave(page)
    await relay.close()
    assert steps == ["open", "closing", "closed"]


async def test_a_page_that_joins_later_gets_the_newest_of_each_name(
    energy_server: LocalEnergyServer, relay: Relay, eventually: Eventually
) -> None:
    energy_server.greeting = b"event: sources\ndata: A\n\n" + beat(1)
    first = relay.join()
    assert await next_of(first) == b"event: sources\ndata: A\n\n" + beat(1)
    energy_server.emit(beat(2))
    assert await next_of(first) == beat(2)
    assert await next_of(relay.join()) == b"event: sources\ndata: A\n\n" + beat(2)


async def test_the_newest_of_an_earlier_stream_is_not_shown(
    energy_server: LocalEnergyServer, relay: Relay, eventually: Eventually
) -> None:
    energy_server.greeting = beat(1)
    page = relay.join()
    await next_of(page)
    relay.leave(page)
    energy_server.greeting = b""
    page = relay.join()
    await eventually(lambda: energy_server.streams_opened == 2)
    energy_server.emit(beat(2))
    assert await next_of(page) == beat(2)


async def test_a_slow_page_loses_the_oldest_beats_and_harms_nobody(
    energy_server: LocalEnergyServer, relay: Relay, eventually: Eventually
) -> None:
    energy_server.greeting = b"event: sources\ndata: A\n\n"
    slow, quick = relay.join(), relay.join()
    assert await next_of(quick) == b"event: sources\ndata: A\n\n"
    for number in range(100):
        energy_server.emit(beat(number))
        assert await next_of(quick) == beat(number)
    kept = await next_of(slow)
    newest = [beat(number) for number in range(100 - LONGEST_QUEUE + 1, 100)]
    assert kept == b"event: sources\ndata: A\n\n" + b"".join(newest)


async def test_gone_and_back(
    energy_server: LocalEnergyServer, relay: Relay, eventually: Eventually
) -> None:
    energy_server.greeting = beat(1)
    page = relay.join()
    assert await next_of(page) == beat(1)
    await energy_server.stop(leave_socket=True)
    gone = await next_of(page)
    assert gone is not None
    name, data = gone.split(b"\n", 1)
    assert name == b"event: gone"
    told = json.loads(data.splitlines()[0].removeprefix(b"data: "))
    assert (told["type"], told["title"], told["status"]) == ("about:blank", "No energy server", 503)
    assert str(energy_server.socket) in told["detail"]

    late = relay.join()
    assert (await next_of(late) or b"").startswith(b"event: gone\n")

    await energy_server.start()
    received = b""
    while not received.endswith(beat(1)):
        received += await next_of(page) or b""
    assert received.count(b"event: back\ndata: {}\n\n") == 1
    assert (await next_of(relay.join())) == beat(1)


async def test_an_orderly_end_is_an_end_too(
    energy_server: LocalEnergyServer, relay: Relay, eventually: Eventually
) -> None:
    energy_server.greeting = beat(1)
    page = relay.join()
    await next_of(page)
    energy_server.end_streams()
    assert b"ended its stream" in (await next_of(page) or b"")
    await eventually(lambda: energy_server.streams_opened == 2)
    assert energy_server.most_streams == 1


async def test_half_an_event_is_never_passed_on(
    energy_server: LocalEnergyServer, relay: Relay, eventually: Eventually
) -> None:
    page = relay.join()
    await eventually(lambda: energy_server.streams)
    energy_server.emit(b"event: beat\nda")
    energy_server.emit(b"ta: 1\n\nevent: beat\ndata: lost in the cra")
    assert await next_of(page) == beat(1)
    await energy_server.stop()
    assert (await next_of(page) or b"").startswith(b"event: gone\n")


@pytest.mark.parametrize("misbehaviour", ["break off", "garbage"])
async def test_an_upstream_that_makes_no_sense(
    energy_server: LocalEnergyServer, relay: Relay, misbehaviour: str
) -> None:
    energy_server.misbehaviour = misbehaviour
    page = relay.join()
    assert b"broke off" in (await next_of(page) or b"")


async def test_an_upstream_that_refuses(energy_server: LocalEnergyServer, relay: Relay) -> None:
    energy_server.answers["/v1/stream"] = (503, "application/problem+json", b"{}")
    page = relay.join()
    assert b"refused its stream (status 503)" in (await next_of(page) or b"")


async def test_closing_sends_everybody_away(
    energy_server: LocalEnergyServer, relay: Relay, eventually: Eventually, folder: Path
) -> None:
    page = relay.join()
    await eventually(lambda: energy_server.streams)
    await relay.close()
    assert await next_of(page) is None
    assert await next_of(relay.join()) is None
    await eventually(lambda: not energy_server.streams)
