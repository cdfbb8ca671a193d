"""Jupyter Energy's Jupyter side: authenticates, forwards bytes to the energy server, starts it."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where the page's code lies in this package, and under which name JupyterLab serves it."""
    return [{"src": "labextension", "dest": "jupyter-energy"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """What Jupyter Server loads; imported here so that the command starts without it."""
    from .extension import JupyterEnergy

    return [{"module": "jupyter_energy", "app": JupyterEnergy}]
