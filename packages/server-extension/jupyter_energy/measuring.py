"""``measure``: the energy of a piece of Python, in a notebook or in a script."""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
import time
from collections.abc import Callable
from contextvars import ContextVar
from types import TracebackType
from typing import Any, TypeVar

from .asking import Asker, Refused
from .measured import Measured, of_computer, of_kernel
from .self_known import Self, know_self
from .unavailable import Unavailable

Function = TypeVar("Function", bound=Callable[..., Any])

_said: set[str | None] = set()


class measure(Measured):  # noqa: N801
    """Measures what this kernel, or this script, uses in the meantime.

    ``with measure() as m: …`` and then ``m.joules``; or ``m = measure()`` and ``@m`` before a
    function, which tells of its last call. All processes and threads that were started from here
    count. Results and exceptions are left alone, and where there is no energy server the code runs
    all the same: ``m.reason`` says why nothing is known.
    """

    #: Whether it is told on stderr, once, why nothing is known.
    says_absence = True

    def __init__(self) -> None:
        """Does nothing yet."""
        super().__init__()
        self._asker: Asker | None = None
        self._self: Self | None = None
        self._why = ""
        #: Whether a call of the decorated function goes on, in this thread or task.
        self._calls = ContextVar("calls", default=False)

    def __enter__(self) -> measure:
        """Begins, with a reading."""
        # Whatever goes wrong here, the code that is measured must not feel it.
        try:
            self._asker = Asker.find()
            self._asker.mark()
            self._self = know_self(self._asker)
        except Refused as reason:
            self._why = str(reason)
        except Unavailable as reason:
            # Asked again at the end, it would keep the code waiting again.
            self._why, self._asker = str(reason), None
        except Exception as fault:
            self._why = f"A fault of Jupyter Energy: {fault!r}. Please report it."
        self._from_ms = time.time() * 1000
        self._began = time.perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Ends, with another reading."""
        seconds = time.perf_counter() - self._began
        try:
            found = self._ask(seconds)
        except Unavailable as reason:
            found = Measured(reason=str(reason))
        except Exception as fault:
            found = Measured(reason=f"A fault of Jupyter Energy: {fault!r}. Please report it.")
        found.seconds = seconds
        vars(self).update(vars(found))
        if self._asker is None and self.says_absence and self.reason not in _said:
            _said.add(self.reason)
            # Nobody may be there to hear it.
            with contextlib.suppress(OSError, ValueError):
                print(f"jupyter_energy: {self}", file=sys.stderr)

    def __call__(self, function: Function) -> Function:
        """Measures each call of the function."""
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def measured(*args: Any, **kwargs: Any) -> Any:
                with _Call(self):
                    return await function(*args, **kwargs)
        else:

            @functools.wraps(function)
            def measured(*args: Any, **kwargs: Any) -> Any:
                with _Call(self):
                    return function(*args, **kwargs)

        return measured  # type: ignore[return-value]

    def _ask(self, seconds: float) -> Measured:
        if self._asker is None:
            return Measured(reason=self._why)
        self._asker.mark()
        # By the clock that nobody sets, from a beginning by the one that all share.
        span = {
            "from": f"{self._from_ms:.3f}",
            "to": f"{self._from_ms + seconds * 1000 + 0.001:.3f}",
        }
        if self._self is not None:
            kernel = self._self.id
            interval = self._asker.ask("GET", "/v1/intervals", kernel=kernel, **span)
            if interval["joules"] is not None:
                return of_kernel(interval, self._self.what)
            self._why = interval["reason"] or ""
        return of_computer(self._asker.ask("GET", "/v1/energy", **span), seconds, self._why)


class _Call(measure):
    """One call of a decorated function, which its own calls of itself are part of."""

    def __init__(self, told: measure) -> None:
        super().__init__()
        self._told = told
        self._is_inside = told._calls.get()

    def __enter__(self) -> measure:
        if self._is_inside:
            return self
        super().__enter__()
        self._token = self._told._calls.set(True)
        return self

    def __exit__(self, *ending: Any) -> None:
        if self._is_inside:
            return
        self._told._calls.reset(self._token)
        super().__exit__(*ending)
        for name in Measured.__dataclass_fields__:
            setattr(self._told, name, getattr(self, name))
