"""Which notebook a kernel works for, as the Jupyter server's sessions tell."""

from __future__ import annotations

from typing import Any

from jupyter_core.utils import ensure_async

from .kernel_facts import Facts

_LONGEST_PATH = 1_000
_LONGEST_KEY = 4_000


async def notebooks_of(session_manager: Any, root: str) -> dict[str, Facts]:
    """By kernel: the path, and for notebooks a key that is the same whatever kernel they have."""
    sessions = await ensure_async(session_manager.list_sessions())
    # Consoles may share a notebook's kernel: the notebook has the last word.
    sessions = sorted(sessions, key=lambda session: session["type"] == "notebook")
    return {session["kernel"]["id"]: _facts_of(session, root) for session in sessions}


def _facts_of(session: dict[str, Any], root: str) -> Facts:
    path = session["path"]
    key = f"{root}/{path}"
    facts = {"path": path} if len(path) <= _LONGEST_PATH else {}
    if session["type"] == "notebook" and len(key) <= _LONGEST_KEY:
        facts["notebook"] = key
    return facts
