from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from jupyter_energy import events
from jupyter_energy.events import name_of, split_events, write_event
from jupyter_energy.unavailable import Unavailable

STREAM = b"event: beat\ndata: 1\n\n: a comment\r\n\r\ndata: \xe2\x82\xac\rid: 7\r\revent: beat\nda"
WHOLE = [b"event: beat\ndata: 1\n\n", b": a comment\r\n\r\n", b"data: \xe2\x82\xac\rid: 7\r\r"]


def split(chunks: Sequence[bytes]) -> list[bytes]:
    async def source() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    async def collect() -> list[bytes]:
        return [event async for event in split_events(source())]

    return asyncio.run(collect())


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, len(STREAM)])
def test_events_come_whole_however_the_stream_is_cut(size: int) -> None:
    assert split([STREAM[i : i + size] for i in range(0, len(STREAM), size)]) == WHOLE


def test_a_stream_without_blank_lines_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LONGEST_EVENT_BYTES", 1000)
    with pytest.raises(Unavailable, match="no events"):
        split([b"x" * 100] * 11)


@pytest.mark.parametrize(
    ("event", "name"),
    [
        (b"event: beat\ndata: {}\n\n", b"beat"),
        (b"data: event: no\nevent:status\n\n", b"status"),
        (b"id: 1\r\nevent: beat\r\n\r\n", b"beat"),
        (b"data: 1\n\n", b"message"),
    ],
)
def test_names(event: bytes, name: bytes) -> None:
    assert name_of(event) == name


def test_an_event_written_here_is_one_event() -> None:
    event = write_event("gone", '{"status": 503}')
    assert split([event]) == [b'event: gone\ndata: {"status": 503}\n\n']
    assert name_of(event) == b"gone"
