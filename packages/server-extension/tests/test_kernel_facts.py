from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from jupyter_server.gateway.gateway_client import GatewayClient
from jupyter_server.gateway.managers import GatewayKernelManager

from jupyter_energy.kernel_facts import facts_of


class OfSomebodyElse(KernelProvisionerBase):
    """Knows a process id, as those of clusters do: one of another computer."""

    pid = os.getpid()
    has_process = True

    async def poll(self) -> None: ...
    async def wait(self) -> None: ...
    async def send_signal(self, signum: int) -> None: ...
    async def kill(self, restart: bool = False) -> None: ...
    async def terminate(self, restart: bool = False) -> None: ...
    async def cleanup(self, restart: bool = False) -> None: ...
    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any: ...


def kernel(provisioner: KernelProvisionerBase | None, **traits: Any) -> KernelManager:
    manager = KernelManager(kernel_name="python3", **traits)
    manager.provisioner = provisioner
    return manager


def local(process: Any) -> LocalProvisioner:
    provisioner = LocalProvisioner()
    provisioner.process = process
    provisioner.pid = process.pid if process else None
    return provisioner


def test_a_process_of_ours() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    manager = kernel(local(process))
    assert facts_of(manager) == {"pid": process.pid, "name": "python3"}
    process.kill()
    process.wait()
    # The number may be another process's by now.
    assert facts_of(manager) is None


@pytest.mark.parametrize("provisioner", [None, local(None)], ids=["not yet", "without process"])
def test_a_kernel_that_has_not_started(provisioner: KernelProvisionerBase | None) -> None:
    assert facts_of(kernel(provisioner)) is None


@pytest.mark.parametrize(
    ("traits", "facts"),
    [
        ({"ip": "10.1.2.3"}, {"elsewhere": True, "name": "python3"}),
        ({"ip": "127.0.0.1"}, {"name": "python3"}),
        ({"transport": "ipc", "ip": "/tmp/k"}, {"name": "python3"}),
    ],
)
def test_a_provisioner_that_may_speak_of_another_computer(
    traits: dict[str, Any], facts: dict[str, Any]
) -> None:
    assert facts_of(kernel(OfSomebodyElse(), **traits)) == facts


def test_a_kernel_behind_a_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GatewayClient.instance(), "url", "http://127.0.0.1:9")
    manager = GatewayKernelManager(kernel_name="r" * 300)  # type: ignore[no-untyped-call]
    assert facts_of(manager) == {"elsewhere": True, "name": "r" * 200}
