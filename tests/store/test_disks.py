from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import pytest

from clm.store import disks
from clm.store.disks import MANY, whole_disks

if TYPE_CHECKING:
    from pathlib import Path


class System(NamedTuple):
    sysname: str
    release: str


@pytest.mark.parametrize(
    ("system", "honest"),
    [
        (System("Linux", "5.8.0-1-amd64"), True),
        (System("Linux", "6.1.0"), True),
        (System("Linux", "5.7.19"), False),
        (System("Linux", "4.19.0"), False),
        (System("Darwin", "23.1.0"), False),
    ],
)
def test_only_where_every_failure_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: System, honest: bool
) -> None:
    monkeypatch.setattr(os, "uname", lambda: system)
    monkeypatch.setattr(disks, "_kind_of", lambda _: "ext4")
    with whole_disks([tmp_path]) as write_out:
        assert (write_out is not None) == honest


@pytest.mark.parametrize("kind", ["nfs4", "fuse.sshfs", "9p", None])
def test_not_where_the_order_may_only_be_passed_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str | None
) -> None:
    monkeypatch.setattr(disks, "_is_honest", lambda: True)
    monkeypatch.setattr(disks, "_kind_of", lambda _: kind)
    with whole_disks([tmp_path]) as write_out:
        assert write_out is None


def test_nothing_to_write_is_no_disk() -> None:
    with whole_disks([]) as write_out:
        assert write_out is None
    assert MANY > 1


def test_a_failure_is_raised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(disks, "_is_honest", lambda: True)
    monkeypatch.setattr(disks, "_kind_of", lambda _: "ext4")
    with whole_disks([tmp_path]) as write_out:
        assert write_out is not None
        write_out()
    with pytest.raises(OSError, match="descriptor"):
        write_out()  # its folder is closed by now


def test_a_device_that_is_not_mounted_is_of_no_kind() -> None:
    assert disks._kind_of(os.makedev(4095, 1)) is None
