"""What the energy server is told of kernels, as requests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Telling:
    """One request."""

    method: str
    path: str
    body: bytes = b""
    run: str | None = None
    """The execution that began or ended."""
    again: bool = False
    """It was answered before: no such kernel."""


def kernel_told(kernel_id: str, facts: dict[str, Any]) -> Telling:
    """Which process a kernel is, and of which notebook."""
    return Telling("PUT", f"/v1/kernels/{kernel_id}", json.dumps(facts).encode())


def kernel_ended(kernel_id: str) -> Telling:
    """There is no such kernel any more."""
    return Telling("DELETE", f"/v1/kernels/{kernel_id}")


def run_told(kernel_id: str, change: dict[str, Any]) -> Telling:
    """An execution began or ended."""
    body = json.dumps(change).encode()
    return Telling("POST", f"/v1/kernels/{kernel_id}/state", body, run=change["run"])
