"""Starts an energy server on a socket where nobody listens: one, however many want it at once."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from .launch import last_words, launch, log_of
from .lock import take_lock
from .node import find_energy_server, find_node
from .unavailable import Unavailable
from .upstream import Upstream

#: A cold start on a machine under load.
START_SECONDS = 30.0
_LOOK_AGAIN_SECONDS = 0.1


async def start_energy_server(
    upstream: Upstream, arguments: Sequence[str]
) -> subprocess.Popen[bytes] | None:
    """Returns when an energy server answers: the process, or None when another program started it.

    Raises ``Unavailable`` with the reason when none can be started.
    """
    if sys.platform == "win32":
        raise Unavailable(
            "The energy server runs on Linux and macOS, not on Windows. "
            "Run Jupyter in the Windows Subsystem for Linux (WSL)."
        )
    path = upstream.socket.with_name(f"{upstream.socket.name}.lock")
    deadline = _now() + START_SECONDS
    while _now() < deadline:
        lock = await _try_lock(path)
        with lock or nullcontext():
            # Whoever held the lock before may have started one.
            if await _answers(upstream):
                return None
            if lock is not None:
                return await _start(upstream, arguments)
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    raise Unavailable(
        f"Another Jupyter server has been starting an energy server for {START_SECONDS:.0f} s; "
        f"it holds {path}. It is tried again; if that lasts, restart the other one."
    )


async def _start(upstream: Upstream, arguments: Sequence[str]) -> subprocess.Popen[bytes] | None:
    node = await asyncio.to_thread(find_node)
    energy_server = find_energy_server()
    process = await asyncio.to_thread(launch, node, energy_server, upstream.socket, arguments)
    deadline = _now() + START_SECONDS
    while _now() < deadline:
        ended = process.poll()
        if await _answers(upstream):
            return process if ended is None else None
        if ended is not None:
            said = last_words(upstream.socket)
            raise Unavailable(
                f"The energy server ended at its start (status {ended}). {said} "
                f"The whole log is {log_of(upstream.socket)}."
            )
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    process.kill()
    await asyncio.to_thread(process.wait)
    said = last_words(upstream.socket)
    raise Unavailable(
        f"The energy server did not answer within {START_SECONDS:.0f} s. {said} It is tried again."
    )


async def _try_lock(path: Path) -> BinaryIO | None:
    try:
        return await asyncio.to_thread(take_lock, path)
    except OSError as error:
        raise Unavailable(
            f"The lock {path} cannot be opened: {error.strerror}. "
            f'"ls -l {path}" shows whose it is; remove it, or make room on the disk.'
        ) from error


async def _answers(upstream: Upstream) -> bool:
    try:
        await upstream.ping()
    except Unavailable:
        # Not yet, or not at all: the deadline decides.
        return False
    return True


def _now() -> float:
    return asyncio.get_running_loop().time()
