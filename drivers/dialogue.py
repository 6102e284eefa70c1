# SPDX-License-Identifier: EUPL-1.2
"""What the station says to one device, and when. Pure: the time is handed in, the bytes are handed out.

`StreamDialogue` is enough for every device that is started once and then talks; a device that must be asked, answered
or led through a measurement has a dialogue of its own in its folder (``dialogue.py``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Generic

from drivers.framing import FrameT
from drivers.items import Item
from kiosk.capability import Command

NEVER = math.inf


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """A device's patience and ours, in seconds."""

    negotiate_s: float | None
    """From opening to the first good frame; None: the device says nothing until it has a result."""
    silence_s: float | None
    """Between two good frames; None: it may be silent as long as it likes."""
    start_every_s: float = NEVER
    """The start command is repeated so often until good frames come."""
    keep_alive_s: float | None = None
    """The keep-alive is sent so often while streaming; None: the device needs none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Commands:
    """What the device is told. Empty: nothing."""

    start: bytes = b""
    """Once, when the port is open."""
    repeat_start: bytes = b""
    """With ``start`` and again until good frames come."""
    keep_alive: bytes = b""
    stop: bytes = b""


class Dialogue(Generic[FrameT]):
    """Our side of the conversation with a device. A family's own dialogue overrides what it needs.

    The driver calls ``opened`` once, ``settled`` when good frames begin (again), ``unsettled`` when they have stopped,
    ``arrived`` with all bytes and ``heard`` with every frame if ``hears`` is set, ``told`` when the station wants
    something, and ``passed`` when ``due_s`` has come. After each call it sends what ``outgoing`` gives.
    """

    hears: ClassVar[bool] = False

    def __init__(self, timing: Timing) -> None:
        self.timing = timing
        self.due_s = NEVER
        """When ``passed`` is to be called, by the clock of the other calls."""
        self.silence_s = timing.silence_s
        """How long the device may now be silent; None: as long as it likes."""
        self._outgoing: list[bytes] = []

    def opened(self, now_s: float) -> None:
        """Take the news that the port is open."""

    def settled(self, now_s: float) -> None:
        """Take the news that good frames arrive."""

    def unsettled(self, now_s: float) -> None:
        """Take the news that nothing good arrives any more."""

    def heard(self, frame: FrameT, now_s: float) -> Iterable[Item]:
        """Take a frame; return what is to be published because of it, after what the interpreter made of it."""
        return ()

    def arrived(self, data: bytes, now_s: float) -> Iterable[Item]:
        """Take bytes as they arrive, before any frame; for devices whose results are ended by silence alone."""
        return ()

    def reviewed(self, items: Iterable[Item]) -> Iterable[Item]:
        """Return what of ``items`` counts here and now, before ``heard``; with ``hears`` only.

        A device may repeat the result of somebody before. Only the dialogue knows what it asked for.
        """
        return items

    def told(self, command: Command, now_s: float) -> Iterable[Item]:
        """Do what the station wants; only commands of the driver's ``controls`` come here."""
        return ()

    def passed(self, now_s: float) -> Iterable[Item]:
        """Take the news that ``due_s`` has come; set it anew."""
        return ()

    def closing(self) -> bytes:
        """Return what is sent before the port is closed."""
        return b""

    def say(self, data: bytes) -> None:
        """Send ``data`` as soon as possible, in one write."""
        if data:
            self._outgoing.append(data)

    @property
    def pending(self) -> bool:
        """Whether there is something to send."""
        return bool(self._outgoing)

    def outgoing(self) -> list[bytes]:
        """Return what is to be sent now, write by write."""
        writes, self._outgoing = self._outgoing, []
        return writes


class StreamDialogue(Dialogue[FrameT]):
    """Start a device, start it again until good frames come, keep it alive while they do, stop it at the end."""

    def __init__(self, timing: Timing, commands: Commands) -> None:
        super().__init__(timing)
        self._commands = commands
        self._streaming = False

    def opened(self, now_s: float) -> None:
        self.say(self._commands.start)
        self._start_again(now_s)

    def settled(self, now_s: float) -> None:
        self._streaming = True
        keep_alive_s = self.timing.keep_alive_s
        self.due_s = NEVER if keep_alive_s is None else now_s + keep_alive_s

    def unsettled(self, now_s: float) -> None:
        if self._streaming:
            self._start_again(now_s)

    def passed(self, now_s: float) -> Iterable[Item]:
        if self._streaming:
            self.say(self._commands.keep_alive)
            self.due_s = now_s + (self.timing.keep_alive_s or NEVER)
        else:
            self._start_again(now_s)
        return ()

    def closing(self) -> bytes:
        return self._commands.stop

    def _start_again(self, now_s: float) -> None:
        self._streaming = False
        self.say(self._commands.repeat_start)
        self.due_s = now_s + self.timing.start_every_s if self._commands.repeat_start else NEVER
