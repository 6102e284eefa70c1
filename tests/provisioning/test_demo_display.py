# SPDX-License-Identifier: EUPL-1.2
"""A virtual display that is given up leaves nothing running."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from provisioning.demo.display import VirtualDisplay

DEADLINE_S = 20.0
NEVER_READY = """#!/bin/sh
echo $$ > "{pid}.part"
mv "{pid}.part" "{pid}"
exec sleep 30
"""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Put a script in Xvfb's place; returns where it writes its process's number."""

    def put(script: str) -> Path:
        programme, pid = tmp_path / "Xvfb", tmp_path / "pid"
        programme.write_text(script.format(pid=pid))
        programme.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        return pid

    return put


async def _written(path: Path) -> int:
    async with asyncio.timeout(DEADLINE_S):
        while not path.exists():
            await asyncio.sleep(0.02)
    return int(path.read_text())


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_display_that_is_cancelled_before_it_has_a_number_is_ended(server: Callable[[str], Path]) -> None:
    pid_file = server(NEVER_READY)
    entering = asyncio.create_task(VirtualDisplay(640, 480).__aenter__())
    pid = await _written(pid_file)
    assert _lives(pid)
    entering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await entering
    assert not _lives(pid)


async def test_a_display_that_ends_at_once_is_said_to(server: Callable[[str], Path]) -> None:
    server("#!/bin/sh\nexit 1\n")
    with pytest.raises(KioskError, match="ended at once"):
        await VirtualDisplay(640, 480).__aenter__()
