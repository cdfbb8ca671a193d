"""Cells of every kind and length, the same in every run; and when a kernel says that they ran."""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from typing import Any

#: At work for a quarter of the time, until the file is there.
LOAD = """
import os, time
while not os.path.exists({stop!r}):
    end = time.perf_counter() + 0.01
    while time.perf_counter() < end: pass
    time.sleep(0.03)
"""

_BURN = "import time; end = time.time() + {seconds}\nwhile time.time() < end: pass"
_THREADS = """
import hashlib, threading, time
def work(end=time.time() + {seconds}):
    while time.time() < end: hashlib.sha256(bytes(1_000_000))
threads = [threading.Thread(target=work) for _ in range(2)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
"""
_PROCESSES = """
import multiprocessing as mp, time
def work(end):
    while time.time() < end: pass
with mp.get_context('fork').Pool(2) as pool:
    pool.map(work, [time.time() + {seconds}] * 2, chunksize=1); pool.close(); pool.join()
"""
_COMMAND = (
    f"!{sys.executable} -c 'import time; end = time.time() + {{seconds}}; "
    "[0 for _ in iter(lambda: time.time() < end, False)]'"
)
_SLEEP = "import time; time.sleep({seconds})"

_LONG = [_BURN, _THREADS, _PROCESSES, _COMMAND] * 3 + [_SLEEP] * 2
_SHORT = [_BURN] * 16 + [_THREADS] * 8


@dataclass
class Cell:
    code: str
    works: bool
    long: bool
    #: For so long nothing runs after it, in seconds.
    pause: float
    #: Told when it has run; times in seconds since 1970, by the kernel's clock.
    run: str = ""
    start: float = 0.0
    end: float = 0.0

    async def execute(self, client: Any) -> None:
        self.run = client.execute(self.code)
        while True:
            message = await client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != self.run:
                continue
            kind, content = message["msg_type"], message["content"]
            assert kind != "error", content["traceback"]
            if kind == "execute_input":
                self.start = message["header"]["date"].timestamp()
            elif kind == "status" and content["execution_state"] == "idle":
                self.end = message["header"]["date"].timestamp()
                return


def known_cells() -> list[Cell]:
    """Some of 1 to 2 s, some of 100 to 300 ms, half of them without a pause before the next."""
    chance = random.Random(20261128)  # noqa: S311
    drafts = [(code, True, chance.uniform(1.0, 2.0)) for code in _LONG]
    drafts += [(code, False, chance.uniform(0.1, 0.3)) for code in _SHORT]
    chance.shuffle(drafts)
    return [
        Cell(code.format(seconds=seconds), code != _SLEEP, long, max(0, chance.uniform(-0.3, 0.3)))
        for code, long, seconds in drafts
    ]
