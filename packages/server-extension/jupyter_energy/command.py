"""The command ``jupyter energy``: becomes the energy server's own program, arguments and all."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from .node import find_energy_server, find_node
from .unavailable import Unavailable


def main() -> NoReturn:
    """Replaces this process by Node, so that signals, terminal and exit status need no relaying."""
    try:
        node, energy_server = str(find_node()), str(find_energy_server())
        os.execv(node, [node, energy_server, *sys.argv[1:]])  # noqa: S606
    except Unavailable as reason:
        sys.exit(f"jupyter-energy: {reason}")
    except OSError as error:
        sys.exit(f"jupyter-energy: {node} cannot be run: {error.strerror}")
