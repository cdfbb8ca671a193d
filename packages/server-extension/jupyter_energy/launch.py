"""Starts the energy server as a process that outlives this one, and keeps what it said last."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .unavailable import Unavailable

#: After this time without a request the energy server ends. Several pings long.
UNUSED_SECONDS = 300

#: A log that has grown beyond this is emptied; the energy server logs only changes.
LONGEST_LOG_BYTES = 1 << 20

#: Shown of the log when a start failed.
_LAST_LINES = 5
_LAST_BYTES = 4096

#: All that the energy server gets of the environment. A list of what may pass, since nobody can
#: list the names under which a Jupyter server's environment holds tokens.
_PASSED = (
    frozenset({"HOME", "LANG", "LANGUAGE", "LOGNAME", "PATH", "TMPDIR", "TZ", "USER"})
    | {"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"}
    | {"LD_LIBRARY_PATH", "NODE_EXTRA_CA_CERTS"}
)
_PASSED_PREFIXES = ("JUPYTER_ENERGY_", "LC_", "XDG_")

#: What Node is told on its command line. Helper threads and the slowest of V8's compilers pay off
#: in programs that are busy: in one that works for a millisecond now and then they cost memory
#: (10 MB at ten beats a second), and make it no faster.
_NODE_FLAGS = ("--single-threaded", "--no-opt")

#: Left alone, V8 gives new objects ever more room (tens of megabytes at ten beats a second), though
#: next to none outlive their beat: one megabyte does as well. `npm run bench` shows what it costs.
_NODE_OPTIONS = "--max-semi-space-size=1"


def launch(
    node: Path, energy_server: Path, socket: Path, arguments: Sequence[str]
) -> subprocess.Popen[bytes]:
    """Starts ``serve`` on the socket, detached: it lives on when this Jupyter server ends."""
    command = [str(node), *_NODE_FLAGS, str(energy_server), "serve", "--socket", str(socket)]
    command += ["--exit-when-unused", str(UNUSED_SECONDS), *arguments]
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        log = os.open(log_of(socket), flags, 0o600)
    except OSError as error:
        raise Unavailable(
            f"{log_of(socket)} cannot be written: {error.strerror}. "
            f'"ls -l {log_of(socket)}" shows whose it is; remove it, or make room on the disk.'
        ) from error
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env=_environment(),
        )
    except OSError as error:
        raise Unavailable(
            f"{node} cannot be run: {error.strerror}. "
            "Set JUPYTER_ENERGY_NODE to the path of a node program that runs here."
        ) from error
    finally:
        os.close(log)


def log_of(socket: Path) -> Path:
    """Where the energy server that this package started on the socket writes its messages."""
    return socket.with_name(f"{socket.name}.log")


def last_words(socket: Path) -> str:
    """The last lines of the log, for the message that says why a start failed."""
    try:
        text = log_of(socket).read_bytes()[-_LAST_BYTES:].decode(errors="replace")
    except OSError as error:
        return f"Its log cannot be read: {error.strerror}."
    lines = text.strip().splitlines()[-_LAST_LINES:]
    return "It said: " + " / ".join(lines) if lines else "It said nothing."


def bound_log(socket: Path) -> None:
    """Empties a log that has grown too long. Its writer appends, so it goes on at the start."""
    try:
        if log_of(socket).stat().st_size > LONGEST_LOG_BYTES:
            os.truncate(log_of(socket), 0)
    except OSError:
        # Another one's energy server, or no log at all: nothing to bound.
        pass


def _environment() -> dict[str, str]:
    passed = {name: value for name, value in os.environ.items() if _passes(name)}
    return {**passed, "NODE_OPTIONS": _NODE_OPTIONS}


def _passes(name: str) -> bool:
    return name in _PASSED or name.startswith(_PASSED_PREFIXES)
