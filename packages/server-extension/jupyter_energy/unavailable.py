"""The one way in which this package fails: there is no energy server to talk to, and why."""

from __future__ import annotations

import json


class Unavailable(Exception):
    """No energy server answers. The message is for people: the cause and the next step."""


class NobodyListens(Unavailable):
    """There is no socket, or nobody behind it: starting an energy server may help."""


def problem(status: int, title: str, detail: str) -> str:
    """Problem details (RFC 9457), the form in which the energy server reports failures too."""
    return json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail})


def absence(reason: Unavailable) -> str:
    """The problem details that say why there is no energy server."""
    return problem(503, "No energy server", str(reason))
