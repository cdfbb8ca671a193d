"""What the distribution promises: one version, Jupyter finds the extension, the lock is shut."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import jupyter_energy

PACKAGE = Path(__file__).parents[1]
REPOSITORY = PACKAGE.parents[1]
TOKEN = "of-this-test"


def json_of(path: Path) -> Any:
    return json.loads(path.read_text())


@pytest.mark.parametrize("manifest", ["package.json", "packages/notebook-extension/package.json"])
def test_python_and_npm_agree_on_the_version(manifest: str) -> None:
    assert json_of(REPOSITORY / manifest)["version"] == jupyter_energy.__version__


def test_jupyterlab_gets_it_under_the_npm_name() -> None:
    name = json_of(REPOSITORY / "packages/notebook-extension/package.json")["name"]
    assert [path["dest"] for path in jupyter_energy._jupyter_labextension_paths()] == [name]


def test_the_command_starts_without_jupyter() -> None:
    code = "import sys, jupyter_energy.command; sys.exit('jupyter_server' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PACKAGE).returncode == 0


def test_the_configuration_enables_it(jp_environ: None, jp_serverapp: Any) -> None:
    config = json_of(PACKAGE / "jupyter-config/server-config/jupyter_energy.json")
    assert config == {"ServerApp": {"jpserver_extensions": {"jupyter_energy": True}}}
    assert jp_serverapp.extension_manager.extensions["jupyter_energy"].enabled


@pytest.fixture
def jupyter_server(
    folder: Path, stand_in: Callable[[], list[int]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[subprocess.Popen[bytes], str, Path]]:
    """A Jupyter server as a process of its own: the process, its URL and its log."""
    log = folder / "jupyter.log"
    with socket.socket() as probe:
        # Older servers do not tell which port they were given.
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from jupyter_server.serverapp import main; main()"]
    command += [
        f"--ServerApp.root_dir={folder}",
        # The terminals have a warning of their own.
        "--ServerApp.jpserver_extensions="
        "{'jupyter_energy': True, 'jupyter_server_terminals': False}",
        "--ServerApp.allow_unauthenticated_access=False",
        "--ServerApp.base_url=/user/alice/",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.open_browser=False",
        "--ServerApp.allow_root=True",
        f"--IdentityProvider.token={TOKEN}",
    ]
    monkeypatch.setenv("PYTHONPATH", str(PACKAGE))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "runtime"))
    with log.open("wb") as written:
        process = subprocess.Popen(command, stderr=written, stdout=written, cwd=folder)
    try:
        deadline = time.monotonic() + 60
        while not listens(port):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield process, f"http://127.0.0.1:{port}/user/alice/", log
    finally:
        process.kill()
        process.wait()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def get(url: str, token: str | None) -> tuple[int, bytes]:
    request = urllib.request.Request(url)
    if token is not None:
        request.add_header("Authorization", f"token {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read()


def test_a_whole_jupyter_server(
    jupyter_server: tuple[subprocess.Popen[bytes], str, Path], stand_in: Callable[[], list[int]]
) -> None:
    process, url, log = jupyter_server
    for path in ("status", "stream", "anything"):
        assert get(f"{url}jupyter-energy/v1/{path}", None)[0] == 403
    status, body = get(f"{url}jupyter-energy/v1/status", TOKEN)
    assert (status, json.loads(body)["pid"]) == (200, stand_in()[0])
    assert "JUPYTER_TOKEN" not in json.loads(body)["environment"]
    process.terminate()
    assert process.wait(30) == 0
    os.kill(stand_in()[0], 0)
    said = log.read_text()
    # Said of handlers that forgot to ask who is there.
    assert "JupyterServerAuthWarning" not in said
    assert "Traceback" not in said
    assert "never retrieved" not in said
    assert "was destroyed but it is pending" not in said
