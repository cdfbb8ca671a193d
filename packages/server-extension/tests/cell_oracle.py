"""Has a kernel itself note, in each of its cells, what it and the whole machine have used."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: Of /proc/stat, in seconds.
TICK = 0.01

#: Runs in the kernel: before and after the code of each cell, and every fifth of a second in it.
#: What children have used is told by their own clocks, see clock_getcpuclockid(3), until they are
#: waited for.
_HOOKS = """
import glob, json, resource, threading, time
def _children(of='self'):
    for file in glob.glob(f'/proc/{{of}}/task/*/children'):
        try:
            children = [int(pid) for pid in open(file).read().split()]
        except OSError:
            continue  # A thread that has ended.
        for pid in children:
            yield pid
            yield from _children(pid)
def _clock(pid):
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0
def _note(edge, file=open({path!r}, 'w')):
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = ended.ru_utime + ended.ru_stime + sum(map(_clock, _children()))
    line = [edge, time.time(), time.process_time() + children, open('/proc/stat').readline()]
    print(json.dumps(line), file=file, flush=True)
def _begin(*_):
    global _over, _notes
    _over = threading.Event()
    _notes = threading.Thread(target=_look, args=[_over])
    _note(True)
    _notes.start()
def _look(over):
    while not over.wait(0.2): _note(False)
def _end(*_):
    _over.set()
    _notes.join()
    _note(True)
get_ipython().events.register('pre_run_cell', _begin)
get_ipython().events.register('post_run_cell', _end)
_over, _notes = threading.Event(), threading.Thread()
_notes.start()
"""


def noting_in(path: Path) -> str:
    """The code of a cell from whose end on all cells are noted in this file."""
    return _HOOKS.format(path=str(path))


@dataclass(frozen=True)
class Moment:
    at: float
    #: CPU time of the kernel and its children.
    used: float
    #: Of all processors, in whole ticks: while they ran something, while they ran nothing.
    busy: float
    rested: float


@dataclass(frozen=True)
class Noted:
    """What was noted in one cell, from its beginning to its end."""

    moments: list[Moment]
    processors: int

    @property
    def kernel_seconds(self) -> float:
        return self.moments[-1].used - self.moments[0].used

    def machine_seconds(self, first: Moment, last: Moment) -> tuple[float, float]:
        """By what processors did, and by the time in which they did not do nothing."""
        left = self.processors * (last.at - first.at) - (last.rested - first.rested)
        return last.busy - first.busy, left

    def truth(self, dynamic: Callable[[float, float], float], start: float, end: float) -> Truth:
        """The kernel's part of `dynamic`, the energy between two times; these are the cell's."""
        ends = self.moments[0], self.moments[-1]
        share = self._share(*ends)
        at = [start, *(moment.at for moment in self.moments[1:-1]), end]
        pieces = zip(itertools.pairwise(self.moments), itertools.pairwise(at), strict=True)
        joules = dynamic(start, end) * share
        by_pieces = sum(dynamic(*times) * self._share(*edges) for edges, times in pieces)
        low, high = sorted(self.machine_seconds(*ends))
        doubt = (TICK + (high - low) / 2) / ((high + low) / 2)
        return Truth(min(joules, by_pieces), max(joules, by_pieces), doubt)

    def _share(self, first: Moment, last: Moment) -> float:
        machine = sum(self.machine_seconds(first, last)) / 2
        return min(1.0, (last.used - first.used) / max(machine, TICK))


@dataclass(frozen=True)
class Truth:
    """In joules: by the mean share of the cell, and by the shares of its fifths of a second."""

    least: float
    most: float
    #: By so much of it, relative, either may be wrong: by a tick, and by what is known twice.
    doubt: float

    @property
    def joules(self) -> float:
        return (self.least + self.most) / 2

    def error(self, told: float) -> float:
        """How far it is from anything that is true."""
        return max(self.least - told, told - self.most, 0.0)


def read_notes(path: Path) -> list[Noted]:
    """Of each cell, in their order; the first line is the end of the cell that began it."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    edges = [index for index, (is_edge, *_) in enumerate(lines) if is_edge][1:]
    moments = [_moment(*line[1:]) for line in lines]
    return [
        Noted(moments[a : b + 1], os.cpu_count() or 1)
        for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]


def _moment(at: float, used: float, cpu: str) -> Moment:
    user, nice, system, idle, iowait, irq, softirq, steal = (
        int(ticks) * TICK for ticks in cpu.split()[1:9]
    )
    return Moment(at, used, user + nice + system + irq + softirq, idle + iowait + steal)
