# SPDX-License-Identifier: EUPL-1.2
"""`kiosk cabinet test` on simulated pins, with a technician who does what she is told, or not."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.gpio.cabinet import GpioCabinet
from kiosk.cabinet_trial import CabinetTrial
from kiosk.cli import main
from kiosk.clock import SystemClock
from tests.drivers.gpio.conftest import QUICK, Board

PINS = {
    "call": "GPIO17",
    "confirm": "GPIO27",
    "emergency-stop": "GPIO5",
    "status-lamp": "GPIO18",
    "camera-light": "GPIO23",
    "door-lock": "GPIO24",
    "instrument-2": "GPIO21",
}


class Technician:
    """Reads the lines and answers some of them with her hands."""

    def __init__(self, board: Board, pins: dict[str, str], wait_s: float = 5.0) -> None:
        self.lines: list[str] = []
        self.hands: dict[str, Callable[[], None]] = {}
        self.seen_high: set[int] = set()
        self._board = board
        cabinet = GpioCabinet(pins, SystemClock(), QUICK)
        self.trial = CabinetTrial(cabinet, pins, SystemClock(), self._read, wait_s, look_s=0.02)

    def _read(self, line: str) -> None:
        self.lines.append(line)
        for start, hand in self.hands.items():
            if line.startswith(start):
                asyncio.get_running_loop().call_soon(hand)
        self.seen_high |= {number for number in (18, 21, 23, 24) if self._board.high(number)}

    def line(self, start: str) -> str:
        return next(line for line in reversed(self.lines) if line.startswith(start))


async def test_everything_answers(board: Board) -> None:
    technician = Technician(board, PINS)
    technician.hands = {
        "call: P": board.pin(17).drive_low,
        "confirm: P": board.pin(27).drive_low,
        "emergency-stop: It is active already": lambda: board.turn_and_press(5),
    }
    assert await technician.trial.run() == 0
    assert technician.lines[0].startswith("Wired: call (GPIO17), confirm (GPIO27), emergency-stop (GPIO5)")
    assert re.fullmatch(r"call: pressed after \d\.\d s\.", technician.line("call: p"))
    assert "Every switch that was tried answered." in technician.lines
    assert {line.split(":")[0] for line in technician.lines} >= {"status-lamp", "camera-light", "door-lock"}
    assert technician.seen_high == {18, 21, 23, 24}
    assert not board.owners()


async def test_an_emergency_stop_must_be_pressed_to_have_answered(board: Board) -> None:
    technician = Technician(board, {"emergency-stop": "GPIO5"}, wait_s=0.8)
    technician.hands = {"emergency-stop: It is active already": board.pin(5).drive_low}
    assert await technician.trial.run() == 1


async def test_a_contact_may_be_closed(board: Board) -> None:
    technician = Technician(board, {"lid": "GPIO5"})
    technician.hands = {"lid: ": board.pin(5).drive_low}
    assert await technician.trial.run() == 0


async def test_a_switch_that_stays_silent_is_named_with_its_pin(board: Board) -> None:
    technician = Technician(board, {"call": "GPIO17", "confirm": "GPIO27"}, wait_s=0.2)
    technician.hands = {"confirm: P": board.pin(27).drive_low}
    assert await technician.trial.run() == 1
    assert "GPIO17" in technician.line("call: NOTHING")
    assert "1 of 2 switches did not answer: call." in technician.lines


async def test_crossed_wires_are_seen(board: Board) -> None:
    technician = Technician(board, {"call": "GPIO17", "confirm": "GPIO27"}, wait_s=0.8)
    technician.hands = {"call: P": board.pin(27).drive_low}
    assert await technician.trial.run() == 2
    assert "heard 'confirm'" in technician.line("call: heard")


async def test_only_what_was_asked_for(board: Board) -> None:
    technician = Technician(board, PINS)
    assert await technician.trial.run(["camera-light"]) == 0
    assert technician.seen_high == {23}


def run(tmp_path: Path, *words: str) -> int:
    file = tmp_path / "station.toml"
    file.write_text('[cabinet]\nkind = "gpio"\ncamera_light = "GPIO23"\ncall = "GPIO17"\n')
    return main(["cabinet", "test", "--config", str(file), "--look", "0.01", "--seconds", "0.1", *words])


def test_the_command(board: Board, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--only", "camera-light") == 0
    assert "camera-light: look" in capsys.readouterr().out
    assert run(tmp_path) == 1
    assert "call: NOTHING" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"), [(("--only", "lid"), "'lid' is not wired"), (("--set", "cabinet.kind="), "No cabinet is set")]
)
def test_what_cannot_be_tried(
    board: Board, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert run(tmp_path, *words) == 1
    assert said in capsys.readouterr().err


def test_the_station_s_pins_are_not_taken_away(
    board: Board, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from gpiozero import LED

    with LED("GPIO23"):
        assert run(tmp_path) == 1
    assert "GPIO23" in capsys.readouterr().err
