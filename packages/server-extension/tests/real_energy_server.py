"""The energy server of this checkout, from source, reading this very computer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from jupyter_energy.launch import launch, log_of
from jupyter_energy.node import find_node

MAIN = Path(__file__).parents[2] / "energy-server" / "src" / "main.ts"

#: Far below any computer's: whatever is drawn beyond it is shared out.
IDLE_WATTS = 0.05


class RealEnergyServer:
    def __init__(self, folder: Path, arguments: Sequence[str] = ()) -> None:
        self.socket = folder / "real.sock"
        self.state = folder / "state"
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> RealEnergyServer:
        os.environ["XDG_STATE_HOME"] = str(self.state)
        self._process = launch(find_node(), MAIN, self.socket, self._arguments)
        deadline = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None, log_of(self.socket).read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return self

    def start_with_baseline(self, idle_watts: float = IDLE_WATTS) -> RealEnergyServer:
        """As on a computer that has had quiet moments before: this one may have none for long."""
        self.start()
        sources = self.ask("sources")
        channels = [channel for source in sources["sources"] for channel in source["channels"]]
        made_of = [
            f"{channel['domain']}={channel['id']}"
            for channel in channels
            if channel["role"] == "speaks" and channel["domain"] in sources["total"]["domains"]
        ]
        self.stop()
        learnt = {"version": 1, "means": {" + ".join(sorted(made_of)): [idle_watts]}}
        file = self.state / "jupyter-energy" / "idle-baselines.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(learnt))
        return self.start()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def ask(self, path: str, **query: Any) -> Any:
        transport = httpx.HTTPTransport(uds=str(self.socket))
        with httpx.Client(transport=transport, base_url="http://localhost", timeout=60) as client:
            answer = client.get(f"/v1/{path}?{urlencode(query)}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def kernel(self, kernel_id: str) -> dict[str, Any]:
        kernels: list[dict[str, Any]] = self.ask("kernels")["kernels"]
        return next((one for one in kernels if one["id"] == kernel_id), {})

    def runs(self, kernel_id: str) -> list[dict[str, Any]]:
        """Of the last hour."""
        since = (time.time() - 3600) * 1000
        runs: list[dict[str, Any]] = self.ask("runs", kernel=kernel_id, **{"from": since})["runs"]
        return runs

    def ended(self, kernel_id: str, run_id: str) -> dict[str, Any]:
        """The energy of a run that has ended, once it is known."""
        for run in self.runs(kernel_id):
            if run["id"] == run_id and not run["running"] and run["energy"]["joules"] is not None:
                energy: dict[str, Any] = run["energy"]
                return energy
        return {}

    def _answers(self) -> bool:
        try:
            self.ask("status")
        except httpx.TransportError:
            return False
        return True
