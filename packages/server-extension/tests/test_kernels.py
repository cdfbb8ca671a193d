from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from kernel_runs import Fetch, command_line_of, connected, execute, open_notebook
from local_energy_server import LocalEnergyServer, Told

from jupyter_energy import kernels, teller

Eventually = Callable[[Callable[[], object]], Awaitable[None]]

MANAGERS = ["AsyncMappingKernelManager", "MappingKernelManager"]


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "SESSIONS_SECONDS", 0.1)
    monkeypatch.setattr(teller, "PAUSE_SECONDS", 0.05)


@pytest.fixture(params=MANAGERS[:1])
def jp_server_config(request: pytest.FixtureRequest, energy_settings: dict[str, Any]) -> Any:
    manager = f"jupyter_server.services.kernels.kernelmanager.{request.param}"
    return {
        "ServerApp": {
            "jpserver_extensions": {"jupyter_energy": True},
            "kernel_manager_class": manager,
        },
        "JupyterEnergy": energy_settings,
        # How soon a death is noticed.
        "KernelRestarter": {"time_to_dead": 0.1},
    }


@pytest.fixture
def pid_of(jp_serverapp: Any) -> Callable[[str], int]:
    """A kernel's process, found out without any code of ours."""

    def pid(kernel_id: str) -> int:
        name = f"kernel-{kernel_id}.json".encode()
        processes = Path("/proc").glob("[0-9]*")
        found = [int(at.name) for at in processes if name in command_line_of(at)]
        assert len(found) == 1
        return found[0]

    return pid


def registrations(told: list[Told]) -> list[dict[str, Any]]:
    return [one.body for one in told if one.method == "PUT"]


def states(told: list[Told]) -> list[dict[str, Any]]:
    return [one.body for one in told if one.method == "POST"]


def runs(told: list[Told]) -> list[tuple[str, str]]:
    return [(state["run"], state["state"]) for state in states(told)]


@pytest.mark.parametrize("jp_server_config", MANAGERS, indirect=True)
async def test_a_kernel_from_its_start_to_its_end(
    energy_server: LocalEnergyServer,
    jp_serverapp: Any,
    jp_fetch: Fetch,
    jp_root_dir: Path,
    pid_of: Callable[[str], int],
    eventually: Eventually,
) -> None:
    session = await open_notebook(jp_fetch, "a notebook.ipynb")
    kernel = session["kernel"]["id"]
    notebook = f"{jp_root_dir}/a notebook.ipynb"
    facts = {"pid": pid_of(kernel), "path": "a notebook.ipynb", "notebook": notebook}
    await eventually(
        lambda: (
            {"name": "Python 3 (ipykernel)", **facts} in registrations(energy_server.about(kernel))
        )
    )
    before = time.time() * 1000
    async with connected(jp_serverapp, kernel) as client:
        run, status = await execute(client, "print('a')")
        failed, error = await execute(client, "1 / 0")
    assert (status, error) == ("ok", "error")
    await eventually(lambda: len(states(energy_server.about(kernel))) == 4)
    after = time.time() * 1000
    told = states(energy_server.about(kernel))
    assert runs(energy_server.about(kernel)) == [
        (run, "busy"), (run, "idle"), (failed, "busy"), (failed, "idle"),
    ]  # fmt: skip
    assert [state.get("count") for state in told] == [1, None, 2, None]
    moments = [before, *(state["at"] for state in told), after]
    assert moments == sorted(moments)
    await jp_fetch("api", "sessions", session["id"], method="DELETE")
    await eventually(lambda: energy_server.about(kernel)[-1].method == "DELETE")


async def test_a_kernel_whose_messages_are_encrypted(
    energy_server: LocalEnergyServer, jp_serverapp: Any, jp_fetch: Fetch, eventually: Eventually
) -> None:
    manager = jp_serverapp.kernel_manager
    if not hasattr(manager, "transport_encryption"):
        pytest.skip("This Jupyter Server cannot encrypt.")
    manager.transport_encryption = "required"
    kernel = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    assert manager.get_kernel(kernel).get_connection_info()["curve_publickey"]
    async with connected(jp_serverapp, kernel) as client:
        run, _ = await execute(client, "1")
    await eventually(lambda: runs(energy_server.about(kernel)) == [(run, "busy"), (run, "idle")])


async def test_a_manager_that_fails_for_some_time(
    energy_server: LocalEnergyServer,
    jp_serverapp: Any,
    jp_fetch: Fetch,
    eventually: Eventually,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failed = []

    def fails() -> list[str]:
        failed.append("once more")
        raise RuntimeError("The gateway is away.")

    with monkeypatch.context() as away:
        away.setattr(jp_serverapp.kernel_manager, "list_kernel_ids", fails)
        await eventually(lambda: failed)
    kernel = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    await eventually(lambda: energy_server.about(kernel))


async def test_what_is_no_execution_is_not_told(
    energy_server: LocalEnergyServer, jp_serverapp: Any, jp_fetch: Fetch, eventually: Eventually
) -> None:
    kernel = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    async with connected(jp_serverapp, kernel) as client:
        client.kernel_info()
        client.complete("pri")
        await execute(client, "1", silent=True)
        run, _ = await execute(client, "2", store_history=False)
    await eventually(lambda: runs(energy_server.about(kernel))[-1:] == [(run, "idle")])
    assert runs(energy_server.about(kernel)) == [(run, "busy"), (run, "idle")]


async def test_cells_that_wait_begin_when_it_is_their_turn(
    energy_server: LocalEnergyServer, jp_serverapp: Any, jp_fetch: Fetch, eventually: Eventually
) -> None:
    kernel = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    async with connected(jp_serverapp, kernel) as client:
        queued = [client.execute("import time; time.sleep(0.1)") for _ in range(3)]
        await eventually(lambda: len(states(energy_server.about(kernel))) == 6)
    assert runs(energy_server.about(kernel)) == [
        (run, state) for run in queued for state in ("busy", "idle")
    ]
    moments = [state["at"] for state in states(energy_server.about(kernel))]
    assert moments == sorted(moments)


async def test_a_run_ends_though_nobody_looks_on(
    energy_server: LocalEnergyServer, jp_serverapp: Any, jp_fetch: Fetch, eventually: Eventually
) -> None:
    kernel = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    async with connected(jp_serverapp, kernel) as client:
        run = client.execute("import time; time.sleep(1)")
        await eventually(lambda: runs(energy_server.about(kernel)) == [(run, "busy")])
    await eventually(lambda: runs(energy_server.about(kernel)) == [(run, "busy"), (run, "idle")])


async def test_an_interrupt_ends_the_run(
    energy_server: LocalEnergyServer, jp_serverapp: Any, jp_fetch: Fetch, eventually: Eventually
) -> None:
    kernel = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    async with connected(jp_serverapp, kernel) as client:
        run = client.execute("import time; time.sleep(1000)")
        await eventually(lambda: runs(energy_server.about(kernel)) == [(run, "busy")])
        await jp_fetch("api", "kernels", kernel, "interrupt", method="POST", body="")
        await eventually(lambda: runs(energy_server.about(kernel))[-1] == (run, "idle"))


@pytest.mark.parametrize("jp_server_config", MANAGERS, indirect=True)
async def test_a_restart_is_another_process_of_the_same_kernel(
    energy_server: LocalEnergyServer,
    jp_serverapp: Any,
    jp_fetch: Fetch,
    pid_of: Callable[[str], int],
    eventually: Eventually,
) -> None:
    kernel = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    await eventually(lambda: energy_server.about(kernel))
    first = pid_of(kernel)
    await jp_fetch("api", "kernels", kernel, "restart", method="POST", body="")
    second = pid_of(kernel)
    await eventually(lambda: registrations(energy_server.about(kernel))[-1]["pid"] == second)
    assert first != second
    async with connected(jp_serverapp, kernel) as client:
        run, _ = await execute(client, "1")
    await eventually(lambda: runs(energy_server.about(kernel)) == [(run, "busy"), (run, "idle")])


async def test_a_kernel_that_dies_while_it_works(
    energy_server: LocalEnergyServer,
    jp_serverapp: Any,
    jp_fetch: Fetch,
    pid_of: Callable[[str], int],
    eventually: Eventually,
) -> None:
    kernel = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    async with connected(jp_serverapp, kernel) as client:
        run = client.execute("import time; time.sleep(1000)")
        await eventually(lambda: runs(energy_server.about(kernel)) == [(run, "busy")])
    first = pid_of(kernel)
    os.kill(first, signal.SIGKILL)
    # Another process than the one that was told before ends its runs, for the energy server.
    await eventually(lambda: registrations(energy_server.about(kernel))[-1]["pid"] != first)
    async with connected(jp_serverapp, kernel) as client:
        after, _ = await execute(client, "1")
    await eventually(lambda: runs(energy_server.about(kernel))[-1] == (after, "idle"))
    assert (run, "idle") not in runs(energy_server.about(kernel))


@pytest.fixture
def quitter(jp_data_dir: Path) -> str:
    """The name of a kernel whose process ends before it is one."""
    folder = jp_data_dir / "kernels" / "quitter"
    folder.mkdir(parents=True)
    spec = {"argv": ["false", "{connection_file}"], "display_name": "Quitter", "language": "none"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    return folder.name


async def test_a_kernel_that_never_starts(
    energy_server: LocalEnergyServer,
    jp_serverapp: Any,
    jp_fetch: Fetch,
    quitter: str,
    eventually: Eventually,
) -> None:
    kernel = (await open_notebook(jp_fetch, "n.ipynb", quitter))["kernel"]["id"]
    await eventually(lambda: kernel not in jp_serverapp.kernel_manager.list_kernel_ids())
    told = energy_server.about(kernel)
    await eventually(lambda: not told or energy_server.about(kernel)[-1].method == "DELETE")
    healthy = (await open_notebook(jp_fetch, "m.ipynb"))["kernel"]["id"]
    await eventually(lambda: registrations(energy_server.about(healthy)))


async def test_a_notebook_that_is_renamed(
    energy_server: LocalEnergyServer, jp_serverapp: Any, jp_fetch: Fetch, eventually: Eventually
) -> None:
    session = await open_notebook(jp_fetch, "old.ipynb")
    kernel = session["kernel"]["id"]
    await eventually(
        lambda: any("path" in facts for facts in registrations(energy_server.about(kernel)))
    )
    body = json.dumps({"path": "new.ipynb"})
    await jp_fetch("api", "sessions", session["id"], method="PATCH", body=body)
    await eventually(
        lambda: registrations(energy_server.about(kernel))[-1].get("path") == "new.ipynb"
    )
    assert registrations(energy_server.about(kernel))[-1]["notebook"].endswith("/new.ipynb")


async def test_kernels_are_told_when_the_energy_server_comes_at_last(
    energy_server: LocalEnergyServer, jp_serverapp: Any, jp_fetch: Fetch, eventually: Eventually
) -> None:
    await energy_server.stop()
    kernel = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    async with connected(jp_serverapp, kernel) as client:
        ended, _ = await execute(client, "1")
        run = client.execute("import time; time.sleep(1000)")
        await asyncio.sleep(0.5)
        await energy_server.start()
        await eventually(lambda: (run, "busy") in runs(energy_server.about(kernel)))
    assert energy_server.about(kernel)[0].method == "PUT"
    assert runs(energy_server.about(kernel))[:2] == [(ended, "busy"), (ended, "idle")]


async def test_an_energy_server_that_begins_anew_is_told_again(
    energy_server: LocalEnergyServer, jp_serverapp: Any, jp_fetch: Fetch, eventually: Eventually
) -> None:
    first = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    async with connected(jp_serverapp, first) as client:
        long = client.execute("import time; time.sleep(2)")
        await eventually(lambda: (long, "busy") in runs(energy_server.about(first)))
        began = states(energy_server.about(first))[0]["at"]
        await energy_server.stop()
        energy_server.told.clear()
        await energy_server.start()
        # Answered by "no such kernel": then all that is known of it is told, and this once more.
        await eventually(lambda: runs(energy_server.about(first))[-1:] == [(long, "idle")])
        run, _ = await execute(client, "1")
        await eventually(lambda: runs(energy_server.about(first))[-1] == (run, "idle"))
    put = [told.method for told in energy_server.about(first)].index("PUT")
    told = energy_server.about(first)[put:]
    assert runs(told)[-3:] == [(long, "idle"), (run, "busy"), (run, "idle")]
    assert states(energy_server.about(first))[0]["at"] >= began


async def test_without_being_asked_it_is_told_again_now_and_then(
    energy_server: LocalEnergyServer,
    jp_serverapp: Any,
    jp_fetch: Fetch,
    monkeypatch: pytest.MonkeyPatch,
    eventually: Eventually,
) -> None:
    monkeypatch.setattr(teller, "LOOK_SECONDS", 0.2)
    energy_server.patience_seconds = 0.1
    kernel = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    async with connected(jp_serverapp, kernel) as client:
        run = client.execute("import time; time.sleep(1000)")
        await eventually(lambda: (run, "busy") in runs(energy_server.about(kernel)))
        began = states(energy_server.about(kernel))[0]
        await energy_server.stop()
        energy_server.told.clear()
        await energy_server.start()
        await eventually(lambda: began in states(energy_server.about(kernel)))
    assert "pid" in registrations(energy_server.about(kernel))[0]


async def test_an_energy_server_that_hangs_holds_nothing_up(
    energy_server: LocalEnergyServer, jp_serverapp: Any, jp_fetch: Fetch, eventually: Eventually
) -> None:
    kernel = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    energy_server.misbehaviour = "hang"
    async with connected(jp_serverapp, kernel) as client:
        for _ in range(20):
            assert (await execute(client, "1"))[1] == "ok"
    assert (await jp_fetch("api", "kernels")).code == 200
