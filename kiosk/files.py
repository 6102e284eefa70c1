# SPDX-License-Identifier: EUPL-1.2
"""Files that others find whole or not at all: replaced at once, or shared in memory once their head is written."""

from __future__ import annotations

import contextlib
import mmap
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


def replace_file(path: Path, data: bytes, mode: int) -> None:
    """Put ``data`` in place of ``path``, on the disk before this returns; raises `OSError`.

    Written by root it belongs to whom the folder belongs to, who must be able to read it.
    """
    folder = path.parent
    fd, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=folder)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            if os.geteuid() == 0:
                owner = folder.stat()
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def map_anew(path: Path, size_bytes: int) -> Iterator[mmap.mmap]:
    """Give memory that other processes share through ``path``, all zero; they find it there once the block has ended.

    Raises `OSError` where the file cannot be made.
    """
    partial = path.with_suffix(".part")
    descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o660)
    try:
        os.ftruncate(descriptor, size_bytes)
        shared = mmap.mmap(descriptor, size_bytes)
    finally:
        os.close(descriptor)
    yield shared
    partial.rename(path)
