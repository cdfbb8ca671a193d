"""Energy, power and time as people read them, as the page writes them too."""

from __future__ import annotations

import math

_UNITS = ((1e6, "MJ"), (1e3, "kJ"), (1.0, "J"), (1e-3, "mJ"))


def energy(joules: float, plus_minus: float | None = None) -> str:
    """``3.4 J ± 0.2``: no more digits than the uncertainty leaves, three at most."""
    factor, unit = next((one for one in _UNITS if joules >= 0.9995 * one[0]), _UNITS[-1])
    value, margin = joules / factor, (plus_minus or 0.0) / factor
    decimals = _decimals(value, 3)
    if joules <= 0:
        return "0 J"
    if margin < 0.5 * 10**-decimals:
        return f"{value:.{decimals}f} {unit}"
    leading = margin / 10 ** math.floor(math.log10(margin))
    decimals = min(decimals, _decimals(margin, 2 if leading < 1.95 else 1))
    rounding = round(margin, _digits_after(margin, 2 if leading < 1.95 else 1))
    return f"{value:.{decimals}f} {unit} ± {rounding:.{decimals}f}"


def power(watts: float) -> str:
    """``1.68 W``."""
    return f"{watts:.{_decimals(watts, 3)}f} W"


def duration(seconds: float) -> str:
    """``2.03 s``, ``15.0 min``."""
    if seconds >= 7200:
        return f"{seconds / 3600:.3g} h"
    return f"{seconds / 60:.3g} min" if seconds >= 120 else f"{seconds:.3g} s"


def _decimals(value: float, digits: int) -> int:
    """So many that the value has this number of digits, as far as they stand behind the point."""
    return max(0, _digits_after(value, digits))


def _digits_after(value: float, digits: int) -> int:
    # Rounded before: 0.9996 of three digits is 1.00.
    rounded = float(f"{value:.{digits - 1}e}")
    return digits - 1 - (math.floor(math.log10(rounded)) if rounded > 0 else 0)
