from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator

import pytest
from local_energy_server import LocalEnergyServer

from jupyter_energy import teller
from jupyter_energy.teller import Teller
from jupyter_energy.tellings import Telling, kernel_ended, kernel_told, run_told
from jupyter_energy.unavailable import Unavailable
from jupyter_energy.upstream import Upstream

Eventually = Callable[[Callable[[], object]], Awaitable[None]]


def run(state: str, name: str) -> Telling:
    return run_told("k", {"state": state, "at": 1, "run": name})


class Bench:
    def __init__(self, energy_server: LocalEnergyServer) -> None:
        self.absent = False
        self.standing: list[Telling] = [kernel_told("k", {"pid": 2})]
        self._upstream = Upstream(energy_server.socket)
        self.teller = Teller(self, lambda: self.standing, logging.getLogger("bench"))
        self.attempts = 0
        self.doubts = 0

    async def upstream(self) -> Upstream:
        self.attempts += 1
        if self.absent:
            raise Unavailable("It is away.")
        return self._upstream

    def doubt(self, upstream: Upstream) -> None:
        self.doubts += 1


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teller, "PAUSE_SECONDS", 0.05)


@pytest.fixture
def bench(
    energy_server: LocalEnergyServer, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[Bench]:
    bench = Bench(energy_server)

    async def start() -> None:
        bench.teller.start()

    jp_asyncio_loop.run_until_complete(start())
    yield bench
    jp_asyncio_loop.run_until_complete(bench.teller.stop())


def runs(energy_server: LocalEnergyServer) -> list[tuple[str, str]]:
    posts = [told.body for told in energy_server.told if told.method == "POST"]
    return [(body["state"], body["run"]) for body in posts]


async def test_the_order_stays(
    energy_server: LocalEnergyServer, bench: Bench, eventually: Eventually
) -> None:
    bench.teller.tell(kernel_told("k", {"pid": 2}))
    names = [str(number) for number in range(300)]
    for name in names:
        bench.teller.tell(run("busy", name))
        bench.teller.tell(run("idle", name))
    bench.teller.tell(kernel_ended("k"))
    await eventually(lambda: energy_server.told and energy_server.told[-1].method == "DELETE")
    assert runs(energy_server) == [(state, name) for name in names for state in ("busy", "idle")]
    assert [energy_server.told[at].method for at in (0, -1)] == ["PUT", "DELETE"]


async def test_an_answer_that_nobody_can_read_is_not_the_end(
    energy_server: LocalEnergyServer, bench: Bench, eventually: Eventually
) -> None:
    good = energy_server.answers["/v1/status"]
    # Deeper than Python reads.
    energy_server.answers["/v1/status"] = (200, "application/json", b"[" * 200_000)
    bench.teller.tell(run("busy", "1"))
    await eventually(lambda: "/v1/status" in energy_server.requests)
    energy_server.answers["/v1/status"] = good
    await eventually(lambda: runs(energy_server) == [("busy", "1")])


@pytest.mark.parametrize("misbehaviour", ["break off", "garbage"])
async def test_what_was_not_answered_is_told_again(
    energy_server: LocalEnergyServer, bench: Bench, misbehaviour: str, eventually: Eventually
) -> None:
    energy_server.misbehaviour = misbehaviour
    bench.teller.tell(kernel_told("k", {"pid": 2}))
    bench.teller.tell(run("busy", "1"))
    await eventually(lambda: bench.attempts > 3)
    energy_server.misbehaviour = None
    await eventually(lambda: runs(energy_server) == [("busy", "1")])
    assert energy_server.told[0].method == "PUT"


@pytest.mark.parametrize("misbehaviour", ["break off", "garbage", "absent"])
async def test_attempts_are_not_made_in_a_hurry(
    energy_server: LocalEnergyServer,
    bench: Bench,
    misbehaviour: str,
    monkeypatch: pytest.MonkeyPatch,
    eventually: Eventually,
) -> None:
    monkeypatch.setattr(teller, "PAUSE_SECONDS", 60)
    energy_server.misbehaviour = misbehaviour
    bench.absent = misbehaviour == "absent"
    bench.teller.tell(run("busy", "1"))
    await eventually(lambda: bench.attempts > 0)
    for number in range(20):
        bench.teller.tell(run("busy", str(number)))
        await asyncio.sleep(0.01)
    assert bench.attempts == 1


async def test_an_idle_connection_that_was_closed_is_opened_again(
    energy_server: LocalEnergyServer, bench: Bench, eventually: Eventually
) -> None:
    energy_server.patience_seconds = 0.02
    bench.teller.tell(kernel_told("k", {"pid": 2}))
    teller = bench.teller
    for name in ("1", "2", "3"):
        await eventually(lambda: energy_server.told and not (teller._waiting or teller._unanswered))
        await eventually(lambda: teller._wire is None)
        bench.teller.tell(run("busy", name))
    await eventually(lambda: runs(energy_server) == [("busy", "1"), ("busy", "2"), ("busy", "3")])
    assert bench.attempts >= 4


async def test_an_energy_server_that_is_met_first_is_told_all(
    energy_server: LocalEnergyServer, bench: Bench, eventually: Eventually
) -> None:
    bench.standing += [run("busy", "1"), kernel_told("other", {})]
    bench.teller.tell(run("busy", "0"))
    bench.teller.tell(run("idle", "0"))
    bench.teller.tell(run("busy", "1"))
    await eventually(lambda: len(energy_server.told) == 5)
    targets = [told.target for told in energy_server.told]
    assert targets == ["/v1/kernels/k", "/v1/kernels/other"] + ["/v1/kernels/k/state"] * 3
    assert runs(energy_server) == [("busy", "0"), ("idle", "0"), ("busy", "1")]
    await energy_server.stop()
    energy_server.told.clear()
    await energy_server.start()
    # The broken connection makes it look who is there now.
    await eventually(lambda: len(energy_server.told) == 3)
    assert runs(energy_server) == [("busy", "1")]


async def test_nobody_is_looked_for_while_there_is_nothing_to_tell(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.standing.clear()
    bench.teller._awake.set()
    await asyncio.sleep(0.1)
    assert bench.attempts == 0


async def test_who_does_not_listen_is_doubted(
    energy_server: LocalEnergyServer, bench: Bench, eventually: Eventually
) -> None:
    await energy_server.stop()
    bench.teller.tell(run("busy", "1"))
    await eventually(lambda: bench.doubts > 1)
    await energy_server.start()
    await eventually(lambda: ("busy", "1") in runs(energy_server))


async def test_a_kernel_that_was_forgotten_is_told_of_with_what_it_runs(
    energy_server: LocalEnergyServer, bench: Bench, eventually: Eventually
) -> None:
    bench.standing += [run("busy", "1"), kernel_told("other", {})]
    bench.teller.tell(run("busy", "1"))
    await eventually(lambda: len(energy_server.told) == 3)
    energy_server.kernels.clear()
    energy_server.told.clear()
    bench.teller.tell(run("busy", "2"))
    bench.teller.tell(run("idle", "2"))
    await eventually(lambda: runs(energy_server)[-2:] == [("busy", "2"), ("idle", "2")])
    known = [told.target for told in energy_server.told if told.method == "PUT"]
    assert set(known) == {"/v1/kernels/k"}


@pytest.mark.parametrize("status", [403, 409])
async def test_an_energy_server_that_refuses_is_left_in_peace(
    energy_server: LocalEnergyServer, bench: Bench, status: int, eventually: Eventually
) -> None:
    energy_server.answers["/v1/kernels/k"] = (status, "application/problem+json", b"{}")
    energy_server.answers["/v1/kernels/k/state"] = (404, "application/problem+json", b"{}")
    bench.teller.tell(run("busy", "1"))
    await eventually(lambda: len(energy_server.told) == 4)
    await asyncio.sleep(0.2)
    assert [told.method for told in energy_server.told] == ["PUT", "POST", "PUT", "POST"]


async def test_the_queue_keeps_what_was_run_last_and_what_goes_on(
    energy_server: LocalEnergyServer,
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    eventually: Eventually,
) -> None:
    monkeypatch.setattr(teller, "LONGEST_QUEUE", 7)
    bench.absent = True
    bench.teller.tell(kernel_told("k", {"pid": 2}))
    bench.teller.tell(run("busy", "long"))
    for number in range(100):
        bench.teller.tell(run("busy", str(number)))
        bench.teller.tell(run("idle", str(number)))
    bench.absent = False
    await eventually(lambda: ("idle", "99") in runs(energy_server))
    assert energy_server.told[0].method == "PUT"
    kept = [("busy", "long"), ("busy", "98"), ("idle", "98"), ("busy", "99"), ("idle", "99")]
    assert runs(energy_server) == kept


async def test_a_hanging_energy_server_gets_no_more_than_it_can_take(
    energy_server: LocalEnergyServer, bench: Bench
) -> None:
    energy_server.misbehaviour = "hang"
    for number in range(5000):
        bench.teller.tell(run("busy", str(number)))
        bench.teller.tell(run("idle", str(number)))
        if number % 500 == 0:
            await asyncio.sleep(0.01)
    held = len(bench.teller._waiting) + len(bench.teller._unanswered)
    assert held <= teller.LONGEST_QUEUE + 100
