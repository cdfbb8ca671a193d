"""Executions in real kernels, as the real energy server tells of them afterwards."""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from kernel_runs import Fetch, connected, execute, open_notebook
from real_energy_server import RealEnergyServer

from jupyter_energy import kernels, teller

Eventually = Callable[[Callable[[], object]], Awaitable[None]]


@pytest.fixture
def energy_settings(
    real_energy_server: RealEnergyServer, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    monkeypatch.setattr(teller, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(kernels, "SESSIONS_SECONDS", 0.1)
    return {"socket": str(real_energy_server.socket), "start_energy_server": False}


async def test_cells_one_after_another(
    real_energy_server: RealEnergyServer,
    jp_serverapp: Any,
    jp_fetch: Fetch,
    eventually: Eventually,
) -> None:
    server = real_energy_server
    kernel = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    async with connected(jp_serverapp, kernel) as client:
        began = time.time() * 1000
        first, _ = await execute(client, "sum(range(10_000_000))")
        second, _ = await execute(client, "1 / 0")
        third, _ = await execute(client, "import time; time.sleep(1)")
        ended = time.time() * 1000
    await eventually(lambda: server.ended(kernel, third))
    runs = server.runs(kernel)
    assert [run["id"] for run in runs] == [first, second, third]
    assert [run["count"] for run in runs] == [1, 2, 3]
    edges = [run["energy"][edge] for run in runs for edge in ("from", "to")]
    # The energy server turns the kernel's clock into its own and back.
    assert all(after >= before - 1 for before, after in itertools.pairwise(edges))
    assert began - 1 <= edges[0] and edges[-1] <= ended + 1
    slept, worked = runs[2]["energy"], runs[0]["energy"]
    assert slept["seconds"] >= 1
    # Not the joules: a simulated machine draws its power whether anybody works or not.
    assert slept["cpuSeconds"] < worked["cpuSeconds"]
    assert server.kernel(kernel)["activity"] == "idle"


async def test_a_run_that_nobody_looks_on_at_and_a_new_energy_server(
    real_energy_server: RealEnergyServer,
    jp_serverapp: Any,
    jp_fetch: Fetch,
    eventually: Eventually,
) -> None:
    server = real_energy_server
    kernel = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    async with connected(jp_serverapp, kernel) as client:
        code = "import time; end = time.time() + 4\nwhile time.time() < end: pass"
        run = client.execute(code)
        await eventually(lambda: [one["id"] for one in server.runs(kernel)] == [run])
    # The tab is closed, and the energy server dies and comes back in the middle of it.
    server.stop(signal.SIGKILL)
    server.start()
    await eventually(lambda: server.kernel(kernel).get("foundBy") == "bridge")
    assert server.kernel(kernel)["path"] == "n.ipynb"
    assert [one["id"] for one in server.runs(kernel)] == [run]
    await eventually(lambda: server.ended(kernel, run))


async def test_a_kernel_that_is_killed_in_a_cell(
    real_energy_server: RealEnergyServer,
    jp_serverapp: Any,
    jp_fetch: Fetch,
    eventually: Eventually,
) -> None:
    server = real_energy_server
    kernel = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    async with connected(jp_serverapp, kernel) as client:
        cut = client.execute("while True: pass")
        await eventually(lambda: [one["running"] for one in server.runs(kernel)] == [True])
        pid = server.kernel(kernel)["pid"]
        os.kill(pid, signal.SIGKILL)
        await eventually(lambda: server.ended(kernel, cut))
    await eventually(lambda: server.kernel(kernel)["pid"] not in (pid, None))
    async with connected(jp_serverapp, kernel) as client:
        run, _ = await execute(client, "1")
    await eventually(lambda: [one["id"] for one in server.runs(kernel)] == [cut, run])
