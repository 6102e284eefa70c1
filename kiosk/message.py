# SPDX-License-Identifier: EUPL-1.2
"""What every message between the processes is; the first one of a process."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

VERSION = 5


class Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """Root of every message."""


class Role(StrEnum):
    UI = "ui"
    CALL = "call"


class Hello(Message, frozen=True, kw_only=True, tag="hello"):
    """The first message of a process."""

    role: Role
    pid: int
    version: int = VERSION
