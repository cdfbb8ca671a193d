"""What `--simulate laptop` draws, by the formula in the README of simulated sources."""

from __future__ import annotations

import math
from typing import NamedTuple

#: Of all its parts together, in watts.
BASE = 3.2 + 1.1 + 0.7 + 0.2


class Wave(NamedTuple):
    """A raised cosine, at its bottom when `late` seconds have passed since 1970."""

    watts: float
    period: float
    late: float = 0.0


WAVES = (Wave(0.6, 45), Wave(14, 24), Wave(5, 7.3), Wave(2, 11, 3))


def joules(start: float, end: float) -> float:
    """Between two times, in seconds since 1970: the integral in closed form."""
    return BASE * (end - start) + sum(_swing(wave, start, end) for wave in WAVES)


def _swing(wave: Wave, start: float, end: float) -> float:
    turn = math.tau / wave.period
    first, last = (math.sin(turn * math.fmod(at - wave.late, wave.period)) for at in (start, end))
    return wave.watts / 2 * (end - start - (last - first) / turn)
