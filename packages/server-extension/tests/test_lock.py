from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from jupyter_energy.lock import take_lock

HOLD = """
import sys; from pathlib import Path; from jupyter_energy.lock import take_lock
held = take_lock(Path(sys.argv[1])); print("held" if held else "busy", flush=True); sys.stdin.read()
"""


def test_one_holder_at_a_time(folder: Path) -> None:
    first = take_lock(folder / "lock")
    assert first is not None
    assert take_lock(folder / "lock") is None
    first.close()
    second = take_lock(folder / "lock")
    assert second is not None
    second.close()


def test_a_holder_that_was_killed_holds_no_more(folder: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(folder / "lock")]
    package = Path(__file__).parents[1]
    holder = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=package
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert take_lock(folder / "lock") is None
        holder.kill()
    lock = take_lock(folder / "lock")
    assert lock is not None
    lock.close()


def test_a_lock_whose_file_was_cleaned_away_keeps_nobody_out(folder: Path) -> None:
    old = take_lock(folder / "lock")
    (folder / "lock").unlink()
    new = take_lock(folder / "lock")
    assert old is not None
    assert new is not None
    old.close()
    new.close()


def test_a_link_is_not_followed(folder: Path) -> None:
    (folder / "lock").symlink_to(folder / "target")
    with pytest.raises(OSError, match="symbolic"):
        take_lock(folder / "lock")
    assert not (folder / "target").exists()
