# SPDX-License-Identifier: EUPL-1.2
"""A virtual display for each test process."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
from collections.abc import Iterator

import pytest

START_WITHIN_S = 20.0


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """Name a display of 1920x1080; Xvfb finds a free number itself."""
    if shutil.which("Xvfb") is None:
        pytest.fail("Xvfb is not installed; ./run installs it")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        ready, _, _ = select.select([reading], [], [], START_WITHIN_S)
        if not ready:
            pytest.fail("Xvfb did not start")
        yield f":{os.read(reading, 16).decode().strip()}"
    finally:
        os.close(reading)
        server.terminate()
        server.wait(START_WITHIN_S)
