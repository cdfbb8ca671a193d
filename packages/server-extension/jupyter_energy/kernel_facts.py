"""Which process a kernel is, as far as its Jupyter server knows."""

from __future__ import annotations

from typing import Any

from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_server.gateway.managers import GatewayKernelManager

#: What the energy server is told of a kernel: the body of ``PUT /v1/kernels/{id}``.
Facts = dict[str, Any]

_LOOPBACK = frozenset({"", "0.0.0.0", "127.0.0.1", "::1", "localhost"})  # noqa: S104
_LONGEST_NAME = 200


def facts_of(kernel: KernelManager) -> Facts | None:
    """Its process, or that it runs elsewhere; None while it has not started, or when it has died.

    The process id of any but a local provisioner may be one of another computer, where it is
    somebody else's here.
    """
    name = {"name": _name_of(kernel)[:_LONGEST_NAME]}
    if isinstance(kernel, GatewayKernelManager):
        return {"elsewhere": True, **name}
    provisioner = kernel.provisioner
    if provisioner is None or not provisioner.has_process:
        return None
    if isinstance(provisioner, LocalProvisioner):
        process, pid = provisioner.process, provisioner.pid
        # Once its end was noticed, the number may have become another process's.
        alive = isinstance(pid, int) and getattr(process, "returncode", None) is None
        return {"pid": pid, **name} if alive else None
    is_here = kernel.transport == "ipc" or kernel.ip in _LOOPBACK
    return name if is_here else {"elsewhere": True, **name}


def _name_of(kernel: KernelManager) -> str:
    """For people; the kernel specification's name where there is no better."""
    # Not `kernel.kernel_spec`, which would search the disk, or ask a gateway, for what is missing.
    spec = getattr(kernel, "_kernel_spec", None)
    return str(getattr(spec, "display_name", "") or kernel.kernel_name or "kernel")
