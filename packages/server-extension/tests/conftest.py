"""Fixtures: a folder for sockets, an energy server at a socket, a Jupyter server that uses it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from local_energy_server import LocalEnergyServer
from real_energy_server import RealEnergyServer

from jupyter_energy import stream, supervisor

pytest_plugins = ["pytest_jupyter.jupyter_server"]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path: sockets' paths are limited to 107 bytes."""
    path = Path(tempfile.mkdtemp(prefix="je-"))
    yield path
    shutil.rmtree(path)


@pytest.fixture(autouse=True)
def _nothing_of_this_machine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps tests away from an energy server that runs here, and makes pauses short."""
    for name in [name for name in os.environ if name.startswith("JUPYTER_ENERGY_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setattr(supervisor, "SYSTEM_SOCKET", folder / "system" / "energy.sock")
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(stream, "FIRST_PAUSE", 0.05)


@pytest.fixture
def energy_server(
    folder: Path, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[LocalEnergyServer]:
    server = LocalEnergyServer(folder / "local" / "energy.sock")
    jp_asyncio_loop.run_until_complete(server.start())
    yield server
    jp_asyncio_loop.run_until_complete(server.stop())


@pytest.fixture
def real_energy_server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RealEnergyServer]:
    """With an idle baseline, so that energy is shared out from the beginning."""
    # Read when it is started; this sees to it that the variable is put back.
    monkeypatch.setenv("XDG_STATE_HOME", "")
    server = RealEnergyServer(folder).start_with_baseline()
    yield server
    server.stop()


@pytest.fixture
def energy_settings(energy_server: LocalEnergyServer) -> dict[str, Any]:
    """The settings of the Jupyter server; tests override this."""
    return {"socket": str(energy_server.socket), "start_energy_server": False}


@pytest.fixture
def jp_server_config(energy_settings: dict[str, Any]) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"jupyter_energy": True}},
        "JupyterEnergy": energy_settings,
    }


def _python_in_nodes_place(folder: Path) -> Path:
    """A program that takes Node's options, which Python does not know, and runs Python."""
    node = folder / "node"
    node.write_text(
        "#!/bin/sh\n"
        'while case "$1" in --*) true;; *) false;; esac\n'
        'do NODE_FLAGS="$NODE_FLAGS $1"; shift; done\n'
        f'NODE_FLAGS="$NODE_FLAGS" exec {sys.executable} "$@"\n'
    )
    node.chmod(0o755)
    return node


@pytest.fixture
def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[int]]]:
    """Puts a program in the energy server's place; returns which processes were started."""
    monkeypatch.setenv("JUPYTER_ENERGY_NODE", str(_python_in_nodes_place(folder)))
    monkeypatch.setenv("JUPYTER_ENERGY_SERVER", str(Path(__file__).with_name("stand_in.py")))

    def started() -> list[int]:
        files = folder.glob("**/started")
        return [int(line) for file in files for line in file.read_text().split()]

    yield started
    for pid in started():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], Awaitable[None]]:
    """Waits until something holds; fails when it does not within the generous time."""

    async def wait(holds: Callable[[], object]) -> None:
        deadline = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < deadline, "it did not come to pass"
            await asyncio.sleep(0.01)

    return wait
