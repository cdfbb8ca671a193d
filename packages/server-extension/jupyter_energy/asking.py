"""Asks the energy server from a kernel or a script, with nothing but the standard library."""

from __future__ import annotations

import json
import os
import socket
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from .sockets import SYSTEM_SOCKET, check_length, check_own, user_socket
from .unavailable import NobodyListens, Unavailable

#: An answer may have to wait for a reading; code that is to be measured cannot wait for ever.
ANSWER_SECONDS = 5.0
#: The longest tells of a thousand kernels, in less than a tenth of this.
LONGEST_ANSWER_BYTES = 8 << 20


class Refused(Unavailable):
    """The energy server answered, but not with what was asked for."""


class Asker:
    """Asks the energy server on one socket."""

    def __init__(self, path: Path) -> None:
        """Connects nowhere yet."""
        self.path = path

    @classmethod
    def find(cls) -> Asker:
        """The one that ``JUPYTER_ENERGY_SOCKET`` names, else the system's, else the user's own.

        Raises ``Unavailable`` when none answers.
        """
        chosen = os.environ.get("JUPYTER_ENERGY_SOCKET")
        own = user_socket()
        for path in [Path(chosen)] if chosen else [SYSTEM_SOCKET, own]:
            if path is own:
                check_own(own.parent)
            try:
                asker = cls(path)
                asker.ask("GET", "/v1/status")
            except NobodyListens as reason:
                absent = reason
            else:
                return asker
        raise absent

    def mark(self) -> None:
        """Has a reading taken now: where no end is given, that answers."""
        self.ask("GET", "/v1/energy", **{"from": time.time() * 1000 - 1})

    def ask(self, method: str, path: str, body: Any = None, **query: object) -> Any:
        """The answer's JSON. Raises ``Unavailable``."""
        target = f"{path}?{urlencode(query)}" if query else path
        headers = {} if body is None else {"Content-Type": "application/json"}
        sent = None if body is None else json.dumps(body)
        check_length(self.path)
        connection = _UnixConnection(self.path)
        try:
            connection.request(method, target, sent, headers)
            answer = connection.getresponse()
            read = answer.read(LONGEST_ANSWER_BYTES + 1)
            if len(read) > LONGEST_ANSWER_BYTES:
                raise HTTPException(f"its answer has more than {LONGEST_ANSWER_BYTES} bytes")
            told = json.loads(read)
        except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError) as error:
            raise NobodyListens(
                f"No energy server listens at {self.path}. Jupyter starts one; "
                '"jupyter energy serve" does in a terminal.'
            ) from error
        except (OSError, HTTPException, ValueError) as error:
            said = str(error) or type(error).__name__
            raise Unavailable(
                f"The energy server at {self.path} does not answer: {said}."
            ) from error
        finally:
            connection.close()
        if answer.status >= 400:
            detail = told.get("detail") if isinstance(told, dict) else None
            raise Refused(f"The energy server refused: {detail or answer.status}.")
        return told


class _UnixConnection(HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        self.sock = _PunctualSocket(ANSWER_SECONDS)
        self.sock.connect(str(self._path))


class _PunctualSocket(socket.socket):
    """Waits for so long for an answer as a whole, not for each piece of it."""

    def __init__(self, seconds: float) -> None:
        super().__init__(socket.AF_UNIX)
        self._until = time.monotonic() + seconds
        self.settimeout(seconds)

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self.settimeout(left)
        return super().recv_into(*args, **kwargs)
