"""Nothing that lies where a small file should be holds a reader up."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from clm.store.smallfile import MOST, is_endless, read_small


def test_a_file_is_read_whole_and_a_link_is_followed(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_bytes(b"x" * MOST)
    (tmp_path / "link").symlink_to(place)
    assert read_small(str(place)) == read_small(tmp_path / "link") == b"x" * MOST
    place.write_bytes(b"")
    assert read_small(place) == b""


def test_one_byte_too_many_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_bytes(b"x" * (MOST + 1))
    with pytest.raises(OSError, match="more than 1,000,000 bytes"):
        read_small(place)
    assert len(read_small(place, MOST + 1)) == MOST + 1


def test_nothing_is_read_of_what_is_far_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "file").open("wb") as file:
        file.truncate(2**40)

    def read(*_: int) -> bytes:
        raise AssertionError("it was read")

    monkeypatch.setattr("os.read", read)
    with pytest.raises(OSError, match="more than 1,000,000 bytes"):
        read_small(tmp_path / "file")


@pytest.mark.parametrize("name", ["none", "none/below", "file/below", "a\0b", "a\ud800b"])
def test_where_there_is_no_file_there_is_none(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises((FileNotFoundError, NotADirectoryError)):
        read_small(tmp_path / name)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    os.mkfifo("pipe")
    Path("folder").mkdir()
    with socket.socket(socket.AF_UNIX) as ear:
        ear.bind("socket")
        for name in ("pipe", "folder", "socket", "/dev/zero"):
            with pytest.raises(OSError, match=r"no regular file|No such device"):
                read_small(name)
    with pytest.raises(IsADirectoryError):
        read_small("folder")
    endless = {name for name in ("pipe", "folder", "socket", "/dev/zero", "/dev/null")
               if is_endless(Path(name).stat())}  # fmt: skip
    assert endless == {"pipe", "/dev/zero"}


def test_the_null_device_is_empty() -> None:
    assert read_small(os.devnull) == b""
