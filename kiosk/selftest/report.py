# SPDX-License-Identifier: EUPL-1.2
"""What a self-test found: one typed record without a word about any person. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

FORMAT = 1
MOST_RESULTS = 100


class Check(StrEnum):
    """What is tried, in the order in which it is shown."""

    SCREEN = "screen"
    TOUCH = "touch"
    SOUND = "sound"
    CAMERA = "camera"
    INSTRUMENT = "instrument"
    BROKER = "broker"
    DESK = "desk"
    TURN = "turn"
    CERTIFICATE = "certificate"
    CLOCK = "clock"
    DISK = "disk"
    POWER = "power"
    TEMPERATURE = "temperature"


class Outcome(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    """It was not tried, and need not be: there is nothing to try, or it takes a person."""
    UNKNOWN = "unknown"
    """It was tried, and could not be told."""


class Reason(StrEnum):
    """Why a check did not pass. None of them is about a person."""

    NONE = ""
    """It passed."""

    # Of the station's own processes.
    NO_PROCESS = "no-process"
    """The process that has the device is not there."""
    NO_ANSWER = "no-answer"
    """The process, or the check, did not answer in time."""
    SLOW = "slow"
    """The screen takes too long to draw."""

    # Of the touch panel.
    NEVER_TRIED = "never-tried"
    """Nobody has touched the grid yet."""
    LONG_AGO = "long-ago"
    """It was touched so long ago that it says nothing."""
    DEAD_AREA = "dead-area"
    """Some fields did not answer to a finger."""

    # Of sound.
    NO_MICROPHONE = "no-microphone"
    NO_LOUDSPEAKER = "no-loudspeaker"
    NOTHING_HEARD = "nothing-heard"
    """The microphone did not hear what the loudspeaker played."""
    HEADPHONES = "headphones"
    """What is played goes into headphones, where the microphone cannot hear it."""

    # Of the camera.
    NO_CAMERA = "no-camera"
    NO_PICTURE = "no-picture"
    """There is a camera, and it gives no pictures."""
    BLACK = "black"
    FROZEN = "frozen"
    """It gives the same picture again and again."""

    # Of devices in general.
    NOT_WANTED = "not-wanted"
    """The settings want none."""
    SIMULATED = "simulated"
    """It is a simulation, for demonstrations."""

    # Of instruments.
    NONE_SET = "none-set"
    """The station has no instruments."""
    NO_PORT = "no-port"
    SILENT = "silent"
    OTHER_DEVICE = "other-device"
    """Bytes come, but not those of this driver."""
    DISTURBED = "disturbed"
    """Part of what the device says is lost or disturbed."""
    DEVICE_CLOCK = "device-clock"
    """The device's own clock is wrong; its results would be refused."""
    WAITS = "waits"
    """Such a device says nothing until it has a result, so it cannot be asked. Its port is there."""
    BAD_SETTING = "bad-setting"
    """Its driver, port or line is not one that there is."""

    # Of the network.
    NO_IDENTITY = "no-identity"
    """Without its certificate the station is let in nowhere."""
    NO_NAME = "no-name"
    """The server's name is not found (DNS)."""
    NO_CONNECTION = "no-connection"
    """Nothing listens there (TCP)."""
    UNREACHED = "unreached"
    """No answer in time."""
    NO_TLS = "no-tls"
    """Something answers, but not with TLS."""
    DISTRUSTED = "distrusted"
    """One side does not accept the other's certificate."""
    REFUSED = "refused"
    """It answers, and does not let the station in."""
    NOT_SET = "not-set"
    """No address is set."""
    BAD_ADDRESS = "bad-address"
    """The address that is set cannot be read."""

    # Of the machine.
    EXPIRED = "expired"
    EXPIRES_SOON = "expires-soon"
    UNUSABLE = "unusable"
    """Key and certificate are missing, damaged or not this station's."""
    CLOCK_WRONG = "clock-wrong"
    NOT_COMPARED = "not-compared"
    """There was nothing to compare the clock with."""
    DISK_FULL = "disk-full"
    UNDERVOLTAGE = "undervoltage"
    TOO_HOT = "too-hot"
    NOT_MEASURED = "not-measured"
    """This machine does not tell."""

    # Of the self-test itself.
    CHECK_BROKE = "check-broke"
    """The check itself failed."""
    NOT_FINISHED = "not-finished"
    """The time for the whole self-test was over first."""


_NETWORK = frozenset(
    {
        Reason.NO_IDENTITY, Reason.NO_NAME, Reason.NO_CONNECTION, Reason.UNREACHED, Reason.NO_TLS, Reason.DISTRUSTED,
        Reason.REFUSED,
    }
)  # fmt: skip
_ANY = frozenset({Reason.NONE, Reason.NO_ANSWER, Reason.CHECK_BROKE, Reason.NOT_FINISHED})
_DEVICE = frozenset({Reason.NO_PROCESS, Reason.NOT_WANTED, Reason.SIMULATED})

REASONS: dict[Check, frozenset[Reason]] = {
    Check.SCREEN: frozenset({Reason.NO_PROCESS, Reason.SLOW}),
    Check.TOUCH: frozenset({Reason.NEVER_TRIED, Reason.LONG_AGO, Reason.DEAD_AREA}),
    Check.SOUND: _DEVICE
    | {Reason.NO_MICROPHONE, Reason.NO_LOUDSPEAKER, Reason.NOTHING_HEARD, Reason.HEADPHONES},
    Check.CAMERA: _DEVICE | {Reason.NO_CAMERA, Reason.NO_PICTURE, Reason.BLACK, Reason.FROZEN},
    Check.INSTRUMENT: frozenset(
        {
            Reason.NONE_SET, Reason.NO_PORT, Reason.SILENT, Reason.OTHER_DEVICE, Reason.DISTURBED, Reason.DEVICE_CLOCK,
            Reason.WAITS, Reason.BAD_SETTING,
        }
    ),
    Check.BROKER: _NETWORK,
    Check.DESK: _NETWORK,
    Check.TURN: _NETWORK | {Reason.NOT_SET, Reason.BAD_ADDRESS},
    Check.CERTIFICATE: frozenset({Reason.EXPIRED, Reason.EXPIRES_SOON, Reason.UNUSABLE}),
    Check.CLOCK: frozenset({Reason.CLOCK_WRONG, Reason.NOT_COMPARED}),
    Check.DISK: frozenset({Reason.DISK_FULL}),
    Check.POWER: frozenset({Reason.UNDERVOLTAGE, Reason.NOT_MEASURED}),
    Check.TEMPERATURE: frozenset({Reason.TOO_HOT, Reason.NOT_MEASURED}),
}  # fmt: skip
"""Why each check may not pass, besides the reasons that any may have."""


class Trigger(StrEnum):
    """Who wanted a self-test."""

    MORNING = "morning"
    """The clock."""
    AGAIN = "again"
    """The last one found the station unfit for visits; it is looked whether that has changed."""
    STAFF = "staff"
    """Somebody at the staff screen."""
    TOOL = "tool"
    """`kiosk selftest`, on the station."""
    DESK = "desk"
    """The clinic."""

    @property
    def attended(self) -> bool:
        """Whether somebody stands before the station, with the light on."""
        return self is Trigger.STAFF


Name = Annotated[str, Meta(pattern=r"^([a-z][a-z0-9-]{0,62})?$")]


class Result(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How one check ended. ``name``: which instrument, as the settings call it; ``took_ms``: how long it took."""

    check: Check
    outcome: Outcome
    reason: Reason = Reason.NONE
    name: Name = ""
    took_ms: Annotated[int, Meta(ge=0, le=3_600_000)] = 0

    @property
    def text_key(self) -> str:
        """Key of the sentence that says how it is and what to do."""
        return f"selftest.outcome.{self.outcome}" if self.reason is Reason.NONE else f"selftest.reason.{self.reason}"

    @property
    def sound(self) -> bool:
        """Whether the parts fit each other: a reason that the check can have, and none if it passed."""
        known = self.reason in REASONS[self.check] or self.reason in _ANY
        named = not self.name or self.check is Check.INSTRUMENT
        return known and named and (self.outcome is Outcome.PASSED) == (self.reason is Reason.NONE)


class Report(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole self-test. ``at``: when it began, UTC; ``software``: the station's version."""

    format: Annotated[int, Meta(ge=1, le=FORMAT)] = FORMAT
    at: Annotated[datetime, Meta(tz=True)]
    took_s: Annotated[float, Meta(ge=0, le=3600)]
    trigger: Trigger
    software: Annotated[str, Meta(max_length=64)] = ""
    results: Annotated[tuple[Result, ...], Meta(max_length=MOST_RESULTS)]

    @property
    def sound(self) -> bool:
        """Whether every result is, and nothing was tried twice."""
        tried = [(result.check, result.name) for result in self.results]
        return all(result.sound for result in self.results) and len(set(tried)) == len(tried)

    @property
    def failed(self) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.outcome is Outcome.FAILED)


def passed(check: Check, *, name: str = "") -> Result:
    return Result(check=check, outcome=Outcome.PASSED, name=name)


def failed(check: Check, reason: Reason, *, name: str = "") -> Result:
    return Result(check=check, outcome=Outcome.FAILED, reason=reason, name=name)


def skipped(check: Check, reason: Reason, *, name: str = "") -> Result:
    return Result(check=check, outcome=Outcome.SKIPPED, reason=reason, name=name)


def unknown(check: Check, reason: Reason, *, name: str = "") -> Result:
    return Result(check=check, outcome=Outcome.UNKNOWN, reason=reason, name=name)


def in_order(results: Iterable[Result]) -> tuple[Result, ...]:
    """Sort results as they are shown; instruments by name."""
    order = list(Check)
    return tuple(sorted(results, key=lambda result: (order.index(result.check), result.name)))
