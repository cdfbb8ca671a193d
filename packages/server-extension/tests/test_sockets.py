from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from jupyter_energy.sockets import check_length, make_private, user_socket
from jupyter_energy.unavailable import Unavailable


def test_the_runtime_folder_is_used_where_there_is_one(folder: Path) -> None:
    assert user_socket() == folder / "jupyter-energy" / "energy.sock"


@pytest.mark.parametrize("runtime", ["", "/nonexistent/runtime"])
def test_without_one_it_is_tmp(runtime: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
    assert user_socket() == Path(f"/tmp/jupyter-energy-{os.getuid()}/energy.sock")


def test_another_users_runtime_folder_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert user_socket() == Path("/tmp/jupyter-energy-12345/energy.sock")


def test_the_folder_becomes_private(folder: Path) -> None:
    for mode in (None, 0o777):
        private = folder / "private"
        if mode is not None:
            private.chmod(mode)
        make_private(private)
        assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_a_link_is_refused(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "link").symlink_to(folder / "elsewhere")
    with pytest.raises(Unavailable, match="is a link"):
        make_private(folder / "link")


def test_another_users_folder_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "theirs").mkdir()
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(Unavailable, match="another user.*Set JUPYTER_ENERGY_SOCKET to"):
        make_private(folder / "theirs")


def test_where_nothing_can_be_made_the_reason_is_told() -> None:
    with pytest.raises(Unavailable, match="cannot be made: .*JUPYTER_ENERGY_SOCKET"):
        make_private(Path("/proc/jupyter-energy"))


def test_a_path_too_long_for_the_kernel() -> None:
    check_length(Path("/" + "x" * 106))
    with pytest.raises(Unavailable, match="108 bytes, 107 are possible"):
        check_length(Path("/" + "é" * 53 + "x"))
