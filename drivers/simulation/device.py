# SPDX-License-Identifier: EUPL-1.2
"""What every simulated device has in common: its own sense of time, its variants and the words it obeys.

A simulated device is pure: bytes from the host go in, one tick's worth of bytes comes out. It lives beside the driver,
behaves as the device does and refuses what the device refuses; ports, pace, line speed and faults are the runner's
(`run`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from drivers.names import DriverName
from kiosk.errors import KioskError

Timeline = tuple[tuple[float, str], ...]
"""What happens when, in seconds from the start, in the words the device obeys."""


class SimulatorReason(StrEnum):
    """Why a simulator does not do what it was told."""

    UNKNOWN_WORD = "unknown-word"
    """A scenario, fault, variant or command that does not exist."""
    BAD_NUMBER = "bad-number"
    """A number that the device could not send."""


class SimulatorError(KioskError, ValueError):
    """A simulator was told something it does not know."""


def unknown(kind: str, text: str, known: Mapping[str, Any] | tuple[str, ...]) -> SimulatorError:
    """Make the error for a word that does not exist."""
    return SimulatorError(
        f"There is no {kind} '{text}'.", reason=SimulatorReason.UNKNOWN_WORD, hint=f"Known: {', '.join(known)}."
    )


def number(text: str, low: float, high: float) -> float:
    """Return the number in ``text``; raise `SimulatorError` unless it is from ``low`` to ``high``."""
    try:
        value = float(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise SimulatorError(
            f"'{text}' is not a number from {low:g} to {high:g}.",
            reason=SimulatorReason.BAD_NUMBER,
            hint="Give such a number.",
        )
    return value


def choose(text: str, words: tuple[str, str], default: str = "") -> bool:
    """Tell whether ``text`` (or ``default``) is the first of two words; raise `SimulatorError` if it is neither."""
    if (text or default) not in words:
        raise SimulatorError(
            f"'{text}' is neither '{words[0]}' nor '{words[1]}'.",
            reason=SimulatorReason.UNKNOWN_WORD,
            hint="Say one of them.",
        )
    return (text or default) == words[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """Something a simulated device can be told: how it is written, what it does, and the deed."""

    usage: str
    help: str
    act: Callable[[Any, str], None]
    """Takes the device and the rest of the line; raises `SimulatorError` for what makes no sense."""


class SimulatedDevice(ABC):
    """The device's side of the wire, one tick at a time."""

    classes: ClassVar[dict[DriverName, type[SimulatedDevice]]] = {}
    """Every simulator that was imported; `drivers.registry` imports them by name."""
    rate_hz: ClassVar[float]
    """Ticks a second: the samples of a stream, or fine enough for the device's answers (20 is)."""
    variants: ClassVar[tuple[str, ...]]
    """Names of the variants; the first is the default."""
    words: ClassVar[Mapping[str, Word]] = {}
    """What it can be told besides the runner's own words (faults, unplug, quit)."""
    scenarios: ClassVar[Mapping[str, Timeline]] = {"steady": ()}
    """The first is the default."""

    def __init_subclass__(cls, *, driver: DriverName | None = None) -> None:
        super().__init_subclass__()
        if driver is not None:
            SimulatedDevice.classes.setdefault(driver, cls)

    def __init__(self, variant: str = "") -> None:
        if variant and variant not in self.variants:
            raise unknown("variant", variant, self.variants)
        self.variant = variant or self.variants[0]
        self._ticks = 0
        self._answers = bytearray()

    @classmethod
    def make(cls, variant: str = "") -> SimulatedDevice:
        """Make one as it stands in the room before anybody comes."""
        return cls(variant)

    @property
    def now_s(self) -> float:
        """The device's own time."""
        return self._ticks / self.rate_hz

    def obey(self, line: str) -> None:
        """Do what one line says. Raises `SimulatorError`."""
        word, _, argument = line.strip().partition(" ")
        if word not in self.words:
            raise unknown("command", word, self.words)
        self.words[word].act(self, argument.strip())

    def tick(self) -> bytes:
        """Let one tick pass; return what the device sends in it, answers first."""
        answers = bytes(self._answers)
        self._answers.clear()
        said = self._speak()
        self._ticks += 1
        return answers + said

    @abstractmethod
    def receive(self, data: bytes) -> None:
        """Take bytes from the host; what is put into ``_answers`` goes out with the next tick."""

    def connected(self) -> None:  # noqa: B027 - most devices do not notice
        """Take the news that a host opened the port."""

    def power_on(self) -> None:
        """Begin as after switching on: what the host had said is forgotten."""
        self._answers.clear()

    @abstractmethod
    def _speak(self) -> bytes:
        """Return what the device says in this tick besides answers; nothing while it is silent."""
