# SPDX-License-Identifier: EUPL-1.2
"""What a staff screen is told when it listens at a port or tries a device."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from drivers.bench import trial
from drivers.bench.check import STATE_ADVICE, CheckLine, Mark
from drivers.links.link import Link, LinkError, LinkReason
from drivers.links.ports import AddressError, LineSettings
from drivers.names import DriverName, UnknownDriverError
from kiosk.capability import Assignment
from kiosk.clock import SystemClock
from kiosk.reading import SensorState
from kiosk.workbench import Outcome, Problem, Verdict
from tests.drivers.rig import devices

OXIMETER = (DriverName.CONTEC_9BYTE, ("finger in",))


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a port; few drivers are tried there, for time."""
    monkeypatch.setattr(trial, "names", lambda: ("nonin_2", "contec_9byte"))
    return tmp_path / "port"


def wish(driver: str, port: str, line: str = "") -> Assignment:
    return Assignment(name="bench", driver=driver, port=port, line=line)


async def closed(*_: object) -> Link:
    raise LinkError("/dev/none", LinkReason.BUSY)


async def test_listening_names_the_driver_and_tells_how_far_it_is(port: Path) -> None:
    told: list[tuple[float, str]] = []
    async with devices({port: OXIMETER}, pace=1):
        finding = await trial.probe(str(port), SystemClock(), lambda share, line: told.append((share, line)))
    assert finding.outcome is Outcome.FOUND
    assert finding.candidates[0].driver == "contec_9byte" and finding.candidates[0].sure
    shares = [share for share, _ in told]
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert "115200 8N1" in {line for _, line in told}


async def test_a_port_that_cannot_be_opened_says_why() -> None:
    finding = await trial.probe("/dev/none", SystemClock(), lambda *_: None, closed)
    assert (finding.outcome, finding.trouble) == (Outcome.NOT_OPEN, "busy")


async def test_a_device_that_measures(port: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "TEST_S", 4.0)
    told: list[float] = []
    async with devices({port: OXIMETER}, pace=1):
        found = await trial.test(wish("contec_9byte", str(port)), SystemClock(), lambda share, _: told.append(share))
        monkeypatch.setattr(trial, "TEST_S", 1.5)
        wrong = await trial.test(wish("nonin_2", str(port)), SystemClock(), lambda *_: None)
    assert found.verdict is Verdict.MEASURES and found.problems == ()
    assert told[0] == pytest.approx(0, abs=0.1) and told == sorted(told)
    assert wrong.verdict is Verdict.FAILS and wrong.problems[0] is Problem.OTHER_DEVICE


async def test_a_trial_that_is_cancelled_closes_the_port(port: Path) -> None:
    async with devices({port: OXIMETER}, pace=1):
        task = asyncio.create_task(trial.test(wish("contec_9byte", str(port)), SystemClock(), lambda *_: None))
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        again = await trial.probe(str(port), SystemClock(), lambda *_: None)
    assert again.outcome is Outcome.FOUND, "the port was free again"


async def test_what_cannot_be_tried() -> None:
    with pytest.raises(UnknownDriverError):
        await trial.test(wish("cms50", "/dev/none"), SystemClock(), lambda *_: None)
    with pytest.raises(AddressError):
        await trial.probe("bluetooth:1", SystemClock(), lambda *_: None)
    tried = await trial.test(wish("nonin_2", "/dev/none"), SystemClock(), lambda *_: None, closed)
    assert (tried.verdict, tried.problems) == (Verdict.FAILS, (Problem.PORT,))


@pytest.mark.parametrize(
    ("lines", "verdict", "problems"),
    [
        ([("device", Mark.PASS, ""), ("reading", Mark.NOTE, "")], Verdict.ANSWERS, ()),
        ([("device", Mark.SKIP, ""), ("reading", Mark.NOTE, "")], Verdict.WAITS, ()),
        ([("device", Mark.FAIL, STATE_ADVICE[SensorState.SILENT])], Verdict.FAILS, (Problem.SILENT,)),
        ([("device", Mark.FAIL, "probe")], Verdict.FAILS, (Problem.OTHER_DEVICE,)),
        (
            [("device", Mark.PASS, ""), ("pace", Mark.FAIL, ""), ("noise", Mark.FAIL, ""), ("clock", Mark.FAIL, "")],
            Verdict.ANSWERS,
            (Problem.PACE, Problem.NOISE, Problem.CLOCK),
        ),
    ],
)
def test_a_page_is_summed_up(
    lines: list[tuple[str, Mark, str]], verdict: Verdict, problems: tuple[Problem, ...]
) -> None:
    page = [CheckLine(name=name, mark=mark, what="", todo=todo) for name, mark, todo in lines]
    found = trial.trial_of(page)
    assert (found.verdict, found.problems) == (verdict, problems)


async def test_a_device_that_was_set_to_other_line_settings_is_tried_at_those() -> None:
    lines: list[str] = []

    async def opened(port: str, line: LineSettings, *_: object) -> Link:
        lines.append(str(line))
        return await closed()

    for line in ("", "2400 8N1"):
        await trial.test(wish("nonin_2", "/dev/none", line), SystemClock(), lambda *_: None, opened)
    assert lines == ["9600 8N1", "2400 8N1"]
