# SPDX-License-Identifier: EUPL-1.2
"""Switches of whoever cannot touch the screen: the station begins the scan and passes presses on."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.cabinet import Motion, Switch, SwitchEvent
from kiosk.clock import SystemClock
from kiosk.messages import Action, Key, KeyAction
from kiosk.preferences import Preferences, Scan
from kiosk.reading import SensorState
from kiosk.station.cabinet_link import CabinetLink, CabinetLinkParts
from kiosk.visit.machine import State
from tests.kiosk.station.test_cabinet_link import CUFF, OXIMETER, FakeCabinet, RoomRig

P, R, H = Motion.PRESSED, Motion.RELEASED, Motion.HELD


class SwitchRig(RoomRig):
    """A room with jacks; keeps what is passed on to the ui."""

    def __init__(self, runtime: Path, *wired: Switch) -> None:
        cabinet = FakeCabinet()
        cabinet.wired = wired  # type: ignore[assignment]
        super().__init__(runtime, cabinet, (CUFF, OXIMETER))
        self.keys: list[Key] = []
        self.link = CabinetLink(
            CabinetLinkParts(
                conductor=self.conductor, taps=self.taps, clock=SystemClock(), runtime=runtime, cabinet=cabinet,
                key=self.keys.append,
            )
        )  # fmt: skip


@pytest.mark.parametrize(
    ("wired", "scan"),
    [((Switch.SWITCH_1,), Scan.ONE_SWITCH), ((Switch.SWITCH_1, Switch.SWITCH_2), Scan.TWO_SWITCH)],
    ids=["one", "two"],
)
def test_the_first_press_begins_the_scan_that_fits_what_is_wired(
    tmp_path: Path, wired: tuple[Switch, ...], scan: Scan
) -> None:
    rig = SwitchRig(tmp_path, *wired)
    assert rig.conductor.screen().preferences.scan is Scan.OFF
    rig.press(Switch.SWITCH_1, P, R)
    assert rig.conductor.screen().preferences.scan is scan
    assert rig.keys == [Key(action=KeyAction.SWITCH_1)], "once, and not again when it is let go"
    assert rig.at(State.ATTRACT), "what it means is for the screen to say"


def test_a_chosen_way_of_scanning_stays(tmp_path: Path) -> None:
    rig = SwitchRig(tmp_path, Switch.SWITCH_1, Switch.SWITCH_2)
    rig.conductor.memory.preferences = Preferences(scan=Scan.ONE_SWITCH, scan_s=3.0)
    rig.press(Switch.SWITCH_2, P, R)
    assert rig.conductor.memory.preferences == Preferences(scan=Scan.ONE_SWITCH, scan_s=3.0)
    assert rig.keys == [Key(action=KeyAction.SWITCH_2)]


def test_preferences_and_darkness_are_gone_with_the_visit(tmp_path: Path) -> None:
    rig = SwitchRig(tmp_path, Switch.SWITCH_1)
    rig.to(State.MEASURE)
    rig.press(Switch.SWITCH_1, P, R)
    rig.tap(Action.BLANK)
    assert rig.conductor.screen().blank
    rig.conductor.memory.ready_for_next("sv")
    assert rig.conductor.screen().preferences == Preferences()
    assert not rig.conductor.screen().blank


def test_a_touch_brings_the_screen_back_and_the_first_screen_cannot_be_dark(tmp_path: Path) -> None:
    rig = SwitchRig(tmp_path)
    rig.tap(Action.BLANK)
    assert not rig.conductor.screen().blank
    rig.to(State.MEASURE)
    rig.tap(Action.BLANK)
    rig.tap(Action.WAKE)
    assert not rig.conductor.screen().blank


def test_a_squeezing_cuff_lights_the_screen_and_a_held_switch_stops_it(tmp_path: Path) -> None:
    rig = SwitchRig(tmp_path, Switch.SWITCH_1)
    rig.to(State.MEASURE)
    rig.tap(Action.BLANK)
    rig.link.happened(SwitchEvent(switch=Switch.SWITCH_1, motion=H))
    assert rig.outside.stops == 0, "without a cuff there is nothing to stop"
    rig.cuff_says(SensorState.MEASURING)
    assert rig.conductor.cuff and not rig.conductor.screen().blank
    before = rig.outside.stops
    rig.press(Switch.SWITCH_1, P, H)
    assert rig.outside.stops == before + 1
