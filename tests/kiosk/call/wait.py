# SPDX-License-Identifier: EUPL-1.2
"""Waiting for something to become true, with a deadline."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


async def until(true: Callable[[], object], within_s: float = 20.0) -> None:
    """Return as soon as ``true()``; fail after ``within_s``."""
    end_s = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end_s, "waited in vain"
        await asyncio.sleep(0.02)
