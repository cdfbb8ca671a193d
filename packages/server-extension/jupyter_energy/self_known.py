"""Under which name the energy server knows the process that this code runs in."""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .asking import Asker, Refused
from .unavailable import Unavailable

_CONNECTION_FILE = re.compile(r"kernel-([0-9A-Za-z_-]{1,100})\.json")
_LONGEST_NAME = 200


class Self(NamedTuple):
    """A kernel, for the energy server; for people it may be a script."""

    id: str
    what: str
    """``this kernel`` or ``this program``."""


#: Told by ourselves, by process: a child that was forked is another one.
_told: dict[int, str] = {}


def know_self(asker: Asker) -> Self:
    """The kernel that this process is, or is part of; a process of none is told of.

    Raises ``Unavailable`` when the energy server takes no word of it.
    """
    own, ours = own_kernel_id(), set(ancestors())
    kernels = asker.ask("GET", "/v1/kernels")["kernels"]
    found = {kernel["id"]: kernel["pid"] for kernel in kernels if kernel["state"] == "found"}
    told = _told.get(os.getpid())
    for kernel_id, pid in found.items():
        if kernel_id == own or (pid in ours and kernel_id != told):
            return Self(kernel_id, "this kernel")
    what = "this program" if own is None else "this kernel"
    kernel_id = own or told or f"process-{os.getpid()}-{os.urandom(4).hex()}"
    if kernel_id not in found:
        name = Path(sys.argv[0] if sys.argv else "").name or "Python"
        facts = {"pid": os.getpid(), "name": name[:_LONGEST_NAME]}
        answer = asker.ask("PUT", f"/v1/kernels/{kernel_id}", facts)
        if answer["state"] != "found":
            raise Refused(answer["reason"] or "The energy server does not see this process.")
        if own is None:
            _told[os.getpid()] = kernel_id
            atexit.register(_forget, asker, os.getpid(), kernel_id)
    return Self(kernel_id, what)


def own_kernel_id() -> str | None:
    """The id of the IPython kernel that this process is; None where it is none."""
    connect = sys.modules.get("ipykernel.connect")
    if connect is None:
        return None
    try:
        match = _CONNECTION_FILE.fullmatch(Path(connect.get_connection_file()).name)
    except Exception:
        # ipykernel was imported, but this is no kernel.
        return None
    return match[1] if match else None


def ancestors() -> Iterator[int]:
    """This process, its parents up to the first, and the leader of its session."""
    yield os.getsid(0)
    pid = os.getpid()
    while pid > 1:
        yield pid
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
        except OSError:
            return
        # The name, in parentheses, may hold anything.
        pid = int(stat.rpartition(")")[2].split()[1])


def _forget(asker: Asker, pid: int, kernel_id: str) -> None:
    if os.getpid() != pid:
        return
    # Else it sees by itself that the process ends.
    with contextlib.suppress(Unavailable):
        asker.ask("DELETE", f"/v1/kernels/{kernel_id}")
