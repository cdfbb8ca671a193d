"""``measure`` in real processes, with the real energy server and with one of bad manners."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from local_energy_server import LocalEnergyServer
from real_energy_server import RealEnergyServer

from jupyter_energy import asking, measure, self_known
from jupyter_energy.unavailable import NobodyListens, Unavailable

PACKAGE = Path(__file__).parents[1]
BURN = "import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass\n"
TELL = (
    "import dataclasses, json\n"
    "print(json.dumps({field.name: getattr(m, field.name) for field in dataclasses.fields(m)}))\n"
)


def run_script(folder: Path, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    script = folder / "a script.py"
    script.write_text(code)
    return subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": str(PACKAGE), **environment},
    )


def test_nothing_of_the_server_is_loaded_in_a_kernel() -> None:
    code = (
        "import sys, jupyter_energy\n"
        "before = set(sys.modules)\n"
        "assert not {name for name in before if name.startswith('jupyter_energy.')}\n"
        "from jupyter_energy import measure\n"
        "heavy = {'jupyter_server', 'httpx', 'tornado', 'zmq', 'traitlets', 'asyncio'}\n"
        "sys.exit(str(heavy & set(sys.modules) or 0))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE, capture_output=True, text=True)
    assert done.stderr == "0\n"


def test_a_script_is_measured_for_itself(
    real_energy_server: RealEnergyServer, folder: Path
) -> None:
    code = "from jupyter_energy import measure\nwith measure() as m:\n    " + BURN.replace(
        "\n", "\n    "
    )
    done = run_script(
        folder, f"{code}\n{TELL}\nprint(m)", JUPYTER_ENERGY_SOCKET=str(real_energy_server.socket)
    )
    told = json.loads(done.stdout.splitlines()[0])
    assert (told["of"], told["reason"]) == ("this program", None)
    assert told["basis"] in ("measured, attributed", "estimated, attributed")
    assert told["joules"] > 0
    assert told["seconds"] >= 0.5
    assert told["watts"] == pytest.approx(told["joules"] / told["seconds"], rel=0.2)
    assert sum(joules for _, joules in told["parts"]) == pytest.approx(told["joules"])
    assert "of this program" in done.stdout.splitlines()[1]
    assert done.stderr == ""
    kernels = real_energy_server.ask("kernels")["kernels"]
    # This computer may have kernels of others.
    [kernel] = [one for one in kernels if one["name"] == "a script.py"]
    assert kernel["state"] == "gone"
    assert kernel["cpuSeconds"] >= 0.5


def test_a_script_inside_a_script_is_part_of_it(
    real_energy_server: RealEnergyServer, folder: Path
) -> None:
    inner = "from jupyter_energy import measure\nwith measure() as m: pass\nprint(m._self)"
    (folder / "inner.py").write_text(inner)
    inside_of = f"subprocess.run([sys.executable, {str(folder / 'inner.py')!r}])"
    code = (
        "import subprocess, sys\nfrom jupyter_energy import measure\n"
        f"with measure() as m:\n    {inside_of}\nprint(m._self)"
    )
    done = run_script(folder, code, JUPYTER_ENERGY_SOCKET=str(real_energy_server.socket))
    inside, outside = done.stdout.splitlines()
    assert inside.replace("this kernel", "this program") == outside


@pytest.mark.parametrize("code", ["x = 1 + 1", "1 / 0"])
def test_without_an_energy_server_the_code_runs(folder: Path, code: str) -> None:
    lines = ["from jupyter_energy import measure", "for _ in range(2):"]
    lines += ["  with measure() as m:", f"    {code}", "print(x, m.joules)"]
    done = run_script(folder, "\n".join(lines), JUPYTER_ENERGY_SOCKET="/nowhere")
    said = done.stderr.splitlines()
    assert said[0].startswith("jupyter_energy: Energy unknown, ")
    assert "No energy server listens at /nowhere" in said[0]
    if code == "x = 1 + 1":
        assert (done.returncode, done.stdout, len(said)) == (0, "2 None\n", 1)
    else:
        assert (done.returncode, said[-1]) == (1, "ZeroDivisionError: division by zero")


@pytest.mark.parametrize("misbehaviour", ["hang", "garbage", "break off", "nonsense", "refuses"])
async def test_an_energy_server_with_bad_manners(
    energy_server: LocalEnergyServer, misbehaviour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_ENERGY_SOCKET", str(energy_server.socket))
    monkeypatch.setattr(asking, "ANSWER_SECONDS", 0.2)
    if misbehaviour == "nonsense":
        for path in ("kernels", "status"):
            energy_server.answers[f"/v1/{path}"] = (200, "application/json", b"[1]")
    elif misbehaviour != "refuses":
        energy_server.misbehaviour = misbehaviour

    def work() -> tuple[measure, int]:
        with measure() as m:
            x = 6 * 7
        return m, x

    m, x = await asyncio.to_thread(work)
    assert (x, m.joules) == (42, None)
    assert m.reason
    assert str(m.reason) in str(m)


def test_another_users_folder_in_tmp_is_not_asked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = 4_000_000 + os.getpid()
    made = Path(f"/tmp/jupyter-energy-{user}")
    monkeypatch.setattr(asking, "SYSTEM_SOCKET", folder / "nobody.sock")
    monkeypatch.setattr(os, "getuid", lambda: user)
    with pytest.raises(NobodyListens):
        asking.Asker.find()
    made.mkdir()
    try:
        with pytest.raises(Unavailable, match="belongs to another user"):
            asking.Asker.find()
    finally:
        made.rmdir()


async def test_an_energy_server_that_answers_for_ever(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            for _ in range(1000):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)
        writer.close()

    def work() -> measure:
        with measure() as m:
            pass
        return m

    monkeypatch.setenv("JUPYTER_ENERGY_SOCKET", str(folder / "slow.sock"))
    monkeypatch.setattr(asking, "ANSWER_SECONDS", 0.2)
    async with await asyncio.start_unix_server(drip, folder / "slow.sock"):
        # A thousand bytes would take twenty seconds.
        m = await asyncio.wait_for(asyncio.to_thread(work), 10)
    assert "does not answer" in str(m.reason)


async def test_an_energy_server_that_falls_silent_is_waited_for_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).split()[1].partition(b"?")[0])
        if len(asked) == 1:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        await reader.read()
        writer.close()

    def work() -> measure:
        with measure() as m:
            pass
        return m

    monkeypatch.setenv("JUPYTER_ENERGY_SOCKET", str(folder / "silent.sock"))
    monkeypatch.setattr(asking, "ANSWER_SECONDS", 0.2)
    async with await asyncio.start_unix_server(serve, folder / "silent.sock"):
        m = await asyncio.to_thread(work)
    assert "does not answer" in str(m.reason)
    assert asked == [b"/v1/status", b"/v1/energy"]


async def test_an_answer_that_is_too_long_is_not_read(
    energy_server: LocalEnergyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "LONGEST_ANSWER_BYTES", 1000)
    energy_server.answers["/v1/status"] = (200, "application/json", b"[%s]" % (b" " * 1000))
    with pytest.raises(Unavailable, match="more than 1000 bytes"):
        await asyncio.to_thread(asking.Asker(energy_server.socket).ask, "GET", "/v1/status")


def test_nobody_need_be_able_to_hear_why_nothing_is_known(folder: Path) -> None:
    code = (
        "import sys\nfrom jupyter_energy import measure\nsys.stderr.close()\n"
        "with measure() as m:\n    x = 6 * 7\nprint(x, m.joules)"
    )
    done = run_script(folder, code, JUPYTER_ENERGY_SOCKET="/nowhere")
    assert (done.returncode, done.stdout) == (0, "42 None\n")


INTERVAL = {
    "joules": 3.0,
    "uncertaintyJoules": 0.3,
    "relativeError": 0.1333333,
    "watts": 1.5,
    "basis": {"total": "estimated", "share": "attributed"},
    "parts": [{"id": "a", "label": "A", "joules": 2.0}, {"id": "b", "label": "B", "joules": 1.0}],
    "flags": {"tooShort": False, "incomplete": False, "shared": False, "overlap": False},
    "reason": None,
}
ENERGY = {
    "buckets": [
        {
            "total": {
                "basis": "measured", "relativeError": None, "joules": 20.0, "coveredSeconds": 2.0,
            },
            "parts": [
                {"id": "a", "parent": None, "label": "A", "joules": 20.0},
                {"id": "a/b", "parent": "a", "label": "B", "joules": 5.0},
            ],
        }
    ]
}  # fmt: skip


class Answers:
    """In the energy server's place, by path: what is told, or why nothing is."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str]] = []

    def ask(self, method: str, path: str, body: Any = None, **query: object) -> Any:
        self.asked.append((method, path))
        answer = next(told for at, told in self.answers.items() if path.startswith(at))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def mark(self) -> None:
        self.asked.append(("GET", "mark"))


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answers]:
    def by(answers: dict[str, Any]) -> Answers:
        told = Answers(answers)
        monkeypatch.setattr(asking.Asker, "find", lambda: told)
        monkeypatch.setattr(self_known, "_told", {})
        return told

    return by


def test_the_words_of_a_kernel(answered: Callable[..., Answers]) -> None:
    asked = answered(
        {
            "/v1/kernels/": {"state": "found", "reason": None},
            "/v1/kernels": {"kernels": []},
            "/v1/intervals": INTERVAL,
        }
    )
    with measure() as m:
        pass
    m.seconds = 2.0
    assert m.uncertainty_joules == pytest.approx(0.5)
    assert str(m) == (
        "≈ 3.0 J ± 0.5 · 2 s · ≈ 1.50 W on average · of this program (estimated, attributed)"
        " · A 2.00 J + B 1.00 J"
    )
    assert asked.asked[0] == asked.asked[-2] == ("GET", "mark")


def test_the_words_of_the_whole_computer(answered: Callable[..., Answers]) -> None:
    refused = asking.Refused("The energy server refused: no.")
    answered({"/v1/kernels/": refused, "/v1/kernels": {"kernels": []}, "/v1/energy": ENERGY})
    with measure() as m:
        pass
    m.seconds = 2.0
    words = "20.0 J · 2 s · 10.0 W on average · of the whole computer (measured)"
    assert str(m) == f"{words}\nThe energy server refused: no."
    assert (m.of, m.basis, m.parts) == ("the whole computer", "measured", (("A", 20.0),))


def test_a_decorated_function_tells_of_its_last_call(answered: Callable[..., Answers]) -> None:
    asked = answered(
        {
            "/v1/kernels/": {"state": "found", "reason": None},
            "/v1/kernels": {"kernels": []},
            "/v1/intervals": INTERVAL,
        }
    )
    m = measure()

    @m
    def factorial(n: int) -> int:
        """Says what it does."""
        return 1 if n == 0 else n * factorial(n - 1)

    assert factorial.__doc__ == "Says what it does."
    assert (factorial(5), m.joules) == (120, 3.0)
    # It calls itself five times: that is one call, and one measurement.
    assert len([path for _, path in asked.asked if path == "/v1/intervals"]) == 1

    @measure()
    def fails() -> None:
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        fails()


def test_a_call_that_was_given_up_before_it_began_counts_no_more(
    answered: Callable[..., Answers], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {"state": "found", "reason": None}
    answered({"/v1/kernels/": found, "/v1/kernels": {"kernels": []}, "/v1/intervals": INTERVAL})
    m = measure()

    @m
    def work() -> int:
        return 42

    find = asking.Asker.find

    def interrupted() -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(asking.Asker, "find", interrupted)
    with pytest.raises(KeyboardInterrupt):
        work()
    monkeypatch.setattr(asking.Asker, "find", find)
    assert (work(), m.joules) == (42, 3.0)


async def test_a_coroutine_can_be_decorated(answered: Callable[..., Answers]) -> None:
    answered(
        {"/v1/kernels": {"kernels": []}, "/v1/intervals": INTERVAL, "/v1/": {"state": "found"}}
    )
    m = measure()

    @m
    async def slow() -> str:
        await asyncio.sleep(0.05)
        return "done"

    assert await slow() == "done"
    assert m.seconds >= 0.05
