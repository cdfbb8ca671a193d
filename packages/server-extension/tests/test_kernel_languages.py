"""Real kernels of three languages, a real Jupyter server and the real energy server."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from kernel_runs import Fetch, command_line_of, connected, execute, open_notebook
from real_energy_server import RealEnergyServer

Eventually = Callable[[Callable[[], object]], Awaitable[None]]

#: Processor time that each of the cells below uses at least, in seconds.
BURNT = 0.5

BIN = Path(sys.executable).parent
SPECS: dict[str, list[str]] = {
    "ipython": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "bash": [sys.executable, "-m", "bash_kernel", "-f", "{connection_file}"],
    "deno": [str(BIN / "deno"), "jupyter", "--kernel", "--conn", "{connection_file}"],
}

#: A program that uses so much by itself.
PROGRAM = f"import time; [0 for _ in iter(lambda: time.process_time() < {BURNT}, False)]"
IN_PYTHON = "import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass"
#: Deno's own clock of processor time is the operating system's, in hundredths.
IN_DENO = (
    "function burn() {"
    " const used = () => Deno.readTextFileSync('/proc/self/stat').split(') ')[1].split(' ')"
    ".slice(11, 13).reduce((sum, ticks) => sum + Number(ticks), 0);"
    " for (const end = used() + 60; used() < end;); }"
)
CELLS: list[tuple[str, str, str]] = [
    ("ipython", "itself", IN_PYTHON),
    (
        "ipython",
        "threads",
        "import threading, time\n"
        "def burn():\n    while time.thread_time() < 0.25: pass\n"
        "threads = [threading.Thread(target=burn) for _ in range(2)]\n"
        "[thread.start() for thread in threads]; [thread.join() for thread in threads]",
    ),
    (
        "ipython",
        "multiprocessing",
        "import multiprocessing as mp, time\n"
        "def burn(_):\n    end = time.process_time() + 0.25\n"
        "    while time.process_time() < end: pass\n"
        "with mp.get_context('fork').Pool(2) as pool: pool.map(burn, range(2), chunksize=1)",
    ),
    ("ipython", "a shell command", f"!{sys.executable} -c '{PROGRAM}'"),
    # As the workers of joblib when their parent has gone: given to another parent, in our session.
    (
        "ipython",
        "a child of nobody",
        "import os, time\n"
        "reading, writing = os.pipe()\n"
        "if os.fork() == 0:\n"
        "    if os.fork() == 0:\n"
        "        while time.process_time() < 0.5: pass\n"
        "        os.write(writing, str(os.getppid()).encode())\n"
        "    os._exit(0)\n"
        "os.wait(); os.close(writing)\n"
        "assert int(os.read(reading, 9)) != os.getpid()",
    ),
    (
        "bash",
        "itself",
        "while (( $(cut -d' ' -f14 /proc/$$/stat) < 60 )); do\n"
        "  for i in {1..2000}; do :; done\n"
        "done",
    ),
    ("bash", "a program", f"{sys.executable} -c '{PROGRAM}'"),
    ("bash", "a pipe", f"{sys.executable} -c '{PROGRAM}' | cat > /dev/null"),
    ("deno", "itself", f"{IN_DENO} burn();"),
    (
        "deno",
        "a program",
        f"await new Deno.Command({json.dumps(sys.executable)}, "
        f"{{ args: ['-c', {json.dumps(PROGRAM)}] }}).output()",
    ),
    (
        "deno",
        "a worker",
        f"const code = {json.dumps(IN_DENO)} + ' burn(); self.postMessage(1)';\n"
        "const worker = new Worker('data:text/javascript,' + encodeURIComponent(code),"
        " { type: 'module' });\n"
        "await new Promise((resolve) => { worker.onmessage = resolve; }); worker.terminate();",
    ),
]  # fmt: skip


@pytest.fixture
def energy_settings(real_energy_server: RealEnergyServer) -> dict[str, Any]:
    return {"socket": str(real_energy_server.socket), "start_energy_server": False}


@pytest.fixture
def languages(jp_data_dir: Path) -> None:
    """Kernel specifications, as each kernel's own installer would write them."""
    for name, argv in SPECS.items():
        folder = jp_data_dir / "kernels" / name
        folder.mkdir(parents=True)
        environment = {"DENO_DIR": str(jp_data_dir / "deno"), "PS1": "$"}
        spec = {"argv": argv, "display_name": name.title(), "language": name, "env": environment}
        (folder / "kernel.json").write_text(json.dumps(spec))


@pytest.mark.parametrize("language", SPECS)
async def test_what_a_kernel_uses_is_its_own(
    real_energy_server: RealEnergyServer,
    languages: None,
    jp_serverapp: Any,
    jp_fetch: Fetch,
    eventually: Eventually,
    language: str,
) -> None:
    server = real_energy_server
    kernel = (await open_notebook(jp_fetch, f"{language}.ipynb", language))["kernel"]["id"]
    sleeper = (await open_notebook(jp_fetch, "sleeper.ipynb", "ipython"))["kernel"]["id"]
    await eventually(lambda: server.kernel(kernel).get("path") == f"{language}.ipynb")
    known = server.kernel(kernel)
    assert (known["foundBy"], known["state"]) == ("bridge", "found")
    assert f"kernel-{kernel}.json".encode() in command_line_of(Path(f"/proc/{known['pid']}"))
    assert known["name"] == language.title()
    cells = {name: code for of, name, code in CELLS if of == language}
    async with connected(jp_serverapp, sleeper), connected(jp_serverapp, kernel) as client:
        slept = server.kernel(sleeper)["cpuSeconds"]
        for name, code in cells.items():
            before = server.kernel(kernel)["cpuSeconds"]
            run, status = await execute(client, code)
            assert status == "ok", name
            await eventually(partial(server.ended, kernel, run))
            assert server.kernel(kernel)["cpuSeconds"] - before > BURNT - 0.05, name
            energy = server.ended(kernel, run)
            # Between readings that came late on a busy machine, it is interpolated.
            assert energy["cpuSeconds"] > BURNT / 2, name
            assert energy["joules"] > 0, name
        assert server.kernel(sleeper)["cpuSeconds"] - slept < BURNT
    assert [run["count"] for run in server.runs(kernel)] == list(range(1, len(cells) + 1))
