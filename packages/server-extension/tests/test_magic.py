"""``%energy`` and ``measure`` in real IPython kernels of a real Jupyter server."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from kernel_runs import Fetch, connected, open_notebook, outputs
from real_energy_server import RealEnergyServer

Eventually = Callable[[Callable[[], object]], Awaitable[None]]

LINE = re.compile(
    r"(?:Too short to tell \()?(?:≈ )?[\d.]+ m?J(?: ± [\d.]+)?\)?"
    r" · [\d.]+ s · (?:≈ )?[\d.]+ W on average · of (this kernel|the whole computer)"
    r" \((?:measured|estimated)(?:, attributed)?\).*\n"
)
BURN = "import time; end = time.process_time() + 0.5\nwhile time.process_time() < end: pass\n"


@pytest.fixture
def energy_settings(real_energy_server: RealEnergyServer) -> dict[str, Any]:
    return {"socket": str(real_energy_server.socket), "start_energy_server": False}


@asynccontextmanager
async def kernel(jp_serverapp: Any, jp_fetch: Fetch) -> AsyncIterator[tuple[str, Any]]:
    kernel_id = (await open_notebook(jp_fetch, "n.ipynb"))["kernel"]["id"]
    async with connected(jp_serverapp, kernel_id) as client:
        await outputs(client, f"import sys; sys.path.insert(0, {str(Path(__file__).parents[1])!r})")
        assert await outputs(client, "%load_ext jupyter_energy") == {}
        yield kernel_id, client


async def test_in_a_notebook(
    real_energy_server: RealEnergyServer, jp_serverapp: Any, jp_fetch: Fetch, eventually: Eventually
) -> None:
    async with kernel(jp_serverapp, jp_fetch) as (kernel_id, client):
        shown = await outputs(client, f"%%energy\n{BURN}x = 5\n'value'")
        assert shown["result"] == "'value'"
        match = LINE.fullmatch(shown["stdout"])
        assert match, shown
        assert match[1] == "this kernel"
        assert (await outputs(client, "x"))["result"] == "5"
        # It is the kernel that the bridge has told of, and no other.
        told = await outputs(
            client, "from jupyter_energy import measure\nwith measure() as m: x\nm._self.id"
        )
        assert told["result"] == repr(kernel_id)
        assert real_energy_server.kernel(kernel_id)["name"] == "Python 3 (ipykernel)"


async def test_results_and_exceptions_are_as_without_it(jp_serverapp: Any, jp_fetch: Fetch) -> None:
    async with kernel(jp_serverapp, jp_fetch) as (_, client):
        assert (await outputs(client, "%energy 6 * 7"))["result"] == "42"
        await outputs(client, "y = %energy 'a'.upper()")
        assert (await outputs(client, "y"))["result"] == "'A'"
        assert "result" not in await outputs(client, "%%energy\n1 + 1;")
        assert "result" not in await outputs(client, "%%energy\nz = 1")
        await outputs(client, "def f():\n    inside = 3\n    %energy inside + 1\nf()")
        failed = await outputs(client, "%%energy\nbefore = 7\n1 / 0")
        assert failed["error"] == "ZeroDivisionError"
        assert "W on average" in failed["stdout"] or "Energy unknown" in failed["stdout"]
        assert (await outputs(client, "before"))["result"] == "7"
        assert (await outputs(client, "%%energy\nif"))["error"] == "SyntaxError"
        assert (await outputs(client, "%energy"))["stderr"].startswith("UsageError")
        assert (await outputs(client, "%energy !echo $((40 + 2))"))["stdout"].startswith("42")
        braces = await outputs(client, "%energy f'{1 + 1} {{}} $HOME'")
        assert braces["result"] == "'2 {} $HOME'"


async def test_where_its_words_cannot_be_written_the_result_counts(
    jp_serverapp: Any, jp_fetch: Fetch
) -> None:
    async with kernel(jp_serverapp, jp_fetch) as (_, client):
        await outputs(
            client,
            "import io\nscreen, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), 'ascii')\n"
            "try:\n    y = %energy 6 * 7\nfinally: sys.stdout = screen",
        )
        assert (await outputs(client, "y"))["result"] == "42"


async def test_without_an_energy_server(
    real_energy_server: RealEnergyServer, jp_serverapp: Any, jp_fetch: Fetch
) -> None:
    async with kernel(jp_serverapp, jp_fetch) as (_, client):
        real_energy_server.stop()
        shown = await outputs(client, "%energy 6 * 7")
        assert shown["result"] == "42"
        assert shown["stdout"].startswith("Energy unknown, ")
        assert shown["stdout"].count("\n") == 1
        assert "No energy server listens at" in shown["stdout"]
        assert "stderr" not in shown
