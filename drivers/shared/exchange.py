# SPDX-License-Identifier: EUPL-1.2
"""One stage of leading a device: what is said, how long an answer may take, and how often it is tried."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """``commands`` are said by turns, each ``wait_s`` after the one before, until the stage is given up."""

    commands: tuple[bytes, ...]
    wait_s: float
    tries: int
