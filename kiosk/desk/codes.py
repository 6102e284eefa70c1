# SPDX-License-Identifier: EUPL-1.2
"""The six digits with which a patient opens a visit at a station."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection

from kiosk.errors import DeskError, DeskReason

DIGITS = 6
MAX_TAKEN = 1000
"""More open visits at one station than that would make guessing a code worth while."""


def new_code(tag_key: bytes, taken: Collection[str]) -> tuple[str, str]:
    """Choose a code that no open visit of the station has; return it and its tag.

    ``taken`` are the tags of the open visits: the store keeps tags only, and without ``tag_key`` they tell nothing.
    """
    if len(taken) >= MAX_TAKEN:
        raise DeskError(
            "That station has too many open visits.", reason=DeskReason.FULL, hint="Cancel those that are not needed."
        )
    while True:
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        tag = code_tag(tag_key, code)
        if tag not in taken:
            return code, tag


def code_tag(tag_key: bytes, code: str) -> str:
    """Make the tag by which equal codes are seen."""
    return hmac.digest(tag_key, code.encode(), "sha256").hex()
