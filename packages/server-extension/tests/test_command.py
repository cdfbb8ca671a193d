from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jupyter_energy", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=PACKAGE, timeout=90)


def test_it_becomes_the_energy_server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = folder / "main.mjs"
    script.write_text(
        "console.log(JSON.stringify(process.argv.slice(2)), process.version.startsWith('v24.'));"
        "process.exit(2)"
    )
    monkeypatch.setenv("JUPYTER_ENERGY_SERVER", str(script))
    done = run("measure", "--", "sleep", "a b", "")
    assert (done.stdout, done.returncode) == ('["measure","--","sleep","a b",""] true\n', 2)


def test_signals_reach_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = folder / "main.mjs"
    script.write_text(
        "process.on('SIGINT', () => process.exit(7)); setInterval(() => {}, 1000);"
        "console.log('ready')"
    )
    monkeypatch.setenv("JUPYTER_ENERGY_SERVER", str(script))
    command = [sys.executable, "-m", "jupyter_energy", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PACKAGE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        os.kill(process.pid, signal.SIGINT)
    assert process.returncode == 7


def test_what_is_missing_is_told_in_a_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_ENERGY_SERVER", str(folder / "absent.mjs"))
    done = run("watch")
    assert done.returncode == 1
    assert done.stderr.startswith("jupyter-energy: JUPYTER_ENERGY_SERVER is ")
    assert done.stderr.count("\n") == 1


def test_a_node_that_cannot_run_is_told_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = folder / "node"
    broken.write_bytes(b"\x7fELF of another world")
    broken.chmod(0o755)
    (folder / "main.mjs").touch()
    monkeypatch.setenv("JUPYTER_ENERGY_NODE", str(broken))
    monkeypatch.setenv("JUPYTER_ENERGY_SERVER", str(folder / "main.mjs"))
    done = run("watch")
    assert done.returncode == 1
    assert "cannot be run: Exec format error" in done.stderr
