from __future__ import annotations

import pytest

from jupyter_energy.quantities import duration, energy, power


@pytest.mark.parametrize(
    ("joules", "plus_minus", "text"),
    [
        (3.4123, 0.2, "3.4 J ± 0.2"),
        (3.4123, 0.023, "3.41 J ± 0.02"),
        (3.4123, 0.123, "3.41 J ± 0.12"),
        (3.4123, 0.0001, "3.41 J"),
        (3.4123, None, "3.41 J"),
        (3.4123, 0, "3.41 J"),
        (3412.3, 200, "3.4 kJ ± 0.2"),
        (0.0034, 0.0007, "3.4 mJ ± 0.7"),
        (345.6, 60, "346 J ± 60"),
        (99.96, 3, "100 J ± 3"),
        (999.96, None, "1.00 kJ"),
        (5_400_000, None, "5.40 MJ"),
        (0.01, 0.2, "10 mJ ± 200"),
        (0, 0.2, "0 J"),
    ],
)
def test_energy(joules: float, plus_minus: float | None, text: str) -> None:
    assert energy(joules, plus_minus) == text


def test_power_and_time() -> None:
    assert [power(watts) for watts in (1.678, 16.78, 167.8, 0)] == [
        "1.68 W", "16.8 W", "168 W", "0.00 W",
    ]  # fmt: skip
    assert [duration(seconds) for seconds in (0.0123, 2.03, 90, 900, 9000)] == [
        "0.0123 s", "2.03 s", "90 s", "15 min", "2.5 h",
    ]  # fmt: skip
