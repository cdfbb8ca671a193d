"""Jupyter Energy's Python side: the Jupyter server's extension, and ``measure`` for programs.

Nothing is imported before it is used: in a kernel neither Jupyter Server nor httpx need be there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .measuring import measure

__all__ = ["measure"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Loads ``measure`` when it is asked for."""
    if name == "measure":
        from .measuring import measure

        return measure
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(ipython: Any) -> None:
    """``%load_ext jupyter_energy`` brings ``%energy`` and ``%%energy``."""
    from .magic import EnergyMagics

    ipython.register_magics(EnergyMagics)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where the page's code lies in this package, and under which name JupyterLab serves it."""
    return [{"src": "labextension", "dest": "jupyter-energy"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """What Jupyter Server loads; imported here so that the command starts without it."""
    from .extension import JupyterEnergy

    return [{"module": "jupyter_energy", "app": JupyterEnergy}]
