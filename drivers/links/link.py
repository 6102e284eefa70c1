# SPDX-License-Identifier: EUPL-1.2
"""A link carries bytes to and from one device. Serial ports, scripts and pseudo-terminals are peers behind it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import StrEnum

from kiosk.deadline import Deadline
from kiosk.errors import KioskError


class LinkReason(StrEnum):
    """Why a port cannot be used."""

    MISSING = "missing"
    """There is no such port: unplugged, or another name."""
    DENIED = "denied"
    """The port is there, but this user may not open it."""
    BUSY = "busy"
    """Another program holds the port."""
    NOT_SERIAL = "not-serial"
    """The path is a file or folder, not a serial port."""
    WRONG_LINE = "wrong-line"
    """The port did not take the line settings asked for."""
    UNPLUGGED = "unplugged"
    """The port went away while it was open."""
    STUCK = "stuck"
    """The port does not take bytes."""
    AMBIGUOUS = "ambiguous"
    """More than one port fits the address."""
    UNREACHABLE = "unreachable"
    """The network serial server does not answer, or is none."""


HINTS = {
    LinkReason.MISSING: "Plug the device in, or set the right port.",
    LinkReason.DENIED: "Add the user to the group 'dialout'.",
    LinkReason.BUSY: "Stop the other program that uses it. If it is the station: end the visit, or run "
    "`sudo systemctl stop kiosk-station`.",
    LinkReason.NOT_SERIAL: "Give a serial port, such as one in /dev/serial/by-path.",
    LinkReason.WRONG_LINE: "Use another adapter; this one does not support the device's line settings.",
    LinkReason.UNPLUGGED: "Plug it in again.",
    LinkReason.STUCK: "Unplug the device and plug it in again.",
    LinkReason.AMBIGUOUS: "Name it by its place: by-path, or usb:VID:PID@LOCATION.",
    LinkReason.UNREACHABLE: "See that the server runs, speaks RFC 2217 and that nobody else uses its port.",
}


class LinkError(KioskError, ConnectionError):
    """A port cannot be opened, or is gone."""

    patient_key = "problem.instrument"

    def __init__(self, port: str, reason: LinkReason, detail: str = "", hint: str = "") -> None:
        words = reason.value.replace("-", " ") + (f" ({detail})" if detail else "")
        super().__init__(f"Port {port}: {words}.", reason=reason, hint=hint or HINTS[reason])
        self.port = port


class Link(ABC):
    """Bytes in both directions; every wait has a deadline."""

    @abstractmethod
    async def read(self, deadline: Deadline) -> bytes:
        """Return what has arrived, at least one byte; nothing when the deadline passes first.

        Raises `LinkError` (unplugged) when the port is gone.
        """

    @abstractmethod
    async def write(self, data: bytes, deadline: Deadline) -> None:
        """Send ``data``. Raises `LinkError`: unplugged, or stuck at the deadline."""

    @abstractmethod
    def wake(self) -> None:
        """Let a ``read`` or ``pump`` that waits return now: there is something to send."""

    @abstractmethod
    def close(self) -> None:
        """Give the port back. Closing twice is no error."""

    def guard(self, stop: bytes) -> None:  # noqa: B027 - only a port of this machine can be guarded
        """Have ``stop`` sent if this process dies before the link is closed; a link that cannot does nothing."""

    async def pump(self, take: Callable[[bytes], None], deadline: Deadline) -> None:
        """Hand what arrives to ``take`` until the deadline or ``wake``; may return earlier.

        A link that is read by the event loop calls ``take`` from there, which costs no switch of tasks for every few
        bytes. Raises like ``read``, and what ``take`` raises.
        """
        data = await self.read(deadline)
        if data:
            take(data)
