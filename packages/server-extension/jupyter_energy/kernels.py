"""Watches this Jupyter server's kernels, and has the energy server told of them."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import zmq
from jupyter_server.services.kernels.kernelmanager import MappingKernelManager

from .executions import Change, Executions
from .kernel_facts import Facts, facts_of
from .notebooks import notebooks_of
from .tellings import Telling, kernel_ended, kernel_told, run_told

#: New kernels are seen before they have started; a look costs some microseconds a kernel.
LOOK_SECONDS = 0.25
#: Sessions are asked for this often, and at each look while a kernel is new, in seconds.
SESSIONS_SECONDS = 10.0
#: For so long a kernel may lack a session because it is being made.
NEW_SECONDS = 10.0

_KERNEL_ID = re.compile(r"[0-9A-Za-z_.-]{1,100}")


@dataclass
class _Known:
    """What is known of one kernel."""

    facts: Facts
    since: float
    notebook: Facts = field(default_factory=dict)
    executions: Executions | None = None

    @property
    def told(self) -> Facts:
        return {**self.facts, **self.notebook}

    def close(self) -> None:
        if self.executions is not None:
            self.executions.close()


class Kernels:
    """Kernels that start, restart, get another notebook's name, and end, however that comes."""

    def __init__(self, server: Any, tell: Callable[[Telling], None], log: logging.Logger) -> None:
        """Does nothing before ``start``."""
        self._manager = server.kernel_manager
        self._sessions = server.session_manager
        self._root = server.root_dir
        self._tell = tell
        self._log = log
        self._known: dict[str, _Known] = {}
        self._asked_at = float("-inf")
        self._context: zmq.Context[Any] = zmq.Context()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins, in the running loop. Of kernels managed in quite another way nothing is told."""
        if isinstance(self._manager, MappingKernelManager):
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ends; the energy server sees by itself when processes end."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        for known in self._known.values():
            known.close()
        self._known.clear()
        self._context.destroy(linger=0)

    def standing(self) -> Iterator[Telling]:
        """All that holds now."""
        for kernel_id, known in self._known.items():
            yield kernel_told(kernel_id, known.told)
            for change in known.executions.open if known.executions else ():
                yield run_told(kernel_id, change)

    async def _run(self) -> None:
        while True:
            try:
                self._look()
                await self._look_at_sessions()
            except Exception:
                # Managers of somebody else may raise anything; the next look may succeed.
                self._log.debug("Jupyter Energy could not look at the kernels", exc_info=True)
            await asyncio.sleep(LOOK_SECONDS)

    def _look(self) -> None:
        ids = set(filter(_KERNEL_ID.fullmatch, self._manager.list_kernel_ids()))
        for kernel_id in self._known.keys() - ids:
            self._known.pop(kernel_id).close()
            self._tell(kernel_ended(kernel_id))
        for kernel_id in ids:
            try:
                self._look_at(kernel_id, self._manager.get_kernel(kernel_id))
            except Exception:
                # Whatever a kernel manager of somebody else may raise, the others must be seen.
                self._log.debug("Jupyter Energy could not look at a kernel", exc_info=True)

    def _look_at(self, kernel_id: str, kernel: Any) -> None:
        facts = facts_of(kernel)
        before = self._known.get(kernel_id)
        if facts is not None and (before is None or before.facts != facts):
            self._meet(kernel_id, kernel, facts, before)

    def _meet(self, kernel_id: str, kernel: Any, facts: Facts, before: _Known | None) -> None:
        known = _Known(facts, asyncio.get_running_loop().time())
        if before is not None:
            before.close()
            known.notebook = before.notebook
        self._known[kernel_id] = known
        self._tell(kernel_told(kernel_id, known.told))
        if "elsewhere" not in facts:
            told = partial(self._execution, kernel_id)
            known.executions = Executions(kernel, self._context, told, self._log)

    def _execution(self, kernel_id: str, change: Change) -> None:
        self._tell(run_told(kernel_id, change))

    async def _look_at_sessions(self) -> None:
        now = asyncio.get_running_loop().time()
        is_new = any(
            not known.notebook and now - known.since < NEW_SECONDS for known in self._known.values()
        )
        if not self._known or not (is_new or now - self._asked_at >= SESSIONS_SECONDS):
            return
        self._asked_at = now
        for kernel_id, notebook in (await notebooks_of(self._sessions, self._root)).items():
            known = self._known.get(kernel_id)
            if known is not None and known.notebook != notebook:
                known.notebook = notebook
                self._tell(kernel_told(kernel_id, known.told))
