# SPDX-License-Identifier: EUPL-1.2
"""Broker, desk, certificate and clock, as `kiosk doctor` sees them."""

from __future__ import annotations

from pathlib import Path

from kiosk.doctor import checks, network
from kiosk.doctor.finding import Cause, Finding, Grade, Subject
from kiosk.selftest.report import Check, Reason, Result, failed, passed, unknown

SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
"""Is there once systemd's time service has set the clock."""

_REASONS: dict[Cause, Reason] = {cause: Reason(cause.value) for cause in Cause if cause is not Cause.OTHER}
"""Every cause has a reason of the same name."""


async def try_broker(subject: Subject) -> tuple[Result, ...]:
    """Reach the broker as far as an accepted connection."""
    return (_result(Check.BROKER, await network.check_broker(subject)),)


async def try_desk(subject: Subject, synchronised: Path = SYNCHRONISED) -> tuple[Result, ...]:
    """Reach the desk, and compare clocks with it."""
    findings = await network.check_desk(subject)
    desk = _result(Check.DESK, tuple(each for each in findings if each.check == "desk"))
    found = (*checks.check_clock(subject), *(each for each in findings if each.check == "clock"))
    if any(each.cause is Cause.CLOCK_WRONG for each in found):
        return desk, failed(Check.CLOCK, Reason.CLOCK_WRONG)
    if desk.reason is Reason.NONE or synchronised.exists():
        return desk, passed(Check.CLOCK)
    return desk, unknown(Check.CLOCK, Reason.NOT_COMPARED)


def check_certificate(subject: Subject) -> tuple[Result, ...]:
    """See that the station's certificate is its own and stays valid. It is read anew: it may just have been renewed."""
    identity, problems = checks.load_identity(subject.settings.station.identity)
    if identity is None:
        return (_result(Check.CERTIFICATE, problems),)
    now = Subject(settings=subject.settings, identity=identity, machine=subject.machine, clock=subject.clock)
    return (_result(Check.CERTIFICATE, checks.check_identity(now)),)


def _result(check: Check, findings: tuple[Finding, ...]) -> Result:
    """Turn the doctor's findings into one result: the first that is not well counts."""
    for finding in findings:
        if finding.grade is Grade.NOT_CHECKED:
            return unknown(check, Reason.NO_IDENTITY)
        if finding.grade is not Grade.OK:
            return failed(check, _REASONS.get(finding.cause, Reason.CHECK_BROKE))
    return passed(check) if findings else unknown(check, Reason.CHECK_BROKE)
