"""What a measurement has found, as numbers and in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

from .quantities import duration, energy, power


class Part(NamedTuple):
    """What one part of the computer used."""

    label: str
    joules: float


@dataclass
class Measured:
    """The energy of a piece of code; None for whatever is not known."""

    seconds: float = 0.0
    """How long it took."""
    joules: float | None = None
    uncertainty_joules: float | None = None
    """± of the joules, one standard deviation, of all that is known to be uncertain."""
    watts: float | None = None
    """Mean power."""
    of: str | None = None
    """Whose: ``this kernel``, ``this program`` or ``the whole computer``."""
    basis: str | None = None
    """How the number came about: ``measured``, ``estimated``; of a share also ``attributed``."""
    parts: tuple[Part, ...] = ()
    too_short: bool = False
    """The uncertainty exceeds a quarter of the value."""
    incomplete: bool = False
    """Part of the time is not known."""
    reason: str | None = None
    """Why nothing is known, or nothing but the whole computer's energy."""

    def __str__(self) -> str:
        """One line; a second one where there is something to explain."""
        if self.joules is None or self.watts is None:
            return f"Energy unknown, {duration(self.seconds)}. {self.reason or ''}".rstrip()
        about = "≈ " if (self.basis or "").startswith("estimated") else ""
        amount = about + energy(self.joules, self.uncertainty_joules)
        if self.too_short:
            amount = f"Too short to tell ({amount})"
        mean = f"{about}{power(self.watts)} on average"
        said = [amount, duration(self.seconds), mean, f"of {self.of} ({self.basis})"]
        if len(self.parts) > 1:
            said.append(" + ".join(f"{part.label} {energy(part.joules)}" for part in self.parts))
        if self.incomplete:
            said.append("part of the time was not read")
        return "\n".join([" · ".join(said), *([self.reason] if self.reason else [])])


def of_kernel(interval: dict[str, Any], whose: str) -> Measured:
    """What ``/v1/intervals`` tells of a kernel."""
    basis, flags, joules = interval["basis"], interval["flags"], interval["joules"]
    bound, relative = interval["uncertaintyJoules"], interval["relativeError"] or 0.0
    return Measured(
        joules=joules,
        # Independent of each other: their squares add up.
        uncertainty_joules=None if bound is None else math.hypot(bound, relative * joules),
        watts=interval["watts"],
        of=whose,
        basis=f"{basis['total']}, {basis['share']}",
        parts=tuple(Part(part["label"], part["joules"]) for part in interval["parts"]),
        too_short=flags["tooShort"],
        incomplete=flags["incomplete"],
    )


def of_computer(told: dict[str, Any], seconds: float, reason: str) -> Measured:
    """What ``/v1/energy`` tells, where nothing is known of the kernel."""
    bucket = told["buckets"][0]
    total = bucket["total"]
    if total is None or total["coveredSeconds"] <= 0:
        return Measured(reason=reason)
    roots = [part for part in bucket["parts"] if part["parent"] is None]
    relative = total["relativeError"]
    return Measured(
        joules=total["joules"],
        uncertainty_joules=None if relative is None else relative * total["joules"],
        watts=total["joules"] / total["coveredSeconds"],
        of="the whole computer",
        basis=total["basis"],
        parts=tuple(Part(part["label"], part["joules"]) for part in roots),
        incomplete=total["coveredSeconds"] < 0.99 * seconds,
        reason=reason,
    )
