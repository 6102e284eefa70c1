# SPDX-License-Identifier: EUPL-1.2
"""The real call process loses its Wi-Fi in the middle of a call."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.kiosk.call.test_network import needs_namespaces

ROOT = Path(__file__).parents[3]


@needs_namespaces
@pytest.mark.system
async def test_wi_fi_goes_and_the_call_goes_on_by_the_modem(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        "unshare", "--net", sys.executable, "-m", "tests.kiosk.call.moving", str(tmp_path),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    output, errors = await asyncio.wait_for(process.communicate(), 70)
    assert process.returncode == 0, errors.decode()[-2000:]
    seen = json.loads(output)
    assert seen["noticed_s"] < 1.0, "not by its silence"
    assert seen["back_s"] < 3.0
    assert seen["states"][:2] == ["connecting", "connected"]
