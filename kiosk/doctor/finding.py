# SPDX-License-Identifier: EUPL-1.2
"""What a check finds, and what it looks at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from kiosk.clock import Clock, SystemClock
from kiosk.identity import Identity
from kiosk.settings import StationSettings


class Grade(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    WARNING = "warning"
    """Works, but somebody should know."""
    FAILURE = "failure"
    """A visit will not work, or something about a patient may stay behind."""
    NOT_CHECKED = "not checked"
    """Could not be looked at, because of another failure."""


class Cause(StrEnum):
    """What is wrong, for programs that have words of their own for it."""

    OTHER = ""
    """Nothing, or what only the sentence says."""
    NO_NAME = "no-name"
    """The name is not found (DNS)."""
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
    EXPIRED = "expired"
    EXPIRES_SOON = "expires-soon"
    UNUSABLE = "unusable"
    """Key and certificate are missing, damaged or not this station's."""
    CLOCK_WRONG = "clock-wrong"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One line of the report: ``what`` is the state, ``todo`` the next action (empty when all is well)."""

    check: str
    grade: Grade
    what: str
    todo: str = ""
    cause: Cause = Cause.OTHER


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """Where the system shows itself; tests put folders of their own here."""

    proc: Path = Path("/proc")
    sys: Path = Path("/sys")
    dev: Path = Path("/dev")
    environ: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """The station under examination. ``identity`` is None if it could not be loaded."""

    settings: StationSettings
    identity: Identity | None = None
    machine: Machine = Machine()
    clock: Clock = field(default_factory=SystemClock)


Check = Callable[[Subject], tuple[Finding, ...]]
"""Looks at the machine; may block for a moment."""

NetworkCheck = Callable[[Subject], Awaitable[tuple[Finding, ...]]]
"""Reaches for another machine; bounds its own waits."""


def ok(check: str, what: str) -> tuple[Finding, ...]:
    return (Finding(check=check, grade=Grade.OK, what=what),)


def warning(check: str, what: str, todo: str, cause: Cause = Cause.OTHER) -> tuple[Finding, ...]:
    return (Finding(check=check, grade=Grade.WARNING, what=what, todo=todo, cause=cause),)


def failure(check: str, what: str, todo: str, cause: Cause = Cause.OTHER) -> tuple[Finding, ...]:
    return (Finding(check=check, grade=Grade.FAILURE, what=what, todo=todo, cause=cause),)


def not_checked(check: str, what: str, todo: str = "") -> tuple[Finding, ...]:
    return (Finding(check=check, grade=Grade.NOT_CHECKED, what=what, todo=todo),)
