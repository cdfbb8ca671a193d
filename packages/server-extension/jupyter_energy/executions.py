"""Hears what a kernel executes, from the messages that it publishes to everybody."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import zmq
from jupyter_client.connect import ConnectionFileMixin
from jupyter_client.manager import KernelManager
from zmq.eventloop.zmqstream import ZMQStream

from .subscription import KINDS, Subscription

#: The energy server takes only such ids.
_RUN_ID = re.compile(r"[0-9A-Za-z_.:-]{1,200}")
#: A kernel whose clock differs by more, in seconds, has got its time zone wrong.
_CLOCKS_AGREE_SECONDS = 300.0

#: What the energy server is told of an execution: the body of ``POST /v1/kernels/{id}/state``.
Change = dict[str, Any]


class _Connection(ConnectionFileMixin):
    """Knows how a kernel is reached. Clients would not do: which contexts those take varies."""

    context: zmq.Context[Any]


class Executions:
    """Listens to one process of a kernel; after a restart it takes another listener."""

    def __init__(
        self,
        kernel: KernelManager,
        context: zmq.Context[Any],
        tell: Callable[[Change], None],
        log: logging.Logger,
    ) -> None:
        """Connects. The context is not the kernel manager's own, which may end it at any time."""
        connection = _Connection(parent=kernel)
        connection.load_connection_info(kernel.get_connection_info())
        connection.context = context
        self._session = connection.session
        self._stream = ZMQStream(connection.connect_iopub())
        self._subscription = Subscription(self._stream.socket)
        self._tell = tell
        self._log = log
        self._open: dict[str, Change] = {}
        self._stream.on_recv(self._heard)

    @property
    def open(self) -> list[Change]:
        """What was told of the executions that go on."""
        return list(self._open.values())

    def close(self) -> None:
        """Hears no more."""
        self._stream.close()

    def _heard(self, parts: list[bytes]) -> None:
        try:
            labels, message = self._session.feed_identities(parts)
            # Looked for in the raw header, since output may come by thousands of messages.
            kind = next((kind for kind in KINDS if f'"{kind}"'.encode() in message[1]), None)
            if kind is not None:
                self._understand(kind, self._session.deserialize(message, content=False))
                self._subscription.learn(kind, labels[-1] if labels else b"")
        except Exception as fault:
            # Forged, broken or of another protocol: not worth the end of listening.
            self._log.debug("A kernel's message was not understood: %r", fault)

    def _understand(self, kind: str, message: dict[str, Any]) -> None:
        parent, run = message["parent_header"], message["parent_header"].get("msg_id", "")
        is_execution = parent.get("msg_type") == "execute_request" and _RUN_ID.fullmatch(run)
        if message["msg_type"] != kind or not is_execution:
            return
        content = self._session.unpack(message["content"])
        change = {"at": _unix_ms(message["header"].get("date")), "run": run}
        if kind == "execute_input":
            count = content.get("execution_count")
            counted = {"count": count} if isinstance(count, int) else {}
            self._open[run] = {"state": "busy", **change, **counted}
            self._tell(self._open[run])
        # Of executions that nobody saw begin, silent ones among them, the end is of no use.
        elif content["execution_state"] == "idle" and self._open.pop(run, None) is not None:
            self._tell({"state": "idle", **change})


def _unix_ms(date: object) -> float:
    """By the kernel's clock; by ours where the kernel tells no time, or one that cannot be."""
    now = time.time()
    if not isinstance(date, datetime) or date.tzinfo is None:
        return now * 1000
    told = date.timestamp()
    return (told if abs(told - now) <= _CLOCKS_AGREE_SECONDS else now) * 1000
