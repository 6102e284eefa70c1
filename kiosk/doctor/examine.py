# SPDX-License-Identifier: EUPL-1.2
"""All checks at once, each with a deadline, and the report for people and for programs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Iterable, Sequence

from kiosk.doctor import cabinet, checks, devices, network, speech
from kiosk.doctor.finding import Check, Finding, Grade, NetworkCheck, Subject, failure

CHECKS: tuple[Check, ...] = (
    checks.check_version,
    checks.check_settings,
    checks.check_identity,
    checks.check_clock,
    checks.check_runtime,
    checks.check_swap,
    checks.check_core_dumps,
    checks.check_processes,
    devices.check_screen,
    devices.check_camera,
    devices.check_sound,
    speech.check_speech,
    devices.check_instruments,
    cabinet.check_cabinet,
)
NETWORK_CHECKS: tuple[NetworkCheck, ...] = (network.check_broker, network.check_desk)
DEADLINE_S = 7.0
"""Twice the network checks' own waits and a little: nothing may hang the report."""

MARKS = {Grade.OK: "32", Grade.WARNING: "33", Grade.FAILURE: "31", Grade.NOT_CHECKED: "33"}


async def examine(subject: Subject) -> tuple[Finding, ...]:
    """Run every check; the findings come in the checks' order."""
    jobs = [_bounded(check.__name__, asyncio.to_thread(check, subject)) for check in CHECKS]
    jobs += [_bounded(check.__name__, check(subject)) for check in NETWORK_CHECKS]
    return tuple(finding for found in await asyncio.gather(*jobs) for finding in found)


async def _bounded(name: str, job: Awaitable[tuple[Finding, ...]]) -> tuple[Finding, ...]:
    try:
        async with asyncio.timeout(DEADLINE_S):
            return await job
    except TimeoutError:
        what = name.removeprefix("check_").replace("_", " ")
        return failure(what, f"No answer within {DEADLINE_S:.0f} s.", "Look at this part by hand.")


def healthy(findings: Iterable[Finding]) -> bool:
    """Tell whether nothing has failed."""
    return not any(finding.grade is Grade.FAILURE for finding in findings)


def as_text(findings: Sequence[Finding], *, colour: bool) -> str:
    """Write the report: the grade in words (and in colour on a terminal), the state, the next action."""
    width = max(len(finding.check) for finding in findings)
    lines: list[str] = []
    for finding in findings:
        grade = f"{finding.grade:11}"
        if colour:
            grade = f"\x1b[{MARKS[finding.grade]}m{grade}\x1b[0m"
        lines.append(f"{grade}  {finding.check:{width}}  {finding.what}")
        if finding.todo:
            lines.append(f"{'':11}  {'':{width}}  → {finding.todo}")
    return "\n".join([*lines, "", summary(findings)])


def summary(findings: Sequence[Finding]) -> str:
    """Say in one sentence how the station is."""
    failures = sum(finding.grade is Grade.FAILURE for finding in findings)
    warnings = sum(finding.grade is Grade.WARNING for finding in findings)
    if failures:
        return f"The station is not ready: {failures} {'failure' if failures == 1 else 'failures'}."
    if warnings:
        return f"The station is ready; {warnings} {'thing' if warnings == 1 else 'things'} to know."
    return "The station is ready."


def as_json(findings: Sequence[Finding]) -> str:
    """Write the report as one JSON object."""
    rows = [{"check": each.check, "grade": each.grade, "what": each.what, "todo": each.todo} for each in findings]
    return json.dumps({"ready": healthy(findings), "findings": rows}, ensure_ascii=False, indent=2)
