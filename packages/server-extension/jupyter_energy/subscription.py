"""Takes from a kernel's publisher only what tells of executions, once that can be told apart."""

from __future__ import annotations

from typing import Any

import zmq

#: Types of messages that tell when an execution begins and ends.
KINDS = ("execute_input", "status")
#: So many messages of a kind must carry one label before it counts as that kind's.
_ENOUGH = 4


class Subscription:
    """Narrows a socket that is subscribed to everything.

    A kernel may print thousands of lines a second: filtered by its own publisher, they cost neither
    it nor this server anything. Kernels label their messages as they like, so labels are learnt.
    """

    def __init__(self, socket: zmq.Socket[Any]) -> None:
        """Changes nothing yet."""
        self._socket = socket
        self._labels: dict[str, bytes] = {}
        self._seen = dict.fromkeys(KINDS, 0)
        self._learning = True

    def learn(self, kind: str, label: bytes) -> None:
        """A message of this kind came with this label."""
        if not self._learning:
            return
        self._seen[kind] += 1
        # A label that changes, or could be that of any message, says nothing.
        usable = label.endswith(kind.encode()) and self._labels.setdefault(kind, label) == label
        if not usable:
            self._learning = False
        elif min(self._seen.values()) >= _ENOUGH:
            self._learning = False
            for known in self._labels.values():
                self._socket.setsockopt(zmq.SUBSCRIBE, known)
            self._socket.setsockopt(zmq.UNSUBSCRIBE, b"")
