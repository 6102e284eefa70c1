# SPDX-License-Identifier: EUPL-1.2
"""What the leg of a third participant acts on."""

from __future__ import annotations

from typing import Protocol

from kiosk.messages import Message
from kiosk.signalling.events import Content


class GuestOutside(Protocol):
    """The part of the world that she is reached through."""

    def to_call(self, message: Message) -> None: ...

    def to_guest(self, visit: str, seat: str, content: Content, passport: str = "") -> None:
        """Send a call event to the page of whoever has that seat."""
        ...
