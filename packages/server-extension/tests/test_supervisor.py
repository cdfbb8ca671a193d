from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from local_energy_server import LocalEnergyServer

from jupyter_energy import launch, node, starter, supervisor
from jupyter_energy.lock import take_lock
from jupyter_energy.sockets import user_socket
from jupyter_energy.stream import Relay
from jupyter_energy.supervisor import Supervisor, Wishes
from jupyter_energy.unavailable import Unavailable
from jupyter_energy.upstream import Upstream

Eventually = Callable[[Callable[[], object]], Awaitable[None]]
Started = Callable[[], list[int]]


@asynccontextmanager
async def running(**wishes: Any) -> AsyncIterator[Supervisor]:
    supervised = Supervisor(Wishes(**wishes), logging.getLogger("test"))
    supervised.start()
    try:
        yield supervised
    finally:
        await supervised.stop()


async def facts(supervised: Supervisor) -> dict[str, Any]:
    """What the program in the energy server's place tells of itself."""
    reply = await (await supervised.upstream()).ask("GET", "/v1/status")
    told: dict[str, Any] = json.loads(reply.body)
    return told


async def reason_of(supervised: Supervisor) -> str:
    with pytest.raises(Unavailable) as caught:
        await supervised.upstream()
    return str(caught.value)


async def found_at_last(supervised: Supervisor) -> Upstream:
    """It looks again and again, however slow the machine is."""
    deadline = asyncio.get_running_loop().time() + 60
    while True:
        try:
            return await supervised.upstream()
        except Unavailable:
            assert asyncio.get_running_loop().time() < deadline
            await asyncio.sleep(0.05)


async def test_starts_one_detached(
    stand_in: Started, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as supervised:
        told = await facts(supervised)
    socket = folder / "jupyter-energy" / "energy.sock"
    assert told["arguments"] == ["serve", "--socket", str(socket), "--exit-when-unused", "300"]
    assert told["pid"] == told["session"] != os.getsid(0)
    assert told["stdin"] == "/dev/null"
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(launch.log_of(socket).stat().st_mode) == 0o600
    # The supervision has ended, the energy server has not.
    os.kill(told["pid"], 0)
    async with running() as another:
        assert (await facts(another))["pid"] == told["pid"]


async def test_it_is_told_no_secrets(stand_in: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = ["JUPYTER_TOKEN", "JPY_API_TOKEN", "JUPYTERHUB_API_TOKEN", "AWS_SECRET_ACCESS_KEY"]
    for name in [*secrets, "MY_THING", "JUPYTER_ENERGY_LOG_LEVEL", "LC_TIME"]:
        monkeypatch.setenv(name, "x")
    async with running(arguments=["--start-after", "0.2"]) as supervised:
        environment = (await facts(supervised))["environment"]
    assert not set(environment) & {*secrets, "MY_THING"}
    assert {"JUPYTER_ENERGY_LOG_LEVEL", "LC_TIME", "PATH", "HOME"} <= set(environment)


async def test_it_is_kept_small_whatever_jupyter_was_told(
    stand_in: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NODE_OPTIONS", "--inspect")
    async with running() as supervised:
        environment = (await facts(supervised))["environment"]
    assert environment["NODE_OPTIONS"] == "--max-semi-space-size=1"
    assert environment["NODE_FLAGS"].split() == ["--single-threaded", "--no-opt"]


async def test_many_jupyter_servers_share_one(stand_in: Started) -> None:
    """Supervisors share nothing but the file system, whichever process they are in."""
    wishes = {"arguments": ["--start-after", "0.3"]}
    async with running(**wishes) as a, running(**wishes) as b, running(**wishes) as c:
        pids = {(await facts(each))["pid"] for each in (a, b, c)}
    assert [*pids] == stand_in()


async def test_a_stale_socket_and_lock_do_no_harm(
    stand_in: Started, eventually: Eventually
) -> None:
    async with running() as supervised:
        first = (await facts(supervised))["pid"]
        os.kill(first, signal.SIGKILL)
        upstream = await supervised.upstream()
        # A killed one leaves its socket, and the lock's file stays for ever.
        assert upstream.socket.exists()
        assert upstream.socket.with_name(f"{upstream.socket.name}.lock").exists()
        supervised.doubt(upstream)
        await eventually(lambda: len(stand_in()) == 2)
        assert (await facts(supervised))["pid"] == stand_in()[1]
        # The first one's exit status was collected: no zombie is left.
        await eventually(lambda: not Path(f"/proc/{first}").exists())


async def test_one_whose_place_was_taken_leaves_no_zombie(
    stand_in: Started, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PING_SECONDS", 0.1)
    async with running() as supervised:
        first = (await facts(supervised))["pid"]
        upstream = await supervised.upstream()
        beside = upstream.socket.with_name("other.sock")
        other = launch.launch(node.find_node(), node.find_energy_server(), beside, [])
        try:
            await eventually(beside.exists)
            beside.rename(upstream.socket)
            os.kill(first, signal.SIGTERM)
            await eventually(lambda: not Path(f"/proc/{first}").exists())
            assert (await facts(supervised))["pid"] == other.pid
            assert await supervised.upstream() is upstream
        finally:
            other.kill()
            other.wait()


async def test_the_death_is_noticed_by_the_ping(
    stand_in: Started, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PING_SECONDS", 0.1)
    async with running() as supervised:
        os.kill((await facts(supervised))["pid"], signal.SIGKILL)
        await eventually(lambda: len(stand_in()) == 2)
        assert (await facts(supervised))["pid"] == stand_in()[1]


async def test_it_is_pinged_while_nobody_asks(
    energy_server: LocalEnergyServer, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PING_SECONDS", 0.02)
    async with running(socket=energy_server.socket):
        await eventually(lambda: len(energy_server.requests) > 5)
    assert set(energy_server.requests) == {"/v1/status"}


async def test_one_that_dies_at_once_is_told_with_its_last_words(
    stand_in: Started, eventually: Eventually
) -> None:
    async with running(arguments=["--die-saying", "config.toml:3: no such key"]) as supervised:
        reason = await reason_of(supervised)
        assert "ended at its start (status 3)" in reason
        assert "It said: config.toml:3: no such key" in reason
        # Tried again, with growing pauses.
        await eventually(lambda: len(stand_in()) == 4)


async def test_one_that_does_not_answer_in_time_is_ended(
    stand_in: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starter, "START_SECONDS", 0.5)
    async with running(arguments=["--start-after", "60"]) as supervised:
        assert "did not answer within" in await reason_of(supervised)
        assert not Path(f"/proc/{stand_in()[0]}").exists()


async def test_somebody_holds_the_lock_and_starts_none(
    stand_in: Started, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starter, "START_SECONDS", 0.3)
    (folder / "jupyter-energy").mkdir()
    lock = take_lock(folder / "jupyter-energy" / "energy.sock.lock")
    assert lock is not None
    with lock:
        async with running() as supervised:
            assert "Another Jupyter server" in await reason_of(supervised)
    assert stand_in() == []


async def test_the_system_service_is_preferred(folder: Path, stand_in: Started) -> None:
    service = await LocalEnergyServer(folder / "system" / "energy.sock").start()
    async with running() as supervised:
        assert (await supervised.upstream()).socket == service.socket
    await service.stop()
    assert stand_in() == []


async def test_a_service_that_is_no_energy_server_is_passed_over(
    folder: Path, stand_in: Started
) -> None:
    service = await LocalEnergyServer(folder / "system" / "energy.sock").start()
    service.answers.clear()
    async with running() as supervised:
        assert (await facts(supervised))["pid"] == stand_in()[0]
    async with running(start=False, socket=service.socket) as supervised:
        assert "is not an energy server: it answered /v1/status with 404" in (
            await reason_of(supervised)
        )
    await service.stop()


async def test_a_socket_of_others_is_told(energy_server: LocalEnergyServer) -> None:
    energy_server.socket.chmod(0)
    was_root = os.geteuid() == 0
    if was_root:
        # Root may open every socket.
        os.seteuid(65534)
    try:
        async with running(socket=energy_server.socket) as supervised:
            assert f"You may not open {energy_server.socket}" in await reason_of(supervised)
    finally:
        if was_root:
            os.seteuid(0)


async def test_one_that_hangs_is_not_doubled(
    energy_server: LocalEnergyServer, stand_in: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jupyter_energy.upstream.REPLY_SECONDS", 0.1)
    energy_server.misbehaviour = "hang"
    async with running(socket=energy_server.socket) as supervised:
        assert "takes connections but does not answer" in await reason_of(supervised)
        energy_server.misbehaviour = None
        assert (await found_at_last(supervised)).socket == energy_server.socket
    assert stand_in() == []


async def test_the_stream_survives_that_its_energy_server_hangs_for_a_while(
    energy_server: LocalEnergyServer, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ping fails while the stream is open: it is given up, and opened anew afterwards."""
    monkeypatch.setattr(supervisor, "PING_SECONDS", 0.05)
    monkeypatch.setattr("jupyter_energy.upstream.REPLY_SECONDS", 0.1)
    async with running(socket=energy_server.socket) as supervised:
        relay = Relay(supervised.events)
        page = relay.join()
        await eventually(lambda: energy_server.streams)
        energy_server.misbehaviour = "hang"
        assert b"event: gone" in (await page.take(10) or b"")
        await eventually(lambda: not energy_server.streams)
        energy_server.misbehaviour = None
        received = b""
        while b"event: back" not in received:
            received += await page.take(10) or b""
        assert len(energy_server.streams) == 1
        await relay.close()
        await eventually(lambda: not energy_server.streams)


async def test_none_is_started_when_switched_off(stand_in: Started) -> None:
    async with running(start=False) as supervised:
        reason = await reason_of(supervised)
    assert "No energy server listens at" in reason
    assert "start_energy_server = False" in reason
    assert stand_in() == []


async def test_no_node(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(node, "_packaged_node", lambda: None)
    monkeypatch.setenv("PATH", str(folder))
    async with running() as supervised:
        assert "needs Node, and none was found. Install it with" in await reason_of(supervised)


async def test_no_bundle(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(node, "__file__", str(folder / "node.py"))
    async with running() as supervised:
        assert "lacks the energy server" in await reason_of(supervised)


async def test_a_node_that_cannot_run(
    stand_in: Started, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    broken = folder / "node"
    broken.write_bytes(b"\x7fELF of another world")
    broken.chmod(0o755)
    monkeypatch.setenv("JUPYTER_ENERGY_NODE", str(broken))
    async with running() as supervised:
        assert "cannot be run: Exec format error" in await reason_of(supervised)


async def test_a_folder_that_cannot_be(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "jupyter-energy").write_text("in the way")
    async with running() as supervised:
        assert "cannot be made" in await reason_of(supervised)


async def test_a_path_too_long(folder: Path) -> None:
    async with running(socket=folder / ("x" * 120)) as supervised:
        assert "107 are possible" in await reason_of(supervised)


async def test_a_chosen_sockets_folder_is_left_as_it_is(stand_in: Started, folder: Path) -> None:
    (folder / "chosen").mkdir()
    (folder / "chosen").chmod(0o755)
    async with running(socket=folder / "chosen" / "my.sock") as supervised:
        await facts(supervised)
    assert stat.S_IMODE((folder / "chosen").stat().st_mode) == 0o755


async def test_a_log_is_bounded(
    energy_server: LocalEnergyServer, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PING_SECONDS", 0.02)
    log = launch.log_of(energy_server.socket)
    log.write_bytes(b"x" * (launch.LONGEST_LOG_BYTES + 1))
    async with running(socket=energy_server.socket):
        await eventually(lambda: log.stat().st_size == 0)


async def test_a_fault_of_ours_does_not_end_the_supervision(
    stand_in: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_place = user_socket
    faults = [RuntimeError("a fault nobody thought of")]

    def place() -> Path:
        if faults:
            raise faults.pop()
        return true_place()

    monkeypatch.setattr("jupyter_energy.supervisor.user_socket", place)
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.5)
    async with running() as supervised:
        assert "a fault nobody thought of" in await reason_of(supervised)
        await found_at_last(supervised)
        assert (await facts(supervised))["pid"] > 0


async def test_after_the_stop_nothing_is_left(
    energy_server: LocalEnergyServer, eventually: Eventually
) -> None:
    before = asyncio.all_tasks()
    async with running(socket=energy_server.socket) as supervised:
        await supervised.upstream()
    assert "shutting down" in await reason_of(supervised)
    # Connections end in the background of the server under test, not of the supervisor.
    await energy_server.stop()
    await eventually(lambda: asyncio.all_tasks() <= before)
