# SPDX-License-Identifier: EUPL-1.2
"""Why a description is refused."""

from __future__ import annotations

from enum import StrEnum

from kiosk.errors import KioskError


class DescriptionReason(StrEnum):
    """What is wrong with a description file."""

    NO_FILE = "no-file"
    """There is no such file, or it may not be read."""
    NOT_TOML = "not-toml"
    MISSING = "missing"
    """Something that is needed is not there."""
    UNKNOWN_KEY = "unknown-key"
    BAD_VALUE = "bad-value"
    """A value of the wrong kind, or one that makes no sense."""
    BAD_EXAMPLE = "bad-example"
    """An example is not decoded to what it says."""


class DescriptionError(KioskError, ValueError):
    """A description file is incomplete or wrong; the message names the file and the key."""
