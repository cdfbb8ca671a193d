"""Where the energy server listens, and the folder that must be nobody else's."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from .unavailable import Unavailable

#: Where the system service listens.
SYSTEM_SOCKET = Path("/run/jupyter-energy/energy.sock")

#: What fits into the kernel's ``sockaddr_un``, the final zero byte left out.
LONGEST_PATH_BYTES = 107


def user_socket() -> Path:
    """Where the energy server that belongs to this user listens."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    # After `su` the variable may still name another user's folder.
    if runtime and _is_own_folder(Path(runtime)):
        return Path(runtime) / "jupyter-energy" / "energy.sock"
    return Path(f"/tmp/jupyter-energy-{os.getuid()}/energy.sock")  # noqa: S108


def check_length(socket: Path) -> None:
    """Raises ``Unavailable`` when the kernel could not take this path for a socket."""
    length = len(os.fsencode(socket))
    if length > LONGEST_PATH_BYTES:
        raise Unavailable(
            f"The socket's path {socket} has {length} bytes, {LONGEST_PATH_BYTES} are possible. "
            "Set JUPYTER_ENERGY_SOCKET to a shorter one."
        )


def make_private(folder: Path) -> None:
    """Creates the folder for this user alone, or makes sure that it is.

    In /tmp anybody could have created it before, to be taken for the energy server.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise Unavailable(f"{folder} is a link or a file where a folder should be. Remove it.")
        _check_owner(folder, found)
        if stat.S_IMODE(found.st_mode) & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise Unavailable(
            f"The folder {folder} cannot be made: {error.strerror}. "
            "Set JUPYTER_ENERGY_SOCKET to a path where you may write."
        ) from error


def check_own(folder: Path) -> None:
    """Raises ``Unavailable`` for a folder that another user has made to be taken for us."""
    # Where there is none, nobody listens.
    with contextlib.suppress(OSError):
        _check_owner(folder, folder.lstat())


def _check_owner(folder: Path, found: os.stat_result) -> None:
    if found.st_uid != os.getuid():
        raise Unavailable(
            f"{folder} belongs to another user. "
            "Set JUPYTER_ENERGY_SOCKET to a path in a folder of your own."
        )


def _is_own_folder(path: Path) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
